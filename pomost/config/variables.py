"""Every variable of the environment that an installation reads: its default and what it does.

`environment` reads nothing else, and docs/operator/settings.md is made from this table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. `default` is what an unset one counts as; `in_words` says a default made elsewhere."""

    name: str
    meaning: str
    default: str = ""
    in_words: str = ""
    is_demanded: bool = False  # production does not start without it


INSTALLATION = (
    Variable(
        "POMOST_ENV",
        "`production` or `dev`. Production demands the variables marked here, speaks https only, answers to"
        " `POMOST_HOSTS` only, and loads no demonstration; `dev` answers to localhost only.",
        "dev",
    ),
    Variable(
        "POMOST_HOSTS",
        "Host names under which it is reached, comma-separated, e.g. `pomost.example.org`. Read in"
        " production.",
        is_demanded=True,
    ),
    Variable(
        "SECRET_KEY",
        "At least fifty random characters. Signs sessions and links, encrypts the second factors.",
        in_words="made once, kept in `POMOST_VAR/secret-key`",
        is_demanded=True,
    ),
    Variable(
        "SECRET_KEY_FALLBACKS",
        "Earlier keys, comma-separated: what they signed or encrypted stays readable while a new one takes"
        " over.",
    ),
    Variable(
        "POMOST_ADDRESS",
        "The address that people open, without a path, e.g. `https://pomost.example.org`: in letters,"
        " exports, the sitemap and the API, whatever host a request named.",
        "http://localhost:8000",
        "`http://localhost:8000`; with `pomost serve` where it serves",
    ),
    Variable(
        "DATABASE_URL",
        "`sqlite:///path` or `postgresql://user:password@host:port/name?sslmode=require`; further query keys"
        " go to the driver.",
        in_words="SQLite, `POMOST_VAR/pomost.sqlite3`",
    ),
    Variable(
        "POMOST_VAR",
        "Folder for files, mail, static files, the secret key and SQLite.",
        in_words="`var` in the checkout",
    ),
    Variable(
        "POMOST_ANTIVIRUS",
        "Command that looks at each uploaded file, e.g. `clamdscan --no-summary`. Unset: none does.",
    ),
)
PROXY = (
    Variable(
        "POMOST_BEHIND_PROXY",
        "`1`: one proxy of yours stands in front. Sets `POMOST_TRUSTED_PROXIES` to 1, and in production takes"
        " https from `X-Forwarded-Proto`, which your proxy must set itself: without it every page is sent on"
        " to https for ever.",
        "0",
    ),
    Variable(
        "POMOST_TRUSTED_PROXIES",
        "How many proxies of yours each add an address to `X-Forwarded-For`: the visitor is that many from"
        " its end. Too few: all visitors share one address, its limits and its lock-outs. Too many: whoever"
        " sends the header chooses an address, and requests with fewer addresses in it fail.",
        in_words="`0`; `1` with `POMOST_BEHIND_PROXY=1`",
    ),
    Variable(
        "POMOST_HTTPS_REDIRECT",
        "`1`: plain http is sent on to https, except `/healthz`, `/readyz` and `/metrics`. Read in"
        " production.",
        "1",
    ),
    Variable(
        "POMOST_HSTS_SECONDS",
        "For how long browsers are told to use https alone for this host (not its subdomains); `0`: not told."
        " Read in production.",
        "31536000",
    ),
)
MAIL = (
    Variable("SMTP_HOST", "Mail server. Unset: letters become files in `POMOST_VAR/mail` and reach nobody."),
    Variable("SMTP_PORT", "Its port.", "587"),
    Variable("SMTP_USER", "Account at the mail server. Unset: it is not signed in to."),
    Variable("SMTP_PASSWORD", "Its password."),
    Variable("SMTP_STARTTLS", "`1`: the connection is encrypted by STARTTLS; `0`: it is not.", "1"),
    Variable("POMOST_MAIL_FROM", "Sender of every letter.", "Pomost <pomost@localhost>"),
    Variable(
        "POMOST_REPLY_ADDRESS",
        "The mailbox for answers by e-mail, e.g. `odpowiedzi@pomost.example.org`. Its server must deliver"
        " `odpowiedzi+anything@…` there too, and hand it to `pomost mail-in`. Without it letters say that one"
        " answers on the page.",
        in_words="none; in `dev` `odpowiedzi@localhost`",
    ),
    Variable(
        "POMOST_MAIL_AUTHSERV",
        "The name with which your own mail server signs `Authentication-Results`. With it only messages are"
        " taken in whose sender passed DMARC there; set it wherever the server checks that.",
    ),
    Variable("IMAP_HOST", "IMAP server (TLS) of the mailbox for answers, read by `pomost mail-in --imap`."),
    Variable("IMAP_PORT", "Its port.", "993"),
    Variable("IMAP_USER", "Its user."),
    Variable("IMAP_PASSWORD", "Its password."),
    Variable("IMAP_FOLDER", "The folder in which new mail lies.", "INBOX"),
)
SIGN_IN = (
    Variable("POMOST_NAME", "The name that authenticator apps show.", "Pomost"),
    Variable(
        "POMOST_LOCKOUT_AFTER",
        "Wrong passwords for one account from one address before it is locked there.",
        "5",
    ),
    Variable("POMOST_LOCKOUT_MINUTES", "How long that lock lasts.", "15"),
    Variable(
        "POMOST_SECOND_FACTOR_ROLES",
        "Roles, comma-separated, e.g. `administrator,programme_manager`, whose holders open nothing before"
        " they have set up a second factor.",
    ),
    Variable(
        "POMOST_OIDC_SERVER",
        "Single sign-on by OpenID Connect: address of the server (its issuer). Unset: there is none, and the"
        " three below are not used.",
    ),
    Variable("POMOST_OIDC_ID", "Client that the server knows Pomost as; needed with a server."),
    Variable("POMOST_OIDC_SECRET", "Its secret."),
    Variable("POMOST_OIDC_NAME", "The name on the button.", "OpenID Connect"),
)
LIMITS = (
    Variable(
        "POMOST_API_PER_TOKEN", "Requests a minute through the API for each token; `0`: no limit.", "600"
    ),
    Variable(
        "POMOST_API_PER_ADDRESS",
        "Requests a minute through the API for each address without a token; `0`: no limit.",
        "300",
    ),
    Variable(
        "POMOST_ACCESS_LOG_DAYS",
        "How long the logs of sign-ins and of access are kept, in days (KRI 2024 § 20: two years).",
        "730",
    ),
    Variable(
        "POMOST_LOG_LEVEL",
        "From which level on messages are written to standard error: `DEBUG`, `INFO`, `WARNING`, `ERROR`.",
        "WARNING",
    ),
    Variable(
        "POMOST_METRICS_FROM",
        "Addresses, comma-separated, that may read `/metrics`: directly, never through a proxy. Set and"
        " empty: nobody.",
        "127.0.0.1,::1",
    ),
    Variable("POMOST_SERVER_TIMING", "`1`: every response says its time and its queries.", "0"),
)
GROUPS = {
    "The installation": INSTALLATION,
    "Proxy and https": PROXY,
    "Mail": MAIL,
    "Sign-in": SIGN_IN,
    "Limits, logs, figures": LIMITS,
}
BY_NAME = {variable.name: variable for group in GROUPS.values() for variable in group}
