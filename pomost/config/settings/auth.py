"""Sign-in: passwords, second factor, lock-out, OpenID Connect. Parts: django-allauth, django-axes."""

from datetime import timedelta

from pomost.config import environment as env

# Axes first: it refuses before a password is even looked at.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "rules.permissions.ObjectPermissionBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/panel/"
LOGOUT_REDIRECT_URL = "/"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
# Earlier values of SECRET_KEY: what they signed or encrypted stays readable.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24  # seconds

# Accounts: by e-mail address only, made by invitation or confirmation, never by signing up.
ACCOUNT_ADAPTER = "pomost.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "pomost.accounts.forms.SignInForm",
    "reset_password": "pomost.accounts.adapters.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the link of the invitation has proved the address
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail because a stranger typed their address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Pomost: "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this sign-in stays, with a new key; all others end
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.text("POMOST_ADDRESS").startswith("https://") else "http"
ACCOUNT_RATE_LIMITS = {
    # Forms kept for somebody who has to sign in again: each makes a session.
    "put_aside": "60/h/ip",
    "login": "60/m/ip",
    # By account from anywhere: slows a guesser with many addresses; also guards the second factor's codes.
    "login_failed": "30/m/ip,10/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
    "manage_email": "10/m/user",
    "ask": "10/h/ip,3/d/key",  # our own public forms: for an account, about data, for accessibility
}
# How many proxies of our own stand in front and add to X-Forwarded-For (0: none, the peer is the client).
# Behind a proxy that ends https there is one; else everybody would share its address, and its limits.
TRUSTED_PROXIES = env.number("POMOST_TRUSTED_PROXIES", default=1 if env.flag("POMOST_BEHIND_PROXY") else 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# Guessing passwords: counted by account and address together, so that nobody can lock out somebody else.
AXES_FAILURE_LIMIT = env.number("POMOST_LOCKOUT_AFTER")
AXES_COOLOFF_TIME = timedelta(minutes=env.number("POMOST_LOCKOUT_MINUTES"))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "pomost.accounts.signing.name_for_lockout"
AXES_CLIENT_IP_CALLABLE = "pomost.accounts.signing.client_address"
AXES_LOCKOUT_CALLABLE = "pomost.accounts.signing.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "email", "login", "ip_address"]
AXES_VERBOSE = False

# The second factor.
MFA_ADAPTER = "pomost.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "pomost.accounts.forms.NewKeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = env.text("POMOST_NAME")
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys on https and on localhost; on plain http the library has to be told that it may.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.kind() != "production"
# Roles whose holders get to nothing before they have set up a second factor; none by default.
SECOND_FACTOR_ROLES = frozenset(env.words("POMOST_SECOND_FACTOR_ROLES"))

# Single sign-on: enters existing accounts by verified e-mail address, never makes one.
SOCIALACCOUNT_ADAPTER = "pomost.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_STORE_TOKENS = False
SINGLE_SIGN_ON = bool(env.text("POMOST_OIDC_SERVER"))
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.text("POMOST_OIDC_NAME"),
                    "client_id": env.text("POMOST_OIDC_ID"),
                    "secret": env.text("POMOST_OIDC_SECRET"),
                    "settings": {"server_url": env.text("POMOST_OIDC_SERVER"), "oauth_pkce_enabled": True},
                }
            ]
        }
    }
    if SINGLE_SIGN_ON
    else {}
)

USERSESSIONS_TRACK_ACTIVITY = False  # a write for every page would cost more than it tells
