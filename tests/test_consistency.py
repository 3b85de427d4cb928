"""Promises that span rooms: every transition acts, every text field is declared, every template is used."""

import inspect
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from pomost.core import permissions, processing, workflow
from tests.house import HOUSE, ROOMS, modules, templates

TEXTS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.EmailField,
    models.GenericIPAddressField,
)


def machines() -> list[workflow.Machine]:
    found = []
    for module in modules():
        if module.name == "states":
            states = import_module(f"pomost.{module.room}.states")
            found += [each for each in vars(states).values() if isinstance(each, workflow.Machine)]
    return found


def test_every_transition_names_an_action_that_exists():
    assert machines()
    for machine in machines():
        for transition in machine.transitions:
            path, name = transition.action.rsplit(".", 1)
            action = getattr(import_module(path), name)
            assert "by" in inspect.signature(action).parameters, transition.action


def test_every_state_can_be_reached_and_every_source_is_a_state():
    for machine in machines():
        states = set(machine.states.values)
        reached = {transition.target for transition in machine.transitions}
        sources = set().union(*(transition.sources for transition in machine.transitions))
        assert reached <= states, machine.model
        assert sources <= states, machine.model
        first = apps.get_model(machine.model)._meta.get_field(machine.field).default
        assert states - reached - {first} == set(), f"{machine.model}: states that nothing leads to"


def test_every_text_field_of_the_house_is_declared_or_said_to_hold_no_personal_data():
    declared, without = set(processing.declared()), processing.without
    unknown = []
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS:
            continue
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            if isinstance(field, TEXTS) and not field.choices and name not in declared | without:
                unknown.append(name)
    assert unknown == []


def test_declarations_name_fields_that_exist():
    for name in [*processing.declared(), *processing.without]:
        label, field = name.rsplit(".", 1)
        assert apps.get_model(label)._meta.get_field(field), name


def house_urls(patterns=None, namespaces: tuple[str, ...] = ()) -> dict[str, URLPattern]:
    """Every named address of the installation, as `namespace:name`."""
    found: dict[str, URLPattern] = {}
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            found |= house_urls(entry.url_patterns, inner)
        else:
            found[":".join([*namespaces, entry.name or str(entry.pattern)])] = entry
    return found


def test_every_address_has_a_row_in_the_permission_matrix():
    missing = sorted(set(house_urls()) - set(permissions.addresses.names()))
    assert missing == []


def test_the_permission_matrix_has_no_row_for_an_address_that_is_gone():
    gone = sorted(set(permissions.addresses.names()) - set(house_urls()))
    assert gone == []


def test_every_right_that_an_action_demands_has_a_row_in_the_permission_matrix():
    demanded = set()
    for module in modules():
        if module.name in ("actions", "views"):
            demanded |= set(
                re.findall(r"(?:require|has_perm)\([^)]*?\"([a-z_]+\.[a-z_]+)\"", module.path.read_text())
            )
    assert demanded
    assert sorted(demanded - set(permissions.rights.names())) == []


def _used_templates() -> set[str]:
    text = "\n".join(path.read_text() for path in HOUSE.rglob("*.py"))
    text += "\n".join(path.read_text() for path in templates())
    return set(re.findall(r"[\w./-]+\.html", text))


# Found by name by the framework or its parts, not mentioned in our code.
FOUND_BY_CONVENTION = re.compile(
    r"^(cotton/|account/|mfa/|usersessions/|socialaccount/|allauth/|\d{3}|403_csrf)"
)


def test_no_template_is_unused():
    used = _used_templates()
    unused = []
    for path in templates():
        name = str(path).split("/templates/")[-1]
        if name not in used and not FOUND_BY_CONVENTION.match(name) and "/email/" not in name:
            unused.append(name)
    assert unused == []


def test_no_component_is_unused():
    text = "\n".join(path.read_text() for path in templates())
    text += "\n".join(path.read_text() for path in HOUSE.rglob("*.py"))
    unused = [
        path.stem
        for path in (HOUSE / "ui/templates/cotton").rglob("*.html")
        if f"<c-{path.stem.replace('_', '-')}" not in text
    ]
    assert unused == []


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in ("core", "ui")])
def test_each_room_says_what_it_is(room):
    assert (HOUSE / room / "apps.py").read_text().startswith('"""')
