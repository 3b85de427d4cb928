"""Browsers in words: on the page of sign-ins, among one's own data, in the letter about a new one."""

import json
import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from pomost.accounts.devices import name_of
from pomost.accounts.models import KnownDevice
from pomost.accounts.tests.factories import PASSWORD, AccountFactory, TokenFactory
from pomost.core.models.outbox import OutboxMessage

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K)"
EDGE = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (FIREFOX, "Firefox 128, Linux"),
        (EDGE, "Edge 126, Windows"),
        (f"{ANDROID} {WEBKIT} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome 126, Android"),
        (f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17, iPhone"),
        (f"{IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", "Chrome 126, iPhone"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/17.5 Safari/605.1.15",
            "Safari 17, macOS",
        ),
        ("curl/8.5.0", "unknown browser (curl/8.5.0)"),
        ("x" * 200, f"unknown browser ({'x' * 60}…)"),
        ("", "unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_its_owner_calls_it(said, name):
    with override("en"):
        assert name_of(said) == name


def cells_of(page: str) -> list[str]:
    """The cells of the page's table, without their marks."""
    rows = re.findall(r"<t[hd] [^>]*role=\"(?:rowheader|cell)\"[^>]*>(.*?)</t[hd]>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", row).strip() for row in rows]


@pytest.mark.django_db
def test_the_list_of_sign_ins_names_browsers_and_marks_the_one_in_use(client):
    account = AccountFactory()
    values = {"login": account.email, "password": PASSWORD}
    for said in (EDGE, FIREFOX):
        client.cookies.pop("sessionid", None)
        client.post(reverse("account_login"), values, headers={"User-Agent": said})

    page = client.get(reverse("usersessions_list"), headers={"User-Agent": FIREFOX}).content.decode()

    cells = cells_of(page)
    assert "Edge 126, Windows" in cells
    assert "Firefox 128, Linux ta przeglądarka" in cells
    assert "Mozilla" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["usersessions_list", "accounts:tokens"])
def test_a_table_of_ones_account_says_in_each_card_what_a_cell_is(client, name):
    """Below 768 px the head is out of sight, so each cell carries its label."""
    account = AccountFactory()
    client.post(reverse("account_login"), {"login": account.email, "password": PASSWORD})
    TokenFactory(account=account)

    page = client.get(reverse(name)).content.decode()

    table = re.search(r'<table class="ds-table queue".*?</table>', page, re.DOTALL)[0]
    heads = re.findall(r'role="columnheader">([^<]+)<', table)
    assert re.findall(r'data-label="([^"]+)"', table) == heads[1:]
    assert len(heads) > 2


@pytest.mark.django_db
def test_my_data_names_the_browser_and_the_file_gives_what_is_held(signed_in):
    account = AccountFactory()
    KnownDevice.objects.create(account=account, key_hash="0" * 64, browser=FIREFOX)
    client = signed_in(account)

    page = client.get(reverse("accounts-panel:own-data")).content.decode()
    held = client.get(reverse("accounts-panel:own-data"), {"format": "json"}).content

    assert "Firefox 128, Linux" in page
    assert "Mozilla" not in page
    assert FIREFOX in [row["Przeglądarka"] for row in json.loads(held)["browsers"]]


@pytest.mark.django_db
def test_the_letter_about_a_new_browser_names_it(client):
    account = AccountFactory()
    KnownDevice.objects.create(account=account, key_hash="0" * 64, browser=EDGE)
    values = {"login": account.email, "password": PASSWORD}

    client.post(reverse("account_login"), values, headers={"User-Agent": FIREFOX})

    text = OutboxMessage.objects.get(kind="new_device").text
    assert "Przeglądarka: Firefox 128, Linux" in text
