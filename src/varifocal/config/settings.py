"""Django's settings for one installation; everything that differs between installations is in `environment`."""

from __future__ import annotations

import sys
from pathlib import Path

from varifocal.config import environment
from varifocal.config.driver import use_mended_sqlite

use_mended_sqlite()

DATA = environment.data_folder()
SECRET_KEY = environment.key_from(DATA / "secret.key", "VARIFOCAL_SECRET_KEY")
SEALING_KEY = environment.key_from(DATA / "sealing.key", "VARIFOCAL_SEALING_KEY")
DEBUG = False
DEMO = environment.flag("VARIFOCAL_DEMO")
BEHIND_TLS_PROXY = environment.flag("VARIFOCAL_BEHIND_TLS")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *environment.names("VARIFOCAL_ADDRESS")]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in environment.names("VARIFOCAL_ADDRESS")]

INSTALLED_APPS = [
    "django.contrib.contenttypes",  # `auth` needs it; neither's tables are used
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "varifocal.org",
    "varifocal.web",
]
MIDDLEWARE = [
    "varifocal.web.shield.Headers",
    "varifocal.web.shield.Packed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "varifocal.web.shield.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "varifocal.web.answers.Door",
]
ROOT_URLCONF = "varifocal.config.urls"
# no address ends in a slash; Django would look through them all once more for what it does not find
APPEND_SLASH = False
WSGI_APPLICATION = "varifocal.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "varifocal.web.frame.frame"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.filesystem.Loader"],
                        )
                    ],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.static",
                "varifocal.web.words",
            ],
        },
    }
]

DATABASES = environment.databases(DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = ["varifocal.org.base.account.Backend"]
LOGIN_URL = "sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_ENGINE = "varifocal.web.session"
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS_PROXY else "session"
SESSION_COOKIE_SECURE = BEHIND_TLS_PROXY
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS_PROXY else "csrf"
CSRF_COOKIE_SECURE = BEHIND_TLS_PROXY
CSRF_FAILURE_VIEW = "varifocal.web.answers.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS_PROXY else 0
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
UPLOAD_MOST_BYTES = 64 * 2**20

STORAGES = {"staticfiles": {"BACKEND": "varifocal.web.served.Served"}}
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"discreet": {"()": "varifocal.config.discreet.Discreet"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
            "filters": ["discreet"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # what was refused is an answer, not a fault
        "django.security": {"level": "CRITICAL"},
    },
}
