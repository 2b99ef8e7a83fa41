"""Settings: the environment is read here, at the top, and nowhere else.

TRIALSITE_MODE   production (the default), demo (`make run`: plain HTTP on this machine only), test
SECRET_KEY       needed in production, 50 characters or more
SECRET_KEY_FALLBACKS  earlier ones, separated by commas, so that a new key ends no session and no second factor
SIGNATURE_KEYS   needed in production to sign: name:secret, the current one first, older ones after it, separated by commas
DATABASE_URL     postgresql://user:password@host:5432/database, PostgreSQL 15 or newer
DATABASE_OWNER_URL  the owner's address, for backups; DATABASE_URL where it is not given
ALLOWED_HOSTS    host names, separated by commas; needed in production
BEHIND_TLS_PROXY 1 where a proxy ends TLS and sets X-Forwarded-Proto itself, whatever the client sent
TRIALSITE_MFA_ROLES  roles that need a second factor, separated by commas (coordinator, investigator, administrator,
                 monitor, superuser), or "all"; none unless given
TRIALSITE_TRIES  wrong passwords or codes in a row before an account is locked for a quarter of an hour (10)
TRIALSITE_IDLE_MINUTES  without a request, until the password is asked again (30)
TRIALSITE_STATEMENT_SECONDS  how long the database may work on one statement (30); a lock is waited for a third of it
TRIALSITE_PLAN   when enrolment was planned to begin, and in how many months the last place: 2026-05-01/24; /24 begins with the
                 first screening; without it no plan is shown
TRIALSITE_VAR    the folder of everything that is made while running (var/)
"""

import os
from datetime import date
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from trialsite import MODES
from trialsite.database import APP_ROLE, Address, DatabaseProblem
from trialsite.patience import patient
from trialsite.plan import planned

ROOT = Path(__file__).resolve().parent.parent
MODE = os.environ.get("TRIALSITE_MODE") or "production"
SECRET_KEY = os.environ.get("SECRET_KEY", "")
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
HOSTS = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
BEHIND_PROXY = os.environ.get("BEHIND_TLS_PROXY", "") == "1"
# The role that migrations grant rights to: the one in the application's DATABASE_URL.
DATABASE_APP_ROLE = os.environ.get("DATABASE_APP_ROLE", APP_ROLE)
VAR = Path(os.environ.get("TRIALSITE_VAR") or ROOT / "var")
SECRET_KEY_FALLBACKS = [key.strip() for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key.strip()]
MFA_ROLES = frozenset(role.strip() for role in os.environ.get("TRIALSITE_MFA_ROLES", "").split(",") if role.strip())
TRIES = os.environ.get("TRIALSITE_TRIES") or "10"
IDLE_MINUTES = os.environ.get("TRIALSITE_IDLE_MINUTES") or "30"
STATEMENT_SECONDS = os.environ.get("TRIALSITE_STATEMENT_SECONDS") or "30"
PLAN_GIVEN = os.environ.get("TRIALSITE_PLAN") or ("/8" if MODE == "demo" else "")

if MODE not in MODES:
    raise ImproperlyConfigured(f"TRIALSITE_MODE is {MODE!r}: use one of {', '.join(MODES)}.")
PRODUCTION = MODE == "production"
TESTING = MODE == "test"

# Commands that touch neither sessions nor the database (evaluate, makemigrations --check, collectstatic) work without.
if PRODUCTION and SECRET_KEY and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY is shorter than 50 characters: make one with "
        "python -c 'import secrets; print(secrets.token_urlsafe(64))' and keep it secret."
    )
if not PRODUCTION and not SECRET_KEY:
    SECRET_KEY = "for-tests-and-commands-only-never-for-a-server"

# What binds a signature to what was signed (screening/photographs.py). An old key stays in the list: its signatures too.
PUBLISHED_KEY = "not-a-secret-signatures-made-with-it-prove-nothing"
_keys = os.environ.get("SIGNATURE_KEYS", "" if PRODUCTION else f"demo:{PUBLISHED_KEY}")
SIGNATURE_KEYS = dict(pair.strip().split(":", 1) for pair in _keys.split(",") if ":" in pair)
if any(not name or (PRODUCTION and len(secret) < 32) for name, secret in SIGNATURE_KEYS.items()):
    raise ImproperlyConfigured("SIGNATURE_KEYS: write name:secret, each secret 32 characters or longer.")
if PRODUCTION and PUBLISHED_KEY in SIGNATURE_KEYS.values():
    raise ImproperlyConfigured("SIGNATURE_KEYS holds the demo's key, which everybody can read: make one of your own.")

MFA_CHOICES = frozenset({"coordinator", "investigator", "administrator", "monitor", "superuser"})
MFA_ROLES = MFA_CHOICES if "all" in MFA_ROLES else MFA_ROLES
if unknown := MFA_ROLES - MFA_CHOICES:
    raise ImproperlyConfigured(
        f"TRIALSITE_MFA_ROLES names {', '.join(sorted(unknown))}: use {', '.join(sorted(MFA_CHOICES))}, or all."
    )
for _name, _value in (
    ("TRIALSITE_TRIES", TRIES),
    ("TRIALSITE_IDLE_MINUTES", IDLE_MINUTES),
    ("TRIALSITE_STATEMENT_SECONDS", STATEMENT_SECONDS),
):
    if not (_value.isascii() and _value.isdecimal() and 1 <= int(_value) <= 1000):
        raise ImproperlyConfigured(f"{_name} is {_value!r}: use a whole number from 1 to 1000.")

PLAN: tuple[date | None, int] | None = planned(PLAN_GIVEN)

DEBUG = False
ALLOWED_HOSTS = HOSTS if PRODUCTION else [*HOSTS, "127.0.0.1", "localhost", "[::1]", "testserver"]

INSTALLED_APPS = [
    "screening.apps.ScreeningConfig",
    "trialsite.apps.SuperuserAdminConfig",
    "trialsite.apps.OperationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # so that FORM_RENDERER finds its templates, and ours may override them
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
]

MIDDLEWARE = [
    # These stand outside everything else, so that errors and static files carry their headers too.
    "trialsite.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A long form is a tenth of its size on a slow line. Each answer has some bytes of chance in it against BREACH.
    "django.middleware.gzip.GZipMiddleware",
    "trialsite.middleware.request_identity",
    "trialsite.middleware.no_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "trialsite.sessions.SessionLimits",
    "trialsite.middleware.DatabaseViewer",
    "trialsite.middleware.SignInFirst",
    "trialsite.middleware.ReadersSendNothing",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "trialsite.urls"
WSGI_APPLICATION = "trialsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "screening.forms.rendering.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- database ---------------------------------------------------------------------------------------------------------

try:
    ADDRESS = Address.parse(DATABASE_URL) if DATABASE_URL else None
    # A web server is started without it: only commands such as backup act as the owner.
    OWNER_ADDRESS = Address.parse(DATABASE_OWNER_URL, "DATABASE_OWNER_URL") if DATABASE_OWNER_URL else ADDRESS
except DatabaseProblem as problem:
    raise ImproperlyConfigured(str(problem)) from None

# A hung server must not hang the site: connecting, a statement, a lock and an idle transaction each have an end.
SESSION_LIMITS = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{int(STATEMENT_SECONDS) * 1000 // 3}ms",
    "idle_in_transaction_session_timeout": "60s",
}
DATABASES = {}
if ADDRESS is not None:
    _database = ADDRESS.django()
    _limits = " ".join(f"-c {name}={value}" for name, value in SESSION_LIMITS.items())
    _limits += " -c search_path=public,identity"  # what identifies people has a schema of its own (migration 0004)
    _database["OPTIONS"].setdefault("connect_timeout", 3)
    _database["OPTIONS"]["options"] = f"{_limits} {_database['OPTIONS'].get('options', '')}".strip()
    if not TESTING:  # a pool keeps connections open, and a test database could not be dropped under them
        _database["OPTIONS"]["pool"] = {
            "min_size": 1,
            "max_size": 8,
            "timeout": 4,
            # Lost connections are not sought for longer and longer: the first request after a failure asks again.
            "reconnect_timeout": 3,
            "connection_class": patient(float(STATEMENT_SECONDS)),
        }
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_HEALTH_CHECKS": True,
        **_database,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and sessions ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "screening.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    # Tests sign in hundreds of times; argon2 takes a fifth of a second each by design.
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "trialsite.hashing.CappedArgon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# 64 MB each; this many for each web worker at the same time, the rest wait their turn.
PASSWORD_HASHES_AT_ONCE = 4
# Wrong tries (screening/services/tries.py), in seconds: of one account; of one address, behind which a hospital may be.
TRIES_ALLOWED, TRIES_ALLOWED_PER_ADDRESS = int(TRIES), 100
TRIES_WINDOW = TRIES_LOCK = 15 * 60
# How long a sign-in lasts (screening/session.py): without a request, and at most.
SESSION_IDLE_SECONDS = int(IDLE_MINUTES) * 60
SESSION_ABSOLUTE_SECONDS = 12 * 3600
# An export, and every change in the admin, asks for the password again when it was given longer ago than this.
STEP_UP_SECONDS = 15 * 60
# How long a locked session still knows whose it was, so that a form left open over the weekend can be sent.
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
# The __Host- prefix binds a cookie to this host over TLS; browsers refuse it on plain HTTP.
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION

# --- headers ----------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # the probe of a container or a proxy comes over plain HTTP
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then send "Origin: null" with our own forms, and Django's CSRF check refuses them.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's CSS draws its icons as SVG data URIs
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- languages, time, files -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [ROOT / "screening" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Tests run on the source files, without collecting them first.
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- log --------------------------------------------------------------------------------------------------------------

# Errors name the code path, never the participant: no request body, no field values, no local variables.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "trialsite.logs.WithoutValues", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "trialsite": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "screening": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
