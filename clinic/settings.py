"""Settings: typed values from the environment, the same code in demo, tests and production."""

import os
import zoneinfo
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from clinic.foundation import environment, logs
from clinic.local import places

# The pinned tzdata, never the machine's own zones: those can be years old.
zoneinfo.reset_tzpath(to=())

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = places.state(places.instance())

try:
    ENV = environment.read(
        os.environ,
        database_url=places.database_url(places.instance()),
        redis_url=places.redis_url(places.instance()),
    )
    DATABASES = {"default": environment.database(ENV.database_url)}
except environment.Unsafe as fault:
    raise ImproperlyConfigured(f"\n{fault}") from None

if ENV.metrics_dir:  # before the library is read: it decides by this where to count
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = ENV.metrics_dir

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
HEALTH_KEYS = ENV.health_keys
ALLOWED_HOSTS = list(ENV.allowed_hosts) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ENV.origin] if ENV.origin else []
ORIGIN = ENV.origin

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "pghistory",
    "pgtrigger",
    "clinic.foundation",
    "protocols",
    "bookings",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.foundation.watching.Watching",
    "clinic.foundation.http.ApiErrors",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.foundation.bearer.Bearer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clinic.foundation.http.Problems",
    "clinic.foundation.sessions.SessionLimits",
    "clinic.foundation.http.RoutePolicies",
    "clinic.foundation.factors.StaffSecondFactor",
    "clinic.foundation.guesses.Guesses",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "clinic.foundation.http.page_context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# A table, so that a used second factor stays used with Redis down. What must count exactly
# does not stand here (a full cache throws live rows away) but in `actions.tries`.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "clinic_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "clinic.User"
AUTHENTICATION_BACKENDS = ["clinic.foundation.accounts.Backend"]
SESSION_ENGINE = "clinic.foundation.sessions"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "clinic.foundation.accounts.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "clinic.foundation.forms.signup.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_SESSION_REMEMBER = True  # nothing to ask: sessions end by SessionLimits
# allauth's own limits are off: clinic.foundation.guesses counts exactly, and says why.
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(("change_password", "manage_email", "reauthenticate", "signup")),
    **dict.fromkeys(("login", "login_failed", "request_login_code", "confirm_email")),
    **dict.fromkeys(("reset_password", "reset_password_from_key")),
    "evaluate": "600/m/ip",
    "slots": "120/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_ADAPTER = "clinic.foundation.factors.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Legwork"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.production
USERSESSIONS_TRACK_ACTIVITY = False
STAFF_SECOND_FACTOR = ENV.production  # the demo's printed logins work without one

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"  # computed in UTC; every page names the zone it shows

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.production
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ENV.production
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if ENV.production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.production
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if ENV.trusted_proxies:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "clinic.foundation.web.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Legwork <hello@legwork.example>")
MAIL_FOLDER = str(STATE_DIR / "mail")  # what the demo sends lands here
SMS_URL = ENV.sms_url
KILL_AT = ENV.kill_at
for _name, _value in environment.email(ENV.email_url).items():
    globals()[_name] = _value

CELERY_BROKER_URL = environment.broker(ENV.redis_url)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker outlives any pause of Redis
CELERY_BROKER_TRANSPORT_OPTIONS = environment.BROKER_OPTIONS
CELERY_BEAT_SCHEDULE = {
    f"outbox {lane}": {
        "task": "clinic.outbox_tick",
        "args": (lane,),
        "kwargs": {"by_beat": True},
        "schedule": 20.0,
        "options": {"expires": 20},  # a later tick asks for the same
    }
    for lane in ("urgent", "bulk")
} | {
    "sweep": {"task": "clinic.sweep", "schedule": 3600.0},
    "keep wall time": {"task": "bookings.keep_wall_time", "schedule": 3600.0},
    "ask how it was": {"task": "bookings.ask_how_it_was", "schedule": 3600.0},
    "recheck": {"task": "bookings.recheck", "schedule": crontab(hour=2, minute=10)},  # UTC
    "follow races": {"task": "bookings.follow_races", "schedule": crontab(hour=1, minute=40)},
    "feeds": {
        "task": "protocols.refresh_feeds",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
}

LOGGING = logs.settings(lines_of_json=ENV.production)
