"""Single sign-on against a small OpenID Connect server of our own: the code flow with PKCE, over HTTP."""

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.urls import reverse

from pomost.accounts.models import Account
from pomost.accounts.tests.factories import PASSWORD, AccountFactory
from pomost.core.models.journal import JournalEntry

pytestmark = pytest.mark.django_db
SECRET = "sekret-klienta"


class OpenIdServer:
    """Knows one person; `claims` says what it tells about them. It checks what a real one checks."""

    def __init__(self) -> None:
        self.claims = {"sub": "osoba-7", "email": "ewa@example.org", "email_verified": True, "name": "Ewa"}
        self.asked: dict[str, str] = {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.http = HTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def consent(self, address: str) -> str:
        """The person agrees at the authorization endpoint; the query that the browser brings back."""
        where = urlsplit(address)
        assert f"{where.scheme}://{where.netloc}{where.path}" == f"{self.address}/authorize"
        self.asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        assert set(self.asked["scope"].split()) >= {"openid", "email"}
        return urlencode({"code": "kod-1", "state": self.asked["state"]})

    def token(self, form: dict[str, str]) -> tuple[int, dict]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        is_right = (
            form["code"] == "kod-1"
            and form["client_secret"] == SECRET
            and form["redirect_uri"] == self.asked["redirect_uri"]
            and challenge.decode().rstrip("=") == self.asked["code_challenge"]
        )
        if not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"iss": self.address, "aud": "pomost", "iat": now, "exp": now + 60, **self.claims}
        signed = jwt.encode(told, self.key, algorithm="RS256", headers={"kid": "1"})
        return 200, {"access_token": "dostep", "token_type": "Bearer", "id_token": signed}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict]:
        if path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            found = {
                f"{name}_endpoint": f"{self.address}/{part}"
                for name, part in zip(names, ("authorize", "token", "me"), strict=True)
            }
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            return 200, found | methods | {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [public | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            return self.token(form)
        if path == "/me" and authorization == "Bearer dostep":
            return 200, self.claims
        return 404, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                form = {
                    name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()
                }
                status, body = server.answer(
                    urlsplit(self.path).path, form, self.headers.get("Authorization", "")
                )
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_GET

            def log_message(self, *_args: object) -> None:
                pass

        return Handler


@pytest.fixture
def openid(settings):
    """A running server, entered in the settings as docs/operator/sign-in.md says."""
    server = OpenIdServer()
    thread = threading.Thread(target=server.http.serve_forever, daemon=True)
    thread.start()
    settings.SINGLE_SIGN_ON = True
    app = {"provider_id": "oidc", "name": "Urząd", "client_id": "pomost", "secret": SECRET}
    app["settings"] = {"server_url": server.address, "oauth_pkce_enabled": True}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


def sign_in(client, openid, **changed):
    """Through the server and back; the answer of the callback."""
    sent = client.post(reverse("openid_connect_login", args=["oidc"]))
    brought = openid.consent(sent.headers["Location"])
    query = brought.replace("kod-1", changed["code"]) if "code" in changed else brought
    query = f"{query}x" if changed.get("state") == "wrong" else query
    return client.get(f"{reverse('openid_connect_callback', args=['oidc'])}?{query}")


def test_who_has_an_account_with_the_verified_address_comes_in_and_is_known_by_it(client, openid):
    account = AccountFactory(email="ewa@example.org")

    assert sign_in(client, openid).headers["Location"] == "/panel/"

    assert client.session["_auth_user_id"] == str(account.pk)
    assert SocialAccount.objects.get().user == account
    assert JournalEntry.objects.get().verb == "single_sign_on.connected"

    client.logout()
    openid.claims["email"] = "nowe-nazwisko@example.org"  # the server knows her by another address now
    sign_in(client, openid)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert Account.objects.count() == 1


def test_some_servers_say_true_in_words(client, openid):
    account = AccountFactory(email="ewa@example.org")
    openid.claims["email_verified"] = "true"

    sign_in(client, openid)

    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("told", [False, None, "false", 1])
def test_an_address_that_is_not_called_verified_enters_no_account(client, openid, told):
    AccountFactory(email="ewa@example.org")
    openid.claims["email_verified"] = told

    answer = sign_in(client, openid)

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.exists()


def test_a_stranger_gets_no_account(client, openid):
    answer = sign_in(client, openid)

    assert "_auth_user_id" not in client.session
    assert not Account.objects.exists()
    assert "zaprosz" in answer.content.decode()


def test_a_closed_account_stays_closed(client, openid):
    AccountFactory(email="ewa@example.org", is_active=False)

    sign_in(client, openid)

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("changed", [{"code": "inny"}, {"state": "wrong"}])
def test_what_the_server_did_not_send_enters_nobody(client, openid, changed):
    AccountFactory(email="ewa@example.org")

    answer = sign_in(client, openid, **changed)

    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 401, 403)


def test_a_server_that_is_away_says_so_and_leaves_the_other_ways(client, openid):
    openid.http.shutdown()
    openid.http.server_close()

    answer = client.post(reverse("openid_connect_login", args=["oidc"]))

    assert answer.status_code == 401
    assert reverse("account_login") in answer.content.decode()


def test_what_is_connected_is_shown_and_can_be_disconnected(client, openid):
    account = AccountFactory(email="ewa@example.org")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    sign_in(client, openid)
    where = reverse("socialaccount_connections")

    page = client.get(where).content.decode()
    assert "<b>Urząd</b>" in page
    assert "Połącz: Urząd" in page

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(where, {"account": account.socialaccount_set.get().pk})
    assert not SocialAccount.objects.exists()
    assert "nie jest połączone z żadną inną usługą" in client.get(where).content.decode()
