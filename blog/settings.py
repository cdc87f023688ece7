"""Settings of the whole site, read from the environment and from `.env`.

Every value but the secret has a default that works on one machine.
"""

from __future__ import annotations

import sys
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent

TESTING = "pytest" in sys.modules

env = Env()
if not TESTING:  # a test must not depend on what this machine's owner has configured
    env.read_env(str(BASE_DIR / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "only-for-tests-" + "x" * 40 if TESTING else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put a long random value into the environment or into .env; 'make .env' writes one."
    )

SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}; it should look like https://blog.example.org")
LOCAL_HOSTS = ["localhost", "127.0.0.1", "::1"]
SITE_IS_LOCAL = _site.hostname in LOCAL_HOSTS
SITE_IS_SECURE = _site.scheme == "https"
# This machine may always ask under its own names: that is how it looks whether the site is well.
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", [_site.hostname]), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Addresses or networks of the proxies whose X-Forwarded-For is believed.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", [])
for _proxy in TRUSTED_PROXIES:
    try:
        ip_network(_proxy.strip(), strict=False)
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES holds {_proxy!r}, which is no address or network.") from error

INSTALLED_APPS = [
    "blog",
    "blog.posts",
    "blog.transfer",
    "comments",
    "accounts",
    "mptt",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "csp",
    "blog.apps.PanelConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "blog.middleware.AnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "blog.middleware.SaneRequestsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "comments.middleware.personal_pages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "blog.posts.addresses.FormerAddressMiddleware",
]

ROOT_URLCONF = "blog.urls"
WSGI_APPLICATION = "blog.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["blog.demo.guard.AccountBackend"]
LOGIN_URL = "admin:login"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "blog.posts.context.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Databases: SQLite unless DATABASE_URL names another.
DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{BASE_DIR / 'data' / 'colloquy.sqlite3'}")
DATABASES = {"default": env.dj_db_url("DATABASE_URL", DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock before the first read, so that a tree is never
        # renumbered from values another writer has just changed.
        "transaction_mode": "IMMEDIATE",
        # SQLite's wait for the lock is not fair: give an unlucky writer time.
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Cache: a table of the database, shared by all processes, unless CACHE_URL names Redis.
CACHE_URL = env.str("CACHE_URL", "")
if CACHE_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "blog_cache"}}

# Mail: nothing is sent until EMAIL_URL names a server.
EMAIL_CONFIGURED = bool(env.str("EMAIL_URL", ""))
if EMAIL_CONFIGURED:
    vars().update(env.dj_email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Words and time.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English"))]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["blog.formats"]

# Files.
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "data" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / "data" / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "blog.storage.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# Discussions. 0 turns a limit off.
COMMENT_FLOOD_SECONDS = env.int("COMMENT_FLOOD_SECONDS", 15)
COMMENT_RATE_LIMIT = env.int("COMMENT_RATE_LIMIT", 60)

# Bodies: the longest article an editor sends, and a comment form with room to be told "too long".
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Security.
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers send "Origin: null" and every form breaks
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", SITE_IS_SECURE)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# TLS ends at a proxy, which says so here. Who lies about it only spares himself the redirect: cookies
# are Secure all the same, and Django's check of the origin becomes stricter, not weaker.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_IS_SECURE else None
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000 if SITE_IS_SECURE else 0)
# Whether every name below this domain has TLS, only the owner knows, and browsers do not forget it for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "blog.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# The panel: the editor's import map and style sheet carry this nonce.
PANEL_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a suite signs in a thousand times

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private_paths": {"()": "blog.logs.PrivatePaths"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["private_paths"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Every 404 and 405 a robot causes would be a line; what broke is logged above this level.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        # Django's own handlers for these would write the addresses uncut.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
