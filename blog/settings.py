"""Settings of the whole site, read from the environment and from `.env`.

Every value but the secret has a default that works on one machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from accounts.configuration import configuration
from accounts.social import social_apps, social_settings
from blog import content_policy, logs
from blog.environment import Environment, redis_queue, task_queue

BASE_DIR = Path(__file__).resolve().parent.parent

TESTING = "pytest" in sys.modules

# A test must not depend on what this machine's owner has configured.
env = Environment(None if TESTING else BASE_DIR / ".env")

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = "only-for-tests-" + "x" * 40 if TESTING else env.secret()

_site = env.site_url("http://localhost:8000")
SITE_URL = _site.geturl()
SITE_IS_LOCAL = _site.hostname in {"localhost", "127.0.0.1", "::1"}
SITE_IS_SECURE = _site.scheme == "https"
# This machine may always ask under its own names: that is how it looks whether the site is well.
ALLOWED_HOSTS = [*env.words("ALLOWED_HOSTS", [_site.hostname or ""]), "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Proxies whose X-Forwarded-For and -Proto are believed. Where TLS ends at one, it most often is on this machine.
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES", ["127.0.0.1", "::1", "unix"] if SITE_IS_SECURE else [])

INSTALLED_APPS = [
    "blog",
    "blog.posts",
    "blog.mail",
    "blog.chores",
    "blog.pages",
    "blog.transfer",
    "comments",
    "accounts",
    "mptt",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
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
    "blog.accounting.AccountingMiddleware",
    "blog.middleware.AnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "blog.pages.middleware.everybodys_pages",
    "blog.middleware.PolicyMiddleware",
    "blog.middleware.SaneRequestsMiddleware",
    "blog.outage.OutageMiddleware",
    "blog.posts.regional.as_the_site_has_it",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "blog.doors.DoorsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.session_limits",
    "accounts.middleware.SecondFactorMiddleware",
    "comments.middleware.personal_pages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "blog.posts.addresses.FormerAddressMiddleware",
]

ROOT_URLCONF = "blog.urls"
WSGI_APPLICATION = "blog.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["blog.demo.guard.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "membership:account"
# Staff set up a second factor before the panel opens to them.
REQUIRE_SECOND_FACTOR = env.flag("REQUIRE_SECOND_FACTOR", not SITE_IS_LOCAL)
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

DATABASES = {"default": env.database(default=BASE_DIR / "data" / "colloquy.sqlite3")}
CACHES = env.caches()

# Anonymous readers' pages come from a copy of the database where REPLICA_URL names one.
if _replica := env.replica():
    DATABASES["replica"] = _replica
    DATABASE_ROUTERS = ["blog.replica.Router"]
    MIDDLEWARE.insert(MIDDLEWARE.index("blog.middleware.SaneRequestsMiddleware") + 1, "blog.replica.replica_reads")

# Background work is asked for in a table of the database, unless TASKS_URL names a Redis.
TASKS_URL = env.redis("TASKS_URL")
TASKS = {"default": task_queue(TASKS_URL)}
INSTALLED_APPS += ["django_rq"] if TASKS_URL else []
RQ_QUEUES = {"default": redis_queue(TASKS_URL)} if TASKS_URL else {}

# Mail: nothing is sent until EMAIL_URL names a server.
_mail = env.mail()
EMAIL_CONFIGURED = bool(_mail)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_TIMEOUT = 15  # seconds a mail server may take to answer
vars().update(_mail)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"no-reply@{_site.hostname}")

# Accounts: allauth's settings, and logins of other sites where the owner names some.
vars().update(configuration(mail=EMAIL_CONFIGURED, host=_site.hostname or ""))
_social = env.words("SOCIAL_PROVIDERS", [])
INSTALLED_APPS += social_apps(_social)
SOCIALACCOUNT_PROVIDERS = social_settings(_social, env.text)

# Words and time.
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English"))]
TIME_ZONE = env.time_zone()
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["blog.formats"]

# Watching it: who may read /metrics, and where the processes of this machine keep what they count.
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_NETWORKS = env.networks("METRICS_NETWORKS", [])
METRICS_DIR = env.path("METRICS_DIR", BASE_DIR / "data" / "metrics")
LOG_FORMAT = env.choice("LOG_FORMAT", ("text", "json"), "text")
ACCESS_LOG = env.flag("ACCESS_LOG", False)

# What broke is told to this service, off unless its address is named; the privacy page says so.
SENTRY_DSN = env.report_address("SENTRY_DSN")

# Files.
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "data" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / "data" / "media")
STORAGES = {
    "default": {"BACKEND": "blog.storage.MediaStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "blog.storage.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_ALLOW_ALL_ORIGINS = False  # pictures may be shown elsewhere; nothing is read by foreign scripts

# Backups: a folder named here gets one a day by the background worker; 0 keeps those of 7 days and 8 weeks.
BACKUP_DIR = env.text("BACKUP_DIR", "")
BACKUP_FOLDER = Path(BACKUP_DIR) if BACKUP_DIR else BASE_DIR / "data" / "backups"
BACKUP_KEEP = env.number("BACKUP_KEEP", 0)

# Discussions. 0 turns a limit off.
COMMENT_FLOOD_SECONDS = env.number("COMMENT_FLOOD_SECONDS", 15)
COMMENT_RATE_LIMIT = env.number("COMMENT_RATE_LIMIT", 60)

# Minutes between a decision and the mail about it: what is taken back meanwhile is told to nobody.
MAIL_DELAY_MINUTES = env.number("MAIL_DELAY_MINUTES", 5)

# Answering by reply: off until an address for it is named. Where its mail lies, and whose word about its senders counts.
REPLY_ADDRESS = env.reply_address()
INBOX_URL = env.inbox()
INBOX_TRUSTED_SERVER = env.text("INBOX_TRUSTED_SERVER", "")

# Where a proxy or CDN in front is told what changed; "" lets it hold a page for a second only.
PURGE_URL = env.web_address("PURGE_URL")

# Whom /.well-known/security.txt names; without it there is none.
SECURITY_CONTACT = env.contact("SECURITY_CONTACT")

# Akismet is asked only where there is a key and the owner switched it on in the panel.
AKISMET_KEY = env.text("AKISMET_KEY", "")
AKISMET_URL = "https://rest.akismet.com/1.1/"

# Bodies: the longest article an editor sends, and a comment form with room to be told "too long".
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Security.
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers send "Origin: null" and every form breaks
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", SITE_IS_SECURE)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
# TLS ends at a proxy, which says so here; from others the header does not get this far: see `blog.network`.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE_IS_SECURE else None
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000 if SITE_IS_SECURE else 0)
# Whether every name below this domain has TLS, only the owner knows, and browsers do not forget it for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", False)
# Both checks ask for what the two lines above leave to the owner, with the reason that stands there.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Browsers take such a name only with Secure, for this one host: no other name of the domain can plant a session here.
COOKIE_PREFIX = "__Host-" if SITE_IS_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "blog.cookies.Messages"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "blog.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {"DIRECTIVES": content_policy.EVERYWHERE}
PANEL_CONTENT_SECURITY_POLICY = content_policy.IN_THE_PANEL

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "accounts.passwords.SiteWordsValidator"}]

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a suite signs in a thousand times

LOGGING = logs.configuration(env.choice("LOG_LEVEL", logs.LEVELS, "WARNING"), LOG_FORMAT == "json")
