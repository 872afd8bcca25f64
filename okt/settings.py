"""Django's settings. What an installation may choose stands in `environment.py`."""

import logging
from pathlib import Path

from csp.constants import NONE, SELF

from okt.environment import ROOT, read_environment
from okt.logs import logging_settings

environment = read_environment()

BASE_DIR: Path = ROOT
SECRET_KEY = environment.secret()
DEBUG = environment.debug
ALLOWED_HOSTS = environment.allowed_hosts.split(",") if environment.allowed_hosts else ["*"]
DATABASES = {"default": environment.database()}
REDIS_URL: str | None = environment.redis_url or None
METRICS_FROM = environment.networks
VIEWERS = environment.viewers
VIEWERS_PER_ADDRESS = environment.viewers_per_address
WEB_PROCESSES = environment.web_processes

INSTALLED_APPS = [
    "okt.apps.OktConfig",
    "matrix.apps.MatrixConfig",
    "results.apps.ResultsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_structlog",
    "django_htmx",
    "template_partials",
    "csp",
]
MIDDLEWARE = [
    "okt.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "okt.versioned.VersionedAnswers",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "okt.middleware.LanguageInAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "okt.middleware.DatabaseAway",
]
ROOT_URLCONF = "okt.urls"
ASGI_APPLICATION = "okt.asgi.application"
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
    }
]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "okt" / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "/static/"
STATIC_ROOT = environment.run_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "okt.versioned.VersionedFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Roles sign in; the public never gets a cookie (MESSAGE_STORAGE and sessions are used by role pages only).
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "login"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 16 * 3600
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = environment.secure
SECURE_HSTS_SECONDS = 31_536_000 if environment.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = environment.secure
# What a proxy says of the scheme is the web server's business: it knows whom to believe (FORWARDED_ALLOW_IPS).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Celery. The message is only "go and look": it may be lost, repeated or reordered, so nothing waits for it
# long, and nothing that matters lives in Redis (docs/decisions/0003). Below the first two, which say whether there is a
# broker, each line has a test that fails without it, in test_way_in.py or test_worker.py. How many messages a worker
# takes at a time stands with its command (processes.py), that a message is sent once in messenger.py.
CELERY_BROKER_URL = REDIS_URL or "memory://localhost//"
CELERY_TASK_ALWAYS_EAGER = REDIS_URL is None
CELERY_TASK_DEFAULT_QUEUE = "live"
CELERY_TASK_ROUTES = {"okt.foresee": {"queue": "chances"}}  # a worker of its own: no refresh waits behind it
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # else a worker ends when Redis is away for an hour
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,  # also to connect
    "max_retries": 0,  # else kombu waits two seconds and connects once more
    "visibility_timeout": 10,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}

# The log. Requests that went well are not in it; what they led to is.
LOGGING = logging_settings(as_json=environment.log_json)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_TRUST_UPSTREAM_REQUEST_ID = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""
DJANGO_STRUCTLOG_STATUS_DEFAULT_LOG_LEVEL = DJANGO_STRUCTLOG_STATUS_2XX_LOG_LEVEL = logging.DEBUG
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
