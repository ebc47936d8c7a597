"""What the process environment says, as typed values.

Runs with an empty environment (the demo). With `LEGWORK_ENV=production` every value that would
be unsafe there is refused by name, with a hint, all of them at once.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

LOCAL_SECRET = "local-only-never-in-production"  # noqa: S105 - known to all, refused there
OPTIONS = "-c jit=off -c statement_timeout=15000"  # ms; jit costs small queries 10 to 14 ms
# Seconds. A Redis that is frozen is given up and reached anew, by worker, beat and web alike.
BROKER_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "visibility_timeout": 300,
}
OWN_BACKENDS = {
    "": "clinic.foundation.channels.folder.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
}
SMTP, SMS = ("smtp", "smtp+tls", "smtps"), ("", "https")
KILLS = ("", "claimed", "sent", "recorded")  # where a worker of the fault tests dies
LOCAL_KEY = base64.b64encode(b"local demo key, not for real use").decode()
LOCAL_HEALTH_KEYS = f"local:{LOCAL_KEY}"


class Unsafe(Exception):
    """Settings that must not run; the text has one line a fault, each with a hint."""


@dataclass(frozen=True)
class Environment:
    """Everything that settings.py takes from outside."""

    production: bool
    debug: bool
    secret_key: str
    allowed_hosts: tuple[str, ...]
    origin: str
    database_url: str
    redis_url: str
    email_url: str
    sms_url: str
    kill_at: str
    metrics_dir: str
    trusted_proxies: int
    health_keys: tuple[tuple[str, bytes], ...]  # (key id, 32 bytes); the first one seals, all open


def read(env: Mapping[str, str], *, database_url: str, redis_url: str) -> Environment:
    """Read `env`; the two addresses are used where it names none. Raises `Unsafe`."""
    production = env.get("LEGWORK_ENV", "local") == "production"
    faults = list(_faults(env)) if production else []
    keys, key_faults = _health_keys(env.get("HEALTH_KEYS") or LOCAL_HEALTH_KEYS)
    proxies = env.get("TRUSTED_PROXIES", "0")
    if not proxies.isdecimal():
        faults.append("TRUSTED_PROXIES: a whole number, how many proxies stand in front, such as 1")
    if env.get("LEGWORK_ENV", "local") not in ("local", "production"):
        faults.append("LEGWORK_ENV: local or production")
    if not production and env.get("LEGWORK_KILL_AT", "") not in KILLS:
        faults.append(f"LEGWORK_KILL_AT: one of {', '.join(KILLS[1:])}, for tests of faults")
    if _scheme(env, "SMS_URL") not in (SMS if production else (*SMS, "http", "console", "folder")):
        faults.append("SMS_URL: https://user:password@host/path, or empty for none")
    faults += key_faults
    if faults:
        raise Unsafe("\n".join(faults))
    return Environment(
        production=production,
        debug=env.get("DEBUG") == "1",
        secret_key=env.get("SECRET_KEY") or LOCAL_SECRET,
        allowed_hosts=tuple(
            h.strip() for h in env.get("ALLOWED_HOSTS", "").split(",") if h.strip()
        ),
        origin=env.get("ORIGIN", ""),
        database_url=env.get("DATABASE_URL") or database_url,
        redis_url=env.get("REDIS_URL") or redis_url,
        email_url=env.get("EMAIL_URL", ""),
        sms_url=env.get("SMS_URL", "" if production else "folder:"),
        kill_at=env.get("LEGWORK_KILL_AT", ""),
        metrics_dir=env.get("METRICS_DIR", ""),
        trusted_proxies=int(proxies),
        health_keys=keys,
    )


def _faults(env: Mapping[str, str]) -> list[str]:
    checks = {
        "SECRET_KEY: at least 50 random characters": len(env.get("SECRET_KEY", "")) < 50,
        "DEBUG: must not be 1 in production": env.get("DEBUG") == "1",
        "ALLOWED_HOSTS: the host names you serve, such as book.example.com": (
            not env.get("ALLOWED_HOSTS", "").strip() or "*" in env["ALLOWED_HOSTS"]
        ),
        "ORIGIN: the https address clients see, such as https://book.example.com": (
            not env.get("ORIGIN", "").startswith("https://")
        ),
        "TRUSTED_PROXIES: how many proxies stand in front and speak https, such as 1": (
            env.get("TRUSTED_PROXIES", "0") == "0"
        ),
        "DATABASE_URL: postgresql://user:password@host/name": not env.get("DATABASE_URL"),
        "REDIS_URL: redis://host:6379/0": not env.get("REDIS_URL"),
        "EMAIL_URL: smtp+tls://user:password@host:587": _scheme(env, "EMAIL_URL") not in SMTP,
        "LEGWORK_KILL_AT: must not be set in production": bool(env.get("LEGWORK_KILL_AT")),
        "HEALTH_KEYS: id:base64 of 32 random bytes, the newest first, kept outside the database": (
            LOCAL_KEY in (env.get("HEALTH_KEYS") or LOCAL_KEY)
        ),
    }
    return [hint for hint, wrong in checks.items() if wrong]


def _scheme(env: Mapping[str, str], name: str) -> str:
    return urlsplit(env.get(name, "")).scheme


def _health_keys(text: str) -> tuple[tuple[tuple[str, bytes], ...], list[str]]:
    keys: list[tuple[str, bytes]] = []
    for part in text.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not name.isalnum() or len(key) != 32 or name in dict(keys):
            return (), [
                "HEALTH_KEYS: id:base64 of exactly 32 bytes, several parted by commas, each id once"
            ]
        keys.append((name, key))
    return tuple(keys), []


def database(url: str) -> dict[str, object]:
    """A `postgresql://` address as Django's database settings."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("postgresql", "postgres"):
        raise Unsafe("DATABASE_URL: only PostgreSQL: postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or query.pop("host", ""),
        "PORT": parts.port or query.pop("port", 5432),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # What else the address says (such as sslmode) is libpq's to understand.
        "OPTIONS": {"options": OPTIONS, "connect_timeout": 5} | query,
    }


def broker(url: str) -> str:
    """The same Redis, as Celery spells it (a socket has a scheme of its own there)."""
    if url.startswith("unix://"):
        path, _, query = url.removeprefix("unix://").partition("?")
        return f"redis+socket://{path}?virtual_host={parse_qs(query).get('db', ['0'])[0]}"
    return url


def email(url: str) -> dict[str, object]:
    """Mail settings: an smtp address, the console, or a folder that the demo's mails land in."""
    parts = urlsplit(url)
    if parts.scheme in OWN_BACKENDS:
        return {"EMAIL_BACKEND": OWN_BACKENDS[parts.scheme]}
    if parts.scheme not in SMTP:
        raise Unsafe("EMAIL_URL: smtp+tls://user:password@host:587, or console:")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or 587,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }
