"""Settings that every installation shares. What differs comes from the environment."""

from django.utils.translation import gettext_lazy as _

from pomost.config import environment as env

BASE_DIR = env.ROOT
VAR = env.var_folder()
SECRET_KEY = env.secret_key(VAR)
DEBUG = False
ENVIRONMENT = env.kind()

# The rooms, in the one order in which they may import each other (tests/test_architecture.py).
ROOMS = [
    "core",
    "ui",
    "accounts",
    "territory",
    "organisations",
    "programmes",
    "partnerships",
    "conversations",
    "questionnaires",
    "advisory",
    "legal",
    "search",
    "exchange",
    "panel",
]
INSTALLED_APPS = [
    *(f"pomost.{room}" for room in ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pomost.core.middleware.ServerTiming",
    "pomost.core.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pomost.core.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "pomost.accounts.middleware.SecondFactor",
    "pomost.accounts.middleware.RefusedForms",
    "pomost.ui.middleware.KeptForms",
    "pomost.core.access.AccessLog",
]
ROOT_URLCONF = "pomost.config.urls"
WSGI_APPLICATION = "pomost.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "pomost.ui.loading.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pomost.ui.context.page_frame",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "pomost.ui.templatetags.typography"],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Account"
CACHES = {
    # The limits of sign-in and of public forms: shared by all processes, and nothing that a visitor can fill.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_limits",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
    # Finished public pages and counts of the API, of one process.
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
}

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English")), ("nb", _("Norwegian Bokmål"))]
LOCALE_PATHS = [BASE_DIR / "pomost" / "config" / "locale"]  # over what Django and allauth say themselves
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FILES_ROOT = VAR / "files"
ANTIVIRUS = env.text("POMOST_ANTIVIRUS").split()  # e.g. clamdscan --no-summary

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SITE_ADDRESS = env.text("POMOST_ADDRESS").rstrip("/")
DEFAULT_FROM_EMAIL = env.text("POMOST_MAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = env.text("SMTP_HOST")
EMAIL_PORT = env.number("SMTP_PORT")
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_STARTTLS")
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = VAR / "mail"
# Answers by e-mail: to which address they come, and from where `pomost mail-in --imap` reads them.
REPLY_ADDRESS = env.text("POMOST_REPLY_ADDRESS") or ("odpowiedzi@localhost" if ENVIRONMENT == "dev" else "")
MAIL_AUTHSERV = env.text("POMOST_MAIL_AUTHSERV")
IMAP_HOST = env.text("IMAP_HOST")
IMAP_PORT = env.number("IMAP_PORT")
IMAP_USER = env.text("IMAP_USER")
IMAP_PASSWORD = env.text("IMAP_PASSWORD")
IMAP_FOLDER = env.text("IMAP_FOLDER")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "pomost.core.mail_backends.EmlFiles"
)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
SERVER_TIMING = env.flag("POMOST_SERVER_TIMING")
METRICS_ALLOWED_FROM = env.words("POMOST_METRICS_FROM")
API_PER_TOKEN = env.number("POMOST_API_PER_TOKEN")  # requests a minute; 0: no limit
API_PER_ADDRESS = env.number("POMOST_API_PER_ADDRESS")
ACCESS_LOG_DAYS = env.number("POMOST_ACCESS_LOG_DAYS")  # KRI 2024 § 20: two years

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("POMOST_LOG_LEVEL")},
}
