"""The API's description: valid OpenAPI 3.1, and every operation keeps to it whatever it is sent."""

import json

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import positive_data_acceptance

from pomost.accounts.tests.factories import GrantFactory, new_token, with_role
from pomost.advisory.tests.factories import ConsultationFactory, RecommendationFactory
from pomost.core.api import operations
from pomost.organisations.tests.factories import OrganisationFactory
from pomost.partnerships.tests.factories import (
    DocumentFactory,
    LetterFactory,
    MembershipFactory,
    ParticipationFactory,
    PartnershipFactory,
)
from pomost.programmes.tests.factories import ActivityFactory, FigureFactory, ProgrammeFactory
from pomost.territory.tests.factories import FunctionalAreaFactory, UnitFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/openapi.json"


def described() -> dict:
    return json.loads(Client().get(ADDRESS).content)


OPERATIONS = [(found["method"], found["path"]) for found in operations()]


def test_the_description_is_valid():
    schema = described()

    schemathesis.openapi.from_dict(schema).validate()
    for found in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(found)
    names = [operation["operationId"] for found in schema["paths"].values() for operation in found.values()]
    assert len(names) == len(set(names))


def test_a_description_that_is_broken_would_be_noticed():
    schema = described()
    del schema["info"]["title"]
    with pytest.raises(Exception, match="title"):
        schemathesis.openapi.from_dict(schema).validate()


def application(environ, start_response):
    """The whole application, but it leaves the connection open in whose transaction the test runs."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    return get_wsgi_application()(environ, start_response)


@pytest.fixture
def closing_again():
    """Undoes what `application` did."""
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


# What a made-up body must name for its thing to be there.
NAMED = {
    ("post", "/api/v1/partnerships"): {"organisation": "urzad"},
    ("post", "/api/v1/partnerships/{slug}/memberships"): {
        "organisation": "sasiad", "unit": None, "invite": None, "joined_by": None, "role": "member",
        "source": "uchwała",
    },
    ("patch", "/api/v1/partnerships/{slug}/memberships/{membership}"): {"joined_by": None, "role": "member"},
    ("post", "/api/v1/partnerships/{slug}/memberships/{membership}/leave"): {"left": "2026"},
    ("post", "/api/v1/partnerships/{slug}/documents"): {"amends": None, "signatories": ["urzad"]},
    ("patch", "/api/v1/partnerships/{slug}/documents/{key}"): {"amends": None, "signatories": []},
    ("post", "/api/v1/partnerships/{slug}/timeline"): {"happened": "2013-05"},
    ("put", "/api/v1/partnerships/{slug}/functional-area"): {"units": ["020101"], "core": None},
    ("post", "/api/v1/partnerships/{slug}/participations"): {"programme": "q"},
    ("post", "/api/v1/partnerships/{slug}/consultations"): {
        "client_key": None, "day": "2013-05-06", "topics": ["form"], "agreed": "x",
    },
    ("patch", "/api/v1/consultations/{consultation}"): {"day": "2013-05-06"},
    ("post", "/api/v1/recommendations/{recommendation}/state"): {"step": "accept"},
}  # fmt: skip


def a_partnership(programme, path) -> dict:
    """A partnership with a part of each kind, in the state from which the operation goes on: its places."""
    office = OrganisationFactory(slug="urzad")
    OrganisationFactory(slug="sasiad")
    ProgrammeFactory(slug="q", state="running", published=True)
    row = PartnershipFactory(published=True, slug="p", functional_area=FunctionalAreaFactory())
    MembershipFactory(partnership=row)  # the last one could not leave
    waits = path.endswith(("/answer", "/letter", "/withdraw"))
    membership = MembershipFactory(
        partnership=row, organisation=office, state="invited" if waits else "confirmed"
    )
    if waits:
        LetterFactory(membership=membership)
    DocumentFactory(partnership=row, slug="x")
    participation = ParticipationFactory(partnership=row, programme=programme)
    return {"membership": membership.pk, "participation": participation.pk, "office": office, "row": row}


@pytest.mark.usefixtures("closing_again")
@pytest.mark.parametrize("is_there", [True, False], ids=["there", "anywhere"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda text: text)
def test_an_operation_keeps_to_its_description(method, path, is_there, settings):
    """Sends what the description allows, to things that exist or to any address: never a 5xx, and every
    answer is one that the description names, in the shape that it names.
    """
    settings.API_PER_TOKEN = settings.API_PER_ADDRESS = 0
    programme = ProgrammeFactory(published=True, slug="p")
    made = a_partnership(programme, path)
    unit = UnitFactory(code="020101")
    places = made | {"slug": "p", "key": "x", "pk": OrganisationFactory().pk, "unit_key": unit.key}
    ActivityFactory(programme=programme, slug=places["key"])
    FigureFactory(programme=programme, slug=places["key"])
    account = with_role("programme_manager", programme)
    GrantFactory(account=account, role="officer", scope_id=str(made["office"].pk))
    for role in ("coordinator", "consultant"):
        GrantFactory(account=account, role=role, scope_id=str(made["row"].pk))
    places["consultation"] = ConsultationFactory(partnership=made["row"], adviser=account).pk
    places["recommendation"] = RecommendationFactory(partnership=made["row"], proposed_by=account).pk
    secret = new_token(account, scope="write")
    headers = {"Authorization": f"Bearer {secret}"}
    schema = schemathesis.openapi.from_wsgi(ADDRESS, application)
    statuses = set()

    @few_examples
    @given(case=schema[path][method].as_strategy())
    def sent(case):
        if is_there:
            case.path_parameters = {name: places[name] for name in case.path_parameters or {}}
            if isinstance(case.body, dict):
                case.body |= NAMED.get((method.lower(), path), {})
            if method.upper() in ("PATCH", "PUT"):
                read = Client(headers=headers).get(path.format(**places))
                headers["If-Match"] = read.headers["ETag"]
        answer = case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
        statuses.add(answer.status_code)

    sent()
    if is_there:
        assert statuses & {200, 201}, statuses


def few_examples(test):
    return hypothesis_settings(
        max_examples=20, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
    )(test)
