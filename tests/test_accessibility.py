"""Every page in a real Chromium: axe finds nothing, nothing scrolls sideways, nothing fails in the console.

By default each page is tried in Polish, light at 1280 px and dark at 360 px; `script/test --all` tries
every page × language × scheme × width.
"""

import itertools

import pytest
from django.urls import reverse
from django.utils import translation

from pomost.accounts.tests.factories import GrantFactory, with_role
from pomost.core.permissions import ANYONE, addresses
from tests.house import ROOT
from tests.world import ARGUMENTS, BY_ROLE, PATHS, make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
USUAL = [("pl", "light", 1280), ("pl", "dark", 360)]
EVERY = list(itertools.product(("pl", "en", "nb"), ("light", "dark"), (360, 1280)))
# Addresses that show no page: files, signs of life, pages that only send one on.
NO_PAGE = {
    "core-plain:healthz", "core-plain:readyz", "core-plain:metrics", "core-plain:attachment",
    "core-plain:sitemap", "core-plain:robots", "core-plain:favicon",
    "advisory-panel:road-worker", "advisory-panel:road-ticket", "advisory-panel:sheet-file",
    "questionnaires-panel:receipt", "questionnaires-panel:json", "questionnaires-panel:schema",
    "partnerships:feed", "partnerships-panel:state-sheet",
    "programmes:card", "partnerships:areas", "partnerships:beside", "territory:ground",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_error", "mfa_login_webauthn",
    "mfa_download_recovery_codes", "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_authenticate",
    *PATHS,
}  # fmt: skip
# What an unfinished request to the server says in the console when a page is what it should be.
EXPECTED_IN_CONSOLE = (
    "404 (Not Found)",
    "410 (Gone)",
    "403 (Forbidden)",
    "401 (Unauthorized)",
    "405 (Method",
)


def pages_of(world) -> dict[str, str]:
    """Every page that answers GET, by the name of its address."""
    found = {}
    for row in addresses:
        if "GET" not in row.who or row.name in NO_PAGE or row.name.startswith("api:"):
            continue
        if row.name in BY_ROLE:
            arguments = BY_ROLE[row.name](world, "administrator")
        else:
            arguments = ARGUMENTS.get(row.name, lambda _world: [])(world)
        found[row.name] = reverse(row.name, args=arguments)
    return found


def everything(world):
    """An account that may open every page: administrator, both officers, office, programme, partnership."""
    account = with_role("administrator")
    for role in ("data_protection_officer", "accessibility_officer"):
        GrantFactory(account=account, role=role, scope_id="")
    GrantFactory(account=account, role="programme_manager", scope_id=str(world.programme.pk))
    GrantFactory(account=account, role="organisation_administrator", scope_id=str(world.organisation.pk))
    for role in ("consultant", "coordinator"):
        GrantFactory(account=account, role=role, scope_id=str(world.partnership.pk))
    return account


def look(page, live_server, address: str) -> list[str]:
    """What is wrong with one page."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(live_server.url + address)
    wrong = [f"status {answer.status}"] if answer.status >= 500 else []
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: rules})).violations"
        ".map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)",
        RULES,
    )
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    wrong += found + ([f"{wide} px too wide"] if wide > 0 else [])
    return wrong + [text for text in said if not any(known in text for known in EXPECTED_IN_CONSOLE)]


@pytest.fixture
def looked_at(browser, live_server, client, settings):
    """Look at every page in one variant; what is wrong by page."""
    from conftest import BACKEND  # noqa: PLC0415 - the root conftest is no package

    world = make_world()
    client.force_login(everything(world), backend=BACKEND)
    session = client.cookies["sessionid"].value

    def run(language: str, scheme: str, width: int) -> dict[str, list[str]]:
        # axe is added as a script tag, which the strict policy of our pages would refuse.
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            bypass_csp=True,
            reduced_motion="reduce",
        )
        cookies = [{"name": "pomost-language", "value": language, "url": live_server.url}]
        found = {}
        with translation.override(language):
            pages = pages_of(world)
        for name, address in pages.items():
            is_open = ANYONE in addresses[name].who["GET"]
            context.clear_cookies()
            signed_in = [{"name": "sessionid", "value": session, "url": live_server.url}]
            context.add_cookies(cookies + ([] if is_open else signed_in))
            page = context.new_page()
            if wrong := look(page, live_server, address):
                found[name] = wrong
            page.close()
        context.close()
        return found

    return run


@pytest.mark.parametrize(("language", "scheme", "width"), USUAL)
def test_axe_finds_nothing_on_any_page(looked_at, language, scheme, width):
    assert looked_at(language, scheme, width) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scheme", "width"), [each for each in EVERY if each not in USUAL])
def test_axe_finds_nothing_on_any_page_in_any_variant(looked_at, language, scheme, width):
    assert looked_at(language, scheme, width) == {}
