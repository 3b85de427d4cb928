"""Sign-in: passwords, second factor, lock-out, OpenID Connect. Parts: django-allauth, django-axes."""

from pomost.config import environment as env

# Axes first: it refuses before a password is even looked at.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "rules.permissions.ObjectPermissionBackend",
]
