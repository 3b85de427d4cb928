"""Signing in, as people do it and as attackers try it."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pomost.accounts.models import Account, KnownDevice
from pomost.accounts.tests.factories import PASSWORD, AccountFactory, with_role
from pomost.config.settings.defaults import CACHES as DEFAULTS
from pomost.core.models.journal import JournalEntry
from pomost.core.models.outbox import OutboxMessage
from pomost.core.search import index
from pomost.programmes.tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db
FIREFOX = {"User-Agent": "Firefox"}
CHROME = {"User-Agent": "Chrome"}


def sign_in(client, email, password=PASSWORD, **kwargs):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **kwargs)


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def mailed_to() -> list[str]:
    return list(OutboxMessage.objects.order_by("pk").values_list("to", flat=True))


def code_of(secret: str, step: int = 0) -> str:
    """RFC 6238 code of a base32 secret, `step` periods from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    return str((struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)


def set_up_app(client) -> str:
    sign_in(client, Account.objects.get().email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.status_code == 302
    return secret


def test_signing_in_leads_to_the_panel_with_a_new_session_key(client):
    account = AccountFactory()
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted

    response = sign_in(client, account.email)

    assert response.headers["Location"] == "/panel/"
    assert client.session.session_key != planted
    assert client.session["_auth_user_id"] == str(account.pk)


def test_case_and_blanks_of_the_address_do_not_matter(client):
    account = AccountFactory(email="anna@example.org")

    assert sign_in(client, " ANNA@example.org ").status_code == 302
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_next_never_leads_to_another_site(client, where):
    response = client.post(
        reverse("account_login"), {"login": AccountFactory().email, "password": PASSWORD, "next": where}
    )

    assert response.headers["Location"] == "/panel/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(client):
    account, closed = AccountFactory(), AccountFactory(is_active=False)
    pages = []
    for email in (account.email, "nobody@example.org", closed.email):
        response = sign_in(Client(), email, "wrong-wrong-wrong")
        assert response.status_code == 422
        pages.append(without_tokens(response.content.decode()).replace(email, "X"))

    assert pages[0] == pages[1] == pages[2]


def test_an_unknown_address_costs_a_hash_like_a_known_one(client, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, *args, **kwargs):
        hashed.append(1)
        return encode(self, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    account = AccountFactory()
    counts = []
    for email in (account.email, "nobody@example.org"):
        hashed.clear()
        sign_in(Client(), email, "wrong-wrong-wrong")
        counts.append(len(hashed))

    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("is_known", [True, False])
def test_guessing_is_stopped_whether_or_not_the_account_exists(client, settings, is_known):
    email = AccountFactory().email if is_known else "nobody@example.org"
    for _attempt in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, email, "wrong-wrong-wrong").status_code == 422

    assert sign_in(client, email, "wrong-wrong-wrong").status_code == 429
    response = sign_in(client, email.upper())

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) == settings.AXES_COOLOFF_TIME.total_seconds()
    assert "_auth_user_id" not in client.session


def test_guessing_from_elsewhere_does_not_shut_the_owner_out(client, settings):
    account = AccountFactory()
    for _attempt in range(settings.AXES_FAILURE_LIMIT + 1):
        sign_in(Client(REMOTE_ADDR="198.51.100.7"), account.email, "wrong-wrong-wrong")

    assert sign_in(client, account.email).status_code == 302


def test_a_client_cannot_choose_the_address_under_which_it_is_counted(client, settings):
    account = AccountFactory()
    for attempt in range(settings.AXES_FAILURE_LIMIT + 1):
        last = sign_in(
            client, account.email, "wrong-wrong-wrong", headers={"X-Forwarded-For": f"203.0.113.{attempt}"}
        )

    assert last.status_code == 429


def test_asking_for_a_new_password_tells_nothing_about_the_address(client):
    account = AccountFactory()
    answers = []
    for email in (account.email, "nobody@example.org"):
        response = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append((response.redirect_chain, without_tokens(response.content.decode())))

    assert answers[0] == answers[1]
    assert mailed_to() == [account.email]


def test_asking_for_a_new_password_does_as_much_for_an_unknown_address(client):
    account, work = AccountFactory(), []
    client.get(reverse("account_reset_password"))
    for email in (account.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as done:
            client.post(reverse("account_reset_password"), {"email": email})
        work.append([query["sql"].split()[0] for query in done if "core_outbox" in query["sql"]])
    assert work[0] == work[1]
    assert "INSERT" in work[0]


def test_the_link_to_a_new_password_names_our_own_host_whatever_the_request_said(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    account = AccountFactory()

    client.post(reverse("account_reset_password"), {"email": account.email}, headers={"Host": "evil.example"})

    assert "evil.example" not in OutboxMessage.objects.get().text
    assert settings.SITE_ADDRESS in OutboxMessage.objects.get().text


def test_a_link_to_a_new_password_works_once(client):
    account = AccountFactory()
    client.post(reverse("account_reset_password"), {"email": account.email})
    link = next(word for word in OutboxMessage.objects.get().text.split() if "/password/reset/key/" in word)
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": "nowe-haslo-na-wode", "password2": "nowe-haslo-na-wode"})

    account.refresh_from_db()
    assert account.check_password("nowe-haslo-na-wode")
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


@pytest.mark.parametrize("password", ["short-1", "123456789012", "q1w2e3r4t5y6", "osoba-nowacka@example"])
def test_weak_passwords_are_refused(client, password):
    account = AccountFactory(email="osoba-nowacka@example.org")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    assert response.status_code == 422
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_new_password_ends_all_other_sign_ins(client):
    account, other = AccountFactory(), Client()
    sign_in(other, account.email)
    sign_in(client, account.email)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "nowe-haslo-na-wode", "password2": "nowe-haslo-na-wode"},
    )

    assert client.get(reverse("panel-panel:home")).status_code == 200
    assert other.get(reverse("panel-panel:home")).status_code == 302


def test_what_changes_about_signing_in_is_journalled_and_told(client, django_capture_on_commit_callbacks):
    account = AccountFactory()
    with django_capture_on_commit_callbacks(execute=True):  # where allauth tells of the second factor
        set_up_app(client)
    sign_out = client.post(reverse("account_logout"))
    assert "Wylogowano" in client.get(sign_out.headers["Location"]).content.decode()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    done = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "nowe-haslo-na-wode", "password2": "nowe-haslo-na-wode"},
        follow=True,
    )

    assert "Nowe hasło zapisano" in done.content.decode()
    entries = JournalEntry.objects.filter(target_type="accounts.account", target_id=str(account.pk))
    assert [(row.verb, row.actor_id) for row in entries.order_by("pk")] == [
        ("authenticator_app.added", account.pk),
        ("password.changed", account.pk),
    ]
    letters = OutboxMessage.objects.filter(kind__in=("totp_activated", "password_changed")).order_by("pk")
    assert [letter.subject for letter in letters] == [
        "Do konta dodano aplikację uwierzytelniającą",
        "Zmieniono hasło do konta",
    ]
    assert "127.0.0.1" in letters[0].text


def test_the_panel_and_the_letters_speak_the_language_that_was_chosen(client):
    account = AccountFactory(language="nb")
    sign_in(client, account.email, headers={"Accept-Language": "en"})
    assert 'lang="nb"' in client.get("/panel/", headers={"Accept-Language": "en"}).content.decode()

    client.post("/jezyk/", {"language": "pl", "next": "/panel/"})

    account.refresh_from_db()
    assert account.language == "pl"
    assert JournalEntry.objects.get().verb == "account.language_chosen"
    client.post("/jezyk/", {"language": "pl", "next": "/panel/"})
    assert JournalEntry.objects.count() == 1
    other = Client()
    sign_in(other, account.email)
    assert 'lang="pl"' in other.get("/panel/", headers={"Accept-Language": "en"}).content.decode()


def test_signing_out_everywhere_else_keeps_this_sign_in(client):
    account, other = AccountFactory(), Client()
    sign_in(other, account.email)
    sign_in(client, account.email)

    client.post(reverse("usersessions_list"))

    assert client.get(reverse("panel-panel:home")).status_code == 200
    assert other.get(reverse("panel-panel:home")).status_code == 302


def test_guessing_shuts_nobody_out_of_a_browser_that_is_known(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/5m/key"}
    account = AccountFactory()
    sign_in(client, account.email)
    client.post(reverse("account_logout"))
    for number in range(5):
        sign_in(Client(), account.email, "zgadywane-haslo", REMOTE_ADDR=f"198.51.100.{number}")

    stranger = Client()
    sign_in(stranger, account.email, REMOTE_ADDR="198.51.100.99")
    assert "_auth_user_id" not in stranger.session  # the count still slows down who guesses from anywhere
    sign_in(client, account.email)
    assert client.session["_auth_user_id"] == str(account.pk)


def test_a_known_browser_of_somebody_else_is_a_stranger_here(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "2/5m/key"}
    guesser, account = AccountFactory(), AccountFactory()
    client = Client()
    sign_in(client, guesser.email)
    client.post(reverse("account_logout"))
    for _turn in range(3):
        answer = sign_in(client, account.email, "zgadywane-haslo")
    assert "Zbyt wiele" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_limits_are_kept_in_the_database_and_no_flood_of_pages_wipes_them(client, settings):
    settings.CACHES = {
        "default": {**DEFAULTS["default"], "OPTIONS": {"MAX_ENTRIES": 1_000_000}},
        "local": settings.CACHES["local"],
    }
    call_command("createcachetable", verbosity=0)
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "3/5m/key"}
    account = AccountFactory()
    for number in range(4):
        sign_in(Client(), account.email, "zgadywane-haslo", REMOTE_ADDR=f"198.51.100.{number}")
    for number in range(50):
        assert client.get(f"/programy/?y={number}").status_code == 200
    caches["local"].clear()  # another process begins with nothing here

    answer = sign_in(Client(), account.email, "zgadywane-haslo", REMOTE_ADDR="198.51.100.9")

    assert "Zbyt wiele" in answer.content.decode()


def test_nobody_signs_up(client):
    response = client.post(
        reverse("account_signup"), {"email": "new@example.org", "password1": "nowe-haslo-na-wode"}
    )

    assert response.status_code in (200, 403)
    assert not Account.objects.exists()


def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not():
    account = AccountFactory(language="pl")
    first, second = Client(headers=FIREFOX), Client(headers=CHROME)

    sign_in(first, account.email)
    assert mailed_to() == []
    first.post(reverse("account_logout"))
    sign_in(first, account.email)
    assert mailed_to() == []
    sign_in(second, account.email)

    assert mailed_to() == [account.email]
    assert "Chrome" in OutboxMessage.objects.get().text
    assert KnownDevice.objects.count() == 2
    assert second.cookies["pomost-browser"]["httponly"]


def test_a_code_of_the_app_works_once(client):
    AccountFactory()
    secret = set_up_app(client)
    email = Account.objects.get().email
    fresh = code_of(secret, 1)  # the next one; the tolerance of one period lets it in

    one, two = Client(), Client()
    assert sign_in(one, email).headers["Location"] == reverse("mfa_authenticate")
    assert one.post(reverse("mfa_authenticate"), {"code": fresh}).headers["Location"] == "/panel/"
    sign_in(two, email)
    reused = two.post(reverse("mfa_authenticate"), {"code": fresh})

    assert reused.status_code == 422
    assert two.get(reverse("panel-panel:home")).status_code == 302


def test_without_the_second_step_nothing_is_open(client):
    AccountFactory()
    set_up_app(client)
    other = Client()
    sign_in(other, Account.objects.get().email)

    assert other.get(reverse("panel-panel:home")).status_code == 302
    assert other.get(reverse("mfa_index")).status_code == 302


def test_the_secret_of_the_app_is_not_stored_in_the_open(client):
    AccountFactory()
    secret = set_up_app(client)

    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_guessing_codes_is_stopped(client):
    AccountFactory()
    set_up_app(client)
    other = Client()
    sign_in(other, Account.objects.get().email)

    answers = {other.post(reverse("mfa_authenticate"), {"code": f"{n:06}"}).content for n in range(12)}

    assert len(answers) > 1, "after ten wrong codes the page must say that it is enough"


def test_recovery_codes_are_shown_once(client):
    AccountFactory()
    set_up_app(client)
    done = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
    first = done.context["unused_codes"]

    again = client.get(reverse("mfa_view_recovery_codes")).content.decode()

    assert len(first) == 10
    assert not any(code in again for code in first)


def test_a_role_that_demands_a_second_factor_leads_there_first(client, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"programme_manager"})
    hidden = ProgrammeFactory(slug="ukryty", title={"pl": "Ukryty program"})
    account = with_role("programme_manager", hidden)
    index.mend()
    sign_in(client, account.email)

    assert client.get(reverse("panel-panel:home")).headers["Location"] == reverse("mfa_index")
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert "Ukryty program" not in client.get("/szukaj/?q=ukryty").content.decode()
    set_up_app(client)
    assert client.get(reverse("panel-panel:home")).status_code == 200
    assert client.get(hidden.get_absolute_url()).status_code == 200


def test_other_roles_are_not_bothered(client, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({"administrator"})
    sign_in(client, with_role("data_protection_officer").email)

    assert client.get(reverse("panel-panel:home")).status_code == 200
