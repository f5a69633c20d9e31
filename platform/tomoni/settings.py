"""One settings module: what differs between machines is an environment variable (.env.example)."""

import logging
import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tomoni import env, logs
from tomoni.embedded.paths import default_database_url, var_dir

ROOT = Path(__file__).resolve().parents[2]
environ.Env.read_env(ROOT / ".env")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as many processes run as there are cores
VAR = var_dir()

# --- The instance -----------------------------------------------------------------------------
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", secrets.token_urlsafe(50) if DEBUG else "")
if len(SECRET_KEY) < 32:
    raise env.EnvironmentValueError("SECRET_KEY", "a secret of 32 characters or more", SECRET_KEY)
BASE_URL = env.url("BASE_URL", "http://127.0.0.1:8000", schemes=("http", "https")).rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)
IS_HTTPS = BASE_URL.startswith("https://")

# --- What it is made of -----------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django_structlog",
    "tomoni.accounts",
    "tomoni.taxonomy",
    "tomoni.municipalities",
    "tomoni.journal",
    "tomoni.notices",
    "partners",
    "challenges",
    "matching",
    "events",
    "tomoni.portal",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "tomoni.middleware.request_id_header",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tomoni.middleware.OwnErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tomoni.accounts.middleware.language_of_user",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tomoni.municipalities.middleware.StaffMfaMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "tomoni.urls"
WSGI_APPLICATION = "tomoni.wsgi.application"
FORM_RENDERER = "tomoni.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tomoni.portal.context.navigation",
            ],
            "builtins": ["tomoni.portal.templatetags.tomoni"],
        },
    }
]

# --- PostgreSQL -------------------------------------------------------------------------------
_database = env.database("DATABASE_URL", default_database_url())
_options = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"
_options += " -c jit=off"  # compiling a statement of a page takes longer than running it
_options += " -c plan_cache_mode=force_generic_plan"  # planned once: tomoni.prepared
_database["OPTIONS"] = {
    "connect_timeout": 3,
    "options": _options,
    "prepare_threshold": 5,  # that of psycopg; Django's is none, with which nothing is prepared
    **_database.get("OPTIONS", {}),
}
DATABASES = {"default": {**_database, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis, or files of our own where there is none -------------------------------------------
REDIS_URL = env.url("REDIS_URL", "", schemes=("redis", "rediss", "unix"))
_cache_url = env.url("CACHE_URL", REDIS_URL, schemes=("redis", "rediss", "unix"))
if _cache_url:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": _cache_url,
            "OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(VAR / "cache"),
        }
    }

# --- Celery: settings measured under faults, docs/reliability.md ------------------------------
CELERY_BROKER_URL = env.url(
    "CELERY_BROKER_URL",
    REDIS_URL or "filesystem://localhost",
    schemes=("redis", "rediss", "filesystem", "amqp", "amqps"),
)
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {}
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = VAR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "queue"),
        "data_folder_out": str(_queue / "queue"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
    for _folder in ("queue", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,  # longer than the time limit, else double runs
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "socket_keepalive": True,
        "health_check_interval": 25,
        "retry_on_timeout": False,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    }
CELERY_TASK_DEFAULT_QUEUE = env.text("CELERY_QUEUE", "tomoni")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = (
    False  # the ledger offers the work again, a bounded number of times
)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 100
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 900_000  # kB; the dictionary of SudachiPy alone takes 130 MB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "matching-keep-fresh": {"task": "matching.tasks.keep_fresh", "schedule": 300.0},
    "matching-tell-of-new": {"task": "matching.tasks.tell_of_new", "schedule": 900.0},
    "matching-sweep": {"task": "matching.tasks.sweep", "schedule": 86_400.0},
    "matching-look-at-introductions": {
        "task": "matching.tasks.look_at_introductions",
        "schedule": 900.0,
    },
    "events-look-at-afterwards": {
        "task": "events.tasks.look_at_afterwards",
        "schedule": 900.0,
    },
    "journal-heartbeat": {"task": "tomoni.journal.tasks.heartbeat", "schedule": 60.0},
    "partners-ask-for-reports": {"task": "partners.tasks.ask_for_reports", "schedule": 3600.0},
    "partners-review-listings": {"task": "partners.tasks.review_listings", "schedule": 900.0},
    "partners-renew-registrations": {
        "task": "partners.tasks.renew_registrations",
        "schedule": 900.0,
    },
    "partners-look-at-agreements": {
        "task": "partners.tasks.look_at_agreements",
        "schedule": 900.0,
    },
    "partners-forget-lists": {"task": "partners.tasks.forget_lists", "schedule": 86_400.0},
    "partners-forget-changes": {"task": "partners.tasks.forget_changes", "schedule": 86_400.0},
    "accounts-sweep-drafts": {"task": "tomoni.accounts.tasks.sweep_drafts", "schedule": 86_400.0},
    "notices-ask-for-digests": {
        "task": "tomoni.notices.tasks.ask_for_digests",
        "schedule": 900.0,
    },
    "notices-sweep": {"task": "tomoni.notices.tasks.sweep", "schedule": 86_400.0},
    "portal-mail-saved-searches": {
        "task": "tomoni.portal.tasks.mail_saved_searches",
        "schedule": 900.0,
    },
    "portal-renew-insights": {"task": "tomoni.portal.tasks.renew_insights", "schedule": 900.0},
    "events-remind": {"task": "events.tasks.remind", "schedule": 300.0},
    "challenges-follow-the-clock": {
        "task": "challenges.tasks.follow_the_clock",
        "schedule": 60.0,
    },
    "challenges-remind-of-replies": {
        "task": "challenges.tasks.remind_of_replies",
        "schedule": 900.0,
    },
}

# --- Accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "portal:my"
ACCOUNT_ADAPTER = "tomoni.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "tomoni.accounts.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "tomoni.accounts.signing_up.SignupOnceForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Tomoni] "
ACCOUNT_CHANGE_EMAIL = True
# Who confirms again that it is them needs what they know or hold: a mailed code is neither.
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
# Beside allauth's own: forms of ours that send mail to others, take a code, or read large files.
_rates = {
    "partner_invitation": "30/h/user",
    "partner_claim": "10/m/user,40/h/user,120/h/ip",
    "partner_join": "10/h/user,20/d/user",
    "partner_import": "6/m/user,60/h/user",
    "affiliation_request": "30/h/user",
    "alliance": "20/h/user",
    "introduction": "30/h/user",
}
RATE_LIMITS = env.flag("RATE_LIMITS", True)
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = _rates if RATE_LIMITS else False
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_FORMS = {
    "add_webauthn": "tomoni.accounts.naming_keys.AddKeyForm",
    "edit_webauthn": "tomoni.accounts.naming_keys.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tomoni"
MFA_TOTP_TOLERANCE = 1  # a code stays good for half a minute more: phones and fingers are slow
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
STAFF_MFA_REQUIRED = env.flag("STAFF_MFA_REQUIRED", True)
USERSESSIONS_TRACK_ACTIVITY = False

# --- Sessions, cookies, headers ---------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
if IS_HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tomoni.portal.views.errors.csrf_failure"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# --- Languages --------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = USE_I18N = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = IS_HTTPS
FORMAT_MODULE_PATH = ["tomoni.formats"]

# --- Files ------------------------------------------------------------------------------------
STATIC_URL, STATIC_ROOT, STATICFILES_DIRS = "static/", ROOT / "staticfiles", [ROOT / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR / "media")))
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES = {
    "default": {"BACKEND": "tomoni.storage.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- Mail -------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_TIMEOUT = 10
for _name, _value in env.email("EMAIL_URL").items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Tomoni <tomoni@localhost>")

# --- Logs: one JSON object per line with the request id, or coloured lines for a terminal ------
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line per request is enough
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = TRUSTED_PROXY_COUNT > 0
LOGGING = logs.configure(
    env.text("LOG_FORMAT", "console" if DEBUG else "json", among=("json", "console"))
)

# --- Open data and the API ----------------------------------------------------------------------
OPEN_DATA_LICENCE = env.text("OPEN_DATA_LICENCE", "CC BY 4.0")
OPEN_DATA_LICENCE_URL = env.url(
    "OPEN_DATA_LICENCE_URL",
    "https://creativecommons.org/licenses/by/4.0/",
    schemes=("https", "http"),
)
# Of one address; 0 for any number.
FEED_REQUESTS_PER_MINUTE = env.integer("FEED_REQUESTS_PER_MINUTE", 60)
OPEN_DATA_FILES_PER_MINUTE = env.integer("OPEN_DATA_FILES_PER_MINUTE", 30)
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 120)
INSIGHTS_COUNTED_PER_MINUTE = env.integer("INSIGHTS_COUNTED_PER_MINUTE", 20)

# --- Matching -----------------------------------------------------------------------------------
EMBEDDING_BACKEND = env.text("EMBEDDING_BACKEND")
