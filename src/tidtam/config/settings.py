"""Django's settings, derived from ``env``. Nothing else reads the environment."""

from __future__ import annotations

from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from tidtam.config.env import PROJECT_DIR, env

django_stubs_ext.monkeypatch()

PRODUCTION = env.mode == "production"
DEBUG = False
SECRET_KEY = env.secret()
SECRET_KEY_FALLBACKS = env.old_secret_keys
ALLOWED_HOSTS = [*env.allowed_hosts, *(["testserver"] if env.mode == "test" else [])]
CSRF_TRUSTED_ORIGINS = env.trusted_origins
ROOT_URLCONF = "tidtam.config.urls"
WSGI_APPLICATION = "tidtam.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "tidtam.history",
    "tidtam.orgs",
    "tidtam.people",
    "tidtam.notices",
    "tidtam.evidence",
    "tidtam.frameworks",
    "tidtam.rounds",
    "tidtam.schools",
    "tidtam.reviews",
    "tidtam.results",
    "tidtam.appeals",
    "tidtam.followups",
    "tidtam.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tidtam.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tidtam.web.middleware.ActorMiddleware",
    "tidtam.web.middleware.PlainErrorsMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tidtam.web.context.house",
            ],
        },
    },
]

_sqlite_options = {
    # Two writers must wait for each other, not fail: take the write lock at BEGIN.
    "transaction_mode": "IMMEDIATE",
    "timeout": env.database_patience,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
        "PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000;PRAGMA temp_store=MEMORY;"
    ),
}


def _database() -> dict[str, Any]:
    settings: dict[str, Any] = dict(dj_database_url.parse(env.database(), conn_max_age=600))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = _sqlite_options
        settings["CONN_MAX_AGE"] = 600
    else:
        settings["CONN_HEALTH_CHECKS"] = True
        # Nobody waits for ever: not for a lock, not for a server that does not answer.
        patience = f"-c lock_timeout={env.database_patience}s"
        given = settings.setdefault("OPTIONS", {})
        given["options"] = f"{given.get('options', '')} {patience}".strip()
        given.setdefault("connect_timeout", 10)
        if env.database_prepared:
            given.setdefault("prepare_threshold", 3)  # shared/prepared.py; no other read is kept
    return settings


DATABASES = {"default": _database()}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["tidtam.people.signed_in.Backend"]
SESSION_ENGINE = "tidtam.people.signed_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("sign_in_name", "full_name", "email")},
    },
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator"},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATORS}.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("sign-in")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("home")

# allauth gives the mathematics of second factors and the OpenID flow; pages, addresses and
# who may come in are ours (docs/decisions/008), so most of its own switches are off.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "tidtam.web.signing_adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Tidtam"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "tidtam.web.signing_adapters.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.oidc_name,
                "client_id": env.oidc_client_id,
                "secret": env.oidc_client_secret,
                "settings": {"server_url": env.oidc_server},
            }
        ]
        if env.oidc_server
        else [],
    }
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PROJECT_DIR / "src" / "tidtam" / "web" / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.data_dir / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is absent
WHITENOISE_USE_FINDERS = not PRODUCTION


def _file_store() -> dict[str, Any]:
    """A folder of this machine, or a bucket that many hosts share."""
    if not env.s3_bucket:
        options = {"location": str(env.data_dir / "files")}
        return {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": options}
    bucket = {
        "bucket_name": env.s3_bucket,
        "endpoint_url": env.s3_endpoint or None,
        "region_name": env.s3_region or None,
        "access_key": env.s3_access_key or None,
        "secret_key": env.s3_secret_key or None,
        "default_acl": None,
    }
    return {"BACKEND": "tidtam.evidence.bucket.BucketStore", "OPTIONS": bucket}


STORAGES = {
    "default": _file_store(),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# A grid of 245 offices x 13 items comes in as one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tidtam.web.errors.form_too_old"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PRODUCTION and env.https:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"tidtam": {"level": "INFO"}},
}

# Rooms below the doors may not import this file; what they need they are given here.
TIDTAM_LINE_PATIENCE = env.line_patience
TIDTAM_WORK_DIR = env.data_dir / "work"
TIDTAM_PRINT_PROCESSES = env.worker_processes
TIDTAM_UPLOAD_LIMIT_BYTES = env.upload_limit_mb * 1024 * 1024
TIDTAM_EVIDENCE_LIMIT_BYTES = env.evidence_limit_mb * 1024 * 1024
TIDTAM_CLAMD = env.clamd
TIDTAM_DEMO_ALLOWED = not PRODUCTION
TIDTAM_PROXY_COUNT = env.proxies()
TIDTAM_SECOND_FACTOR_ROLES = env.second_factor_roles
TIDTAM_OIDC_MATCH_EMAIL = env.oidc_match_email

# The ways out of the house; each is off where its setting is empty.
EMAIL_HOST = env.smtp_host
EMAIL_PORT = env.smtp_port
EMAIL_HOST_USER = env.smtp_user
EMAIL_HOST_PASSWORD = env.smtp_password.get_secret_value()
EMAIL_USE_TLS = env.smtp_security == "starttls"
EMAIL_USE_SSL = env.smtp_security == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.smtp_from
TIDTAM_SITE_URL = env.site_url
TIDTAM_LINE_TOKEN = env.line_token.get_secret_value()
TIDTAM_LINE_URL = env.line_url
TIDTAM_WEBHOOK_URL = env.webhook_url
TIDTAM_WEBHOOK_SECRET = env.webhook_secret.get_secret_value()
TIDTAM_WEBHOOK_ALLOW_PRIVATE = env.webhook_allow_private
TIDTAM_PLAIN_HTTP_ALLOWED = not PRODUCTION
