"""Settings from the environment: nothing is needed at home, nothing unsafe runs in production."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from clinic.foundation import environment

AT_HOME = {"database_url": "postgresql:///home", "redis_url": "unix:///home.sock?db=0"}
KEY = base64.b64encode(b"k" * 32).decode()
SAFE = {
    "LEGWORK_ENV": "production",
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "book.example.org, www.example.org",
    "ORIGIN": "https://book.example.org",
    "DATABASE_URL": "postgresql://legwork:pa%2Fss@db.example.org:5433/clinic",
    "REDIS_URL": "redis://redis.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://sender:se%40cret@mail.example.org:2525",
    "HEALTH_KEYS": f"new:{KEY},old:{KEY}",
    "TRUSTED_PROXIES": "1",
}


def read(env: dict[str, str]) -> environment.Environment:
    return environment.read(env, **AT_HOME)


def test_an_empty_environment_is_enough_for_the_demo() -> None:
    found = read({})
    assert (found.production, found.debug, found.trusted_proxies) == (False, False, 0)
    assert found.database_url == "postgresql:///home"
    assert [len(key) for _, key in found.health_keys] == [32]


def test_safe_production_values_are_taken_as_they_are() -> None:
    found = read(SAFE)
    assert found.production
    assert found.allowed_hosts == ("book.example.org", "www.example.org")
    assert [name for name, _ in found.health_keys] == ["new", "old"]
    assert found.trusted_proxies == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "s" * 49),
        ("DEBUG", "1"),
        ("TRUSTED_PROXIES", "0"),
        ("TRUSTED_PROXIES", "many"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "book.example.org, *"),
        ("ORIGIN", "http://book.example.org"),
        ("DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("EMAIL_URL", ""),
        ("EMAIL_URL", "console:"),
        ("SMS_URL", "http://sms.example.org/"),
        ("SMS_URL", "console:"),
        ("LEGWORK_KILL_AT", "claimed"),
        ("HEALTH_KEYS", ""),
        ("HEALTH_KEYS", environment.LOCAL_HEALTH_KEYS),
        ("HEALTH_KEYS", "new:" + base64.b64encode(b"too short").decode()),
        ("HEALTH_KEYS", f"new:{KEY},new:{KEY}"),
        ("TRUSTED_PROXIES", "-1"),
    ],
)
def test_an_unsafe_production_value_is_refused_by_name_with_a_hint(name: str, value: str) -> None:
    with pytest.raises(environment.Unsafe) as refusal:
        read(SAFE | {name: value})
    (line,) = str(refusal.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert len(line) > len(name) + 15


def test_all_unsafe_values_are_named_at_once() -> None:
    with pytest.raises(environment.Unsafe) as refusal:
        read({"LEGWORK_ENV": "production", "DEBUG": "1"})
    named = {line.partition(":")[0] for line in str(refusal.value).splitlines()}
    assert named == SAFE.keys() - {"LEGWORK_ENV"} | {"DEBUG"}


def test_a_misspelt_kind_of_environment_does_not_pass_for_home() -> None:
    with pytest.raises(environment.Unsafe, match="LEGWORK_ENV: local or production"):
        read({"LEGWORK_ENV": "prodution"})


def test_a_database_address_becomes_settings_with_its_password_unquoted() -> None:
    found = environment.database(SAFE["DATABASE_URL"])
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.org", 5433, "clinic")
    assert (found["USER"], found["PASSWORD"]) == ("legwork", "pa/ss")


def test_a_database_address_may_name_a_socket_folder() -> None:
    found = environment.database("postgresql://legwork@/legwork?host=%2Ftmp%2Fa%20b")
    assert (found["HOST"], found["NAME"]) == ("/tmp/a b", "legwork")


def test_a_database_address_keeps_its_ssl_mode() -> None:
    found = environment.database("postgresql://legwork@db/legwork?sslmode=verify-full")
    options: Any = found["OPTIONS"]
    assert options["sslmode"] == "verify-full"


@pytest.mark.parametrize("url", ["sqlite:///clinic.db", "mysql://db/clinic", "nonsense"])
def test_no_other_database_is_taken(url: str) -> None:
    with pytest.raises(environment.Unsafe, match="DATABASE_URL: only PostgreSQL"):
        environment.database(url)


def test_a_redis_socket_is_spelt_as_celery_wants_it() -> None:
    assert environment.broker("unix:///a/b.sock?db=2") == "redis+socket:///a/b.sock?virtual_host=2"
    assert environment.broker("redis://host:6379/0") == "redis://host:6379/0"


def test_a_mail_address_becomes_settings() -> None:
    found = environment.email(SAFE["EMAIL_URL"])
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.org", 2525)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("sender", "se@cret")
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)


def test_without_a_mail_address_mails_land_in_a_folder() -> None:
    found = environment.email("")
    assert found["EMAIL_BACKEND"] == "clinic.foundation.channels.folder.EmailBackend"


def test_a_mail_address_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(environment.Unsafe, match="EMAIL_URL: "):
        environment.email("ftp://mail.example.org")


@pytest.mark.parametrize(
    ("name", "value"), [("SMS_URL", "ftp://sms.example.org"), ("LEGWORK_KILL_AT", "later")]
)
def test_a_value_that_is_wrong_anywhere_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(environment.Unsafe) as refusal:
        read({name: value})
    assert str(refusal.value).startswith(f"{name}: ")


def test_short_messages_are_off_in_production_unless_somebody_carries_them() -> None:
    assert read(SAFE).sms_url == ""
    assert read(SAFE | {"SMS_URL": "https://a:b@sms.example.org/"}).sms_url.startswith("https:")
    assert read({}).sms_url == "folder:"
