"""Settings of osbiz, all from the environment; docs/operators.md lists every variable.

Without OSBIZ_ENV=production nothing needs to be set: SQLite, no broker, a key kept in the data folder.
With it, a missing variable stops the start and says what to do.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("OSBIZ_DATA") or BASE_DIR / "data").resolve()
ENVIRONMENT = os.environ.get("OSBIZ_ENV") or "development"
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(f"OSBIZ_ENV is “{ENVIRONMENT}”. Set it to production, or leave it unset.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = not PRODUCTION

BACKENDS = "django.core.mail.backends"
MAIL_REMEDY = "Name the server: EMAIL_URL=smtp+tls://user:password@host:587, the password percent-encoded"
SEARCH_REMEDY = "Name the server and our index: OPENSEARCH_URL=https://user:password@host:9200/osbiz"
DATABASE_REMEDY = "Name the database: DATABASE_URL=postgres://user:password@host:5432/osbiz"


def required(name: str, remedy: str) -> str:
    """The variable's value; in production a missing one is an error that says how to mend it."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set, and OSBIZ_ENV=production needs it. {remedy}")
    return value


def development_key() -> str:
    """A key of this data folder's own, so that sessions survive a restart and no key is ever shared."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def names(variable: str) -> list[str]:
    """The comma-separated values of an optional variable."""
    return [name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()]


if PRODUCTION:
    SECRET_KEY = required(
        "SECRET_KEY", "Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
    required(
        "ALLOWED_HOSTS", "Name the site's host names, separated by commas: ALLOWED_HOSTS=quotes.example.org"
    )
    required("DATABASE_URL", DATABASE_REMEDY)
    required("REDIS_URL", "Name the broker: REDIS_URL=redis://host:6379/0")
    # Health checks come from inside, addressed to the machine itself.
    ALLOWED_HOSTS = [*names("ALLOWED_HOSTS"), "127.0.0.1", "localhost"]
else:
    SECRET_KEY = os.environ.get("SECRET_KEY") or development_key()
    ALLOWED_HOSTS = names("ALLOWED_HOSTS") or ["*"]

# The address readers see; permalinks in the API start with it. Empty: the address of the request.
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")

INSTALLED_APPS = [
    "osbiz.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "axes",
    "csp",
    "transcripts",
    "annotations",
    "api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "api.middleware.api_conventions",
    "annotations.views.compressing.PackedPages",
    "annotations.views.caching.public_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "osbiz.urls"
WSGI_APPLICATION = "osbiz.wsgi.application"

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
            ],
        },
    },
]


def sqlite(name: Path | str) -> dict[str, Any]:
    """An SQLite file as a database."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        # IMMEDIATE: two writers wait for each other instead of failing half-way.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def mail() -> dict[str, Any]:
    """How mail is sent: by the server or into the folder that EMAIL_URL names, or into the log."""
    url = urlsplit(os.environ.get("EMAIL_URL", ""))
    sender = os.environ.get("EMAIL_FROM") or "osbiz@localhost"
    if url.scheme == "file":
        folder = {"EMAIL_FILE_PATH": url.path or "mail"}
        return {**folder, "EMAIL_BACKEND": f"{BACKENDS}.filebased.EmailBackend", "SERVER_EMAIL": sender}
    if not url.scheme:
        return {"EMAIL_BACKEND": f"{BACKENDS}.console.EmailBackend", "SERVER_EMAIL": sender}
    if url.scheme not in ("smtp", "smtp+tls", "smtps") or not url.hostname:
        raise ImproperlyConfigured(f"EMAIL_URL is not understood. {MAIL_REMEDY}")
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
        "SERVER_EMAIL": sender,
    }


def database() -> dict[str, Any]:
    """The database named by DATABASE_URL, or an SQLite file in the data folder."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return sqlite(DATA_DIR / "osbiz.sqlite3")
    try:
        named: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not understood. {DATABASE_REMEDY}") from error
    if named["ENGINE"] == "django.db.backends.sqlite3":
        return sqlite(named["NAME"])
    # A host that swallows packets must not hold a health check for minutes. Compiling a query takes longer
    # than running any that a page asks: it made 1,236 ms of 163. Workers beside the first read far ahead of
    # the hundred rows that a page wants, which made 27 ms of 4: they are for what reads a great deal. What
    # is prepared (transcripts/plans.py) is planned once.
    planning = "-c jit=off -c parallel_setup_cost=20000 -c plan_cache_mode=force_generic_plan"
    options = {"connect_timeout": 5, "options": planning}
    return {**named, "OPTIONS": {**options, **named.get("OPTIONS", {})}}


def search_server() -> str:
    """The OpenSearch server that OPENSEARCH_URL names; its path is the name of our index there."""
    address = os.environ.get("OPENSEARCH_URL", "").strip()
    url = urlsplit(address)
    named = url.scheme in ("http", "https") and url.hostname
    if address and not (named and re.fullmatch(r"/?|/[a-z][a-z0-9-]*", url.path)):
        raise ImproperlyConfigured(f"OPENSEARCH_URL is not understood. {SEARCH_REMEDY}")
    return address


DATABASES = {"default": database()}
# Where it is named, OpenSearch says what fits a search; the database's own index is kept too.
OPENSEARCH_URL = search_server()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Why something was changed is kept whole, however long.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "osbiz.accounts.Accounts",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
FORMAT_MODULE_PATH = "osbiz.formats"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or BASE_DIR / "staticfiles")
# In development files are served as they lie, without collectstatic.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "osbiz.storage.HashedFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Workers make the files for partners and web serves them: both must see these folders.
SNAPSHOTS_DIR = DATA_DIR / "snapshots"
EXPORTS_DIR = DATA_DIR / "exports"

# Everything comes from this site: no inline script or style anywhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "https:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "osbiz.sessions"

if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # Health checks come from inside, over plain http.
    SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "api.errors.problem_response",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "osbiz API",
    "DESCRIPTION": "Reviewed quotes, claims, people, companies and topics from podcast interviews.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["api.schema.without_desk"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.only_ids_required",
        "api.schema.as_everything_is_answered",
    ],
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "AppearanceRole": "transcripts.models.AppearanceRole",
        "ClaimKind": "annotations.models.ClaimKind",
        "PublicationKind": "annotations.models.PublicationKind",
        "RecordType": "api.records.TYPES",
        "RevisionKind": "transcripts.models.RevisionKind",
        "SubjectType": "annotations.models.report.SubjectType",
        "NodeKind": "api.v1.graph.answers.KINDS",
        "EdgeKind": "api.v1.graph.answers.TIES",
        "ExportState": "api.v1.preparedexports.STATES",
        "StateEnum": "api.models.DeliveryState",
    },
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "/static/favicon.svg",
    "COMPONENT_SPLIT_REQUEST": True,
}

# An uploaded document is read whole; the parser has the same limit and says so.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Who is told by mail where something is wrong that no page's reader can mend.
ADMINS = [(address, address) for address in names("ADMINS")]
vars().update(mail())

REDIS_URL = os.environ.get("REDIS_URL", "")
REDIS = "osbiz.rediscache.RedisCache"
LOCAL = "django.core.cache.backends.locmem.LocMemCache"
# What may be lost at any time: how often somebody nobody knows has sent something; and apart from it, so that
# none pushes out another, the tags by which readers learn that a page is as it was, and pages and counts of
# less than a minute.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": REDIS, "LOCATION": REDIS_URL, "KEY_PREFIX": "osbiz"}
    if REDIS_URL
    else {"BACKEND": LOCAL},
    "tags": {"BACKEND": REDIS, "LOCATION": REDIS_URL, "KEY_PREFIX": "osbiz-tags"}
    if REDIS_URL
    else {"BACKEND": LOCAL, "LOCATION": "tags", "OPTIONS": {"MAX_ENTRIES": 10_000}},
    "pages": {"BACKEND": REDIS, "LOCATION": REDIS_URL, "KEY_PREFIX": "osbiz-pages"}
    if REDIS_URL
    else {"BACKEND": LOCAL, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 500}},
    # Pictures of quotes, each by what it shows; whether one may be seen is asked before.
    "pictures": {"BACKEND": REDIS, "LOCATION": REDIS_URL, "KEY_PREFIX": "osbiz-pictures"}
    if REDIS_URL
    else {"BACKEND": LOCAL, "LOCATION": "pictures", "OPTIONS": {"MAX_ENTRIES": 200}},
}
# How often an address may ask the API in a minute; 0: as often as it likes.
API_REQUESTS_A_MINUTE = int(os.environ.get("API_REQUESTS_A_MINUTE", "600"))
# For trying webhooks on one machine: they may then go to http:// addresses, and to this machine.
WEBHOOKS_TO_THIS_MACHINE = DEBUG and os.environ.get("WEBHOOKS_TO_THIS_MACHINE") == "1"
# How long a page may be handed out again; 0: each is made anew. What is withdrawn is forgotten at once, what
# changes beside the publication log within this time.
PAGES_KEPT_SECONDS = int(os.environ.get("PAGES_KEPT_SECONDS", "30"))
# In production a proxy stands before osbiz, and the last address it names is the sender's.
BEHIND_PROXY = PRODUCTION
CELERY_BROKER_URL = REDIS_URL or None
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The jobs table, not the broker, is the truth: a swept job is sent again, so these only bound the noise.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "transcripts.sweep_jobs", "schedule": 15.0},
    # Each feed says itself when it is due; a message nobody took in time is not worth keeping.
    "refresh-feeds": {"task": "transcripts.refresh_feeds", "schedule": 60.0, "options": {"expires": 55}},
    "sweep-reports": {"task": "annotations.sweep_reports", "schedule": 900.0, "options": {"expires": 895}},
    "publish-due": {"task": "annotations.publish_due", "schedule": 20.0, "options": {"expires": 19}},
    "recount": {"task": "annotations.recount", "schedule": 15.0, "options": {"expires": 14}},
    "sweep-desks": {"task": "annotations.sweep_desks", "schedule": 300.0, "options": {"expires": 295}},
    # Each person has one mail a day; who had it is left out, so an hour that was missed is made up for.
    "send-digests": {"task": "annotations.send_digests", "schedule": crontab(hour="5-23", minute="20")},
    "find-duplicates": {"task": "transcripts.find_duplicates", "schedule": crontab(hour="*/6", minute="10")},
    "build-snapshot": {"task": "api.build_snapshot", "schedule": crontab(hour="3", minute="30")},
    # Workers are woken when one is asked for; this takes up what was left behind.
    "prepare-exports": {"task": "api.prepare_exports", "schedule": 60.0, "options": {"expires": 55}},
    "sweep-exports": {"task": "api.sweep_exports", "schedule": 3600.0, "options": {"expires": 3595}},
    "sweep-writes": {"task": "api.sweep_writes", "schedule": 3600.0, "options": {"expires": 3595}},
    "send-webhooks": {"task": "api.send_webhooks", "schedule": 5.0, "options": {"expires": 4}},
    # Each partner has one mail a day, as people have.
    "send-alerts": {"task": "api.send_alerts", "schedule": crontab(hour="5-23", minute="35")},
    "sweep-webhooks": {"task": "api.sweep_webhooks", "schedule": crontab(hour="4", minute="40")},
    "run-searches": {"task": "transcripts.run_searches", "schedule": 60.0, "options": {"expires": 55}},
    "compare-search": {"task": "annotations.compare_search", "schedule": crontab(hour="4", minute="15")},
    "check-quotes": {"task": "annotations.check_quotes", "schedule": crontab(hour="2", minute="30")},
}
if OPENSEARCH_URL:
    CELERY_BEAT_SCHEDULE["feed-opensearch"] = {
        "task": "annotations.feed_opensearch", "schedule": 5.0, "options": {"expires": 4}
    }  # fmt: skip
JOB_LEASE_SECONDS = float(os.environ.get("JOB_LEASE_SECONDS", "30"))
# What reading one document may cost; over it the reading process is killed and the job says so.
READING_SECONDS = float(os.environ.get("READING_SECONDS", "10"))
READING_SECONDS_PER_MB = float(os.environ.get("READING_SECONDS_PER_MB", "2"))
READING_MEMORY_MB = int(os.environ.get("READING_MEMORY_MB", "1024"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"level": "INFO"},  # no second handler of Django's own
        # What fails there is told where it matters, once; else it would write down every request.
        "opensearch": {"level": "ERROR"},
        "opensearchpy": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
}
