"""The sections of the programme file that this room takes: schemas and how each is read."""

import pathlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pomost.core.programme_file import Path, Section, Writer, by_language
from pomost.organisations.models.organisations import Organisation
from pomost.programmes.models.figures import Figure
from pomost.programmes.models.parts import (
    Activity,
    FundingSource,
    Implementer,
    ImplementerRole,
    ImplementerTask,
    Link,
    Phase,
    Result,
    Target,
    TargetPlan,
)
from pomost.programmes.models.programmes import Programme, ProgrammeVersion
from pomost.programmes.states import ProgrammeState

DRAWINGS = pathlib.Path(__file__).parent / "static" / "programmes" / "pictures"
TEXT, SLUG, DAY = {"$ref": "#/$defs/text"}, {"$ref": "#/$defs/slug"}, {"$ref": "#/$defs/day"}
SOURCE = {"source": {"$ref": "#/$defs/source"}, "source_url": {"$ref": "#/$defs/url"}}
MONEY = {"amount": {"$ref": "#/$defs/amount"}, "currency": {"$ref": "#/$defs/currency"}}
WHEN = {"$ref": "#/$defs/when"}
COUNT = {
    "title": "a number that is not negative, e.g. 12 or 12.5",
    "type": ["integer", "string"],
    "pattern": r"^\d+(\.\d{1,2})?$",
    "minimum": 0,
}


def _group(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _list_of(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _group(required, properties)}


VERSION = {
    "number": {"type": "integer", "minimum": 0},
    "signed_on": DAY,
    "begins_on": DAY,
    "ends_on": DAY,
    **MONEY,
    "reason": TEXT,
    **SOURCE,
}
PROGRAMME_FIELDS = {
    "slug": SLUG,
    "number": {"type": "string", "maxLength": 40},
    "state": {"enum": list(ProgrammeState.values)},
    "title": TEXT,
    "short_title": TEXT,
    "subtitle": TEXT,
    "aim": TEXT,
    "description": TEXT,
    "outcome": TEXT,
    "published": {"type": "boolean"},
    "picture": _group(
        ["file", "alt", "author", "licence"],
        {
            "file": {"type": "string", "maxLength": 80},
            "alt": TEXT,
            "author": {"type": "string"},
            "licence": {"type": "string"},
        },
    ),
    "versions": _list_of(["number"], VERSION),
    "claims": {
        "type": "object",
        "additionalProperties": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/claim"}},
    },
    **SOURCE,
}
PROGRAMME = _group(
    ["slug", "title", "short_title", "state", "versions"],
    {
        **PROGRAMME_FIELDS,
        "parent": _group(["slug", "title", "short_title", "state", "versions"], PROGRAMME_FIELDS),
    },
)

IMPLEMENTERS = _list_of(
    ["organisation", "role"],
    {
        "organisation": SLUG,
        "role": {"enum": list(ImplementerRole.values)},
        "tasks": _list_of(["text"], {"text": TEXT, **SOURCE}),
        **SOURCE,
    },
)
TARGET = _list_of(
    ["slug", "name"],
    {
        "slug": SLUG,
        "name": TEXT,
        "unit": TEXT,
        "planned": COUNT,
        "results": _list_of(
            ["as_of", "reached"], {"as_of": DAY, "reached": COUNT, "source": {"$ref": "#/$defs/source"}}
        ),
    },
)
ACTIVITY_FIELDS = {
    "slug": SLUG,
    "name": TEXT,
    "description": TEXT,
    "budget": {"$ref": "#/$defs/amount"},
    "currency": {"$ref": "#/$defs/currency"},
    "targets": TARGET,
    **SOURCE,
}
ACTIVITIES = _list_of(
    ["slug", "name"], {**ACTIVITY_FIELDS, "includes": _list_of(["slug", "name"], ACTIVITY_FIELDS)}
)
PHASES = _list_of(
    ["slug", "name"],
    {"slug": SLUG, "name": TEXT, "description": TEXT, "begins": WHEN, "ends": WHEN, **SOURCE},
)
FUNDING = _list_of(
    ["slug", "name"], {"slug": SLUG, "name": TEXT, **MONEY, "website": {"$ref": "#/$defs/url"}, **SOURCE}
)
LINKS = _list_of(
    ["slug", "name", "address"],
    {
        "slug": SLUG,
        "name": TEXT,
        "address": {"$ref": "#/$defs/url"},
        "is_gone": {"type": "boolean"},
        **SOURCE,
    },
)
FIGURES = _list_of(
    ["slug", "label", "claims"],
    {
        "slug": SLUG,
        "label": TEXT,
        "definition": TEXT,
        "rivals_note": TEXT,
        "headline": {"type": "boolean"},
        "query": {"type": "string", "maxLength": 80},
        "claims": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/claim"}},
        **SOURCE,
    },
)


def read_programme(item: dict[str, Any], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take the programme and the one that it lies in; the other sections belong to it."""
    parent = _programme(item["parent"], ("programme", "parent"), writer, None) if "parent" in item else None
    loaded["programme"] = _programme(item, ("programme",), writer, parent)


def _programme(item: dict[str, Any], path: Path, writer: Writer, parent: Programme | None) -> Programme:
    picture = item.get("picture", {})
    if picture.get("file") and picture["file"] not in _drawings():
        writer.fail(
            (*path, "picture", "file"),
            _("no drawing that comes with Pomost has the name “%s”: upload your own in the panel")
            % picture["file"],
        )
    values = {
        "number": item.get("number", ""),
        "state": item["state"],
        **{
            name: by_language(item.get(name))
            for name in ("title", "short_title", "subtitle", "aim", "description", "outcome")
        },
        **_source(item),
        "picture": picture.get("file", ""),
        "picture_alt": by_language(picture.get("alt")),
        "picture_author": picture.get("author", ""),
        "picture_licence": picture.get("licence", ""),
    }
    if parent is not None:
        values["parent"] = parent
    programme = writer.put(Programme, {"slug": item["slug"]}, values, path)
    if item.get("published") and programme.published_at is None and programme.row_version == 1:
        programme.published_at = programme.content_changed_at = timezone.now()
        programme.save(update_fields=["published_at", "content_changed_at"])
    for index, version in enumerate(item["versions"]):
        _version(version, (*path, "versions", index), writer, programme)
    for aspect, claims in item.get("claims", {}).items():
        writer.claim(programme, aspect, claims, (*path, "claims", aspect))
    return programme


def _drawings() -> set[str]:
    """Names of the drawings that come with Pomost; a page with another one could not be shown."""
    return {each.name for each in DRAWINGS.iterdir()}


def _version(item: dict[str, Any], path: Path, writer: Writer, programme: Programme) -> None:
    begins = writer.day(item.get("begins_on"), (*path, "begins_on"))
    ends = writer.day(item.get("ends_on"), (*path, "ends_on"))
    if begins and ends and begins > ends:
        writer.fail((*path, "ends_on"), _("the programme would end before it begins"))
    writer.put(
        ProgrammeVersion,
        {"programme": programme, "number": item["number"]},
        {
            "signed_on": writer.day(item.get("signed_on"), (*path, "signed_on")),
            "begins_on": begins,
            "ends_on": ends,
            "reason": by_language(item.get("reason")),
            **_money(item),
            **_source(item),
        },
        path,
    )


def read_implementers(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take the implementers with their tasks, in the order of the file."""
    programme = _programme_of(writer, loaded, "implementers")
    for index, item in enumerate(items):
        path: Path = ("implementers", index)
        key = item["organisation"]
        organisation = loaded.get("organisations", {}).get(key) or Organisation.objects.called(key)
        if organisation is None:
            writer.fail(
                (*path, "organisation"),
                _("there is no organisation “%s”: add it to the section organisations")
                % item["organisation"],
            )
        implementer = writer.put(
            Implementer,
            {"programme": programme, "organisation": organisation},
            {"role": item["role"], "place": index, **_source(item)},
            path,
        )
        for place, task in enumerate(item.get("tasks", [])):
            writer.put(
                ImplementerTask,
                {"implementer": implementer, "place": place},
                {"text": by_language(task["text"]), **_source(task)},
                (*path, "tasks", place),
            )


def read_activities(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take the activities, those that they include, and their targets with plans and results."""
    programme = _programme_of(writer, loaded, "activities")
    place = 0
    for index, item in enumerate(items):
        path: Path = ("activities", index)
        activity = _activity(item, path, writer, programme, None, place)
        place += 1
        for inner, included in enumerate(item.get("includes", [])):
            _activity(included, (*path, "includes", inner), writer, programme, activity, place)
            place += 1


def _activity(
    item: dict[str, Any],
    path: Path,
    writer: Writer,
    programme: Programme,
    parent: Activity | None,
    place: int,
) -> Activity:
    activity = writer.put(
        Activity,
        {"programme": programme, "slug": item["slug"]},
        {
            "parent": parent,
            "place": place,
            "name": by_language(item["name"]),
            "description": by_language(item.get("description")),
            "budget": Decimal(item["budget"]) if "budget" in item else None,
            "currency": item.get("currency", "PLN"),
            **_source(item),
        },
        path,
    )
    for index, target in enumerate(item.get("targets", [])):
        _target(target, (*path, "targets", index), writer, activity, index)
    return activity


def _target(item: dict[str, Any], path: Path, writer: Writer, activity: Activity, place: int) -> None:
    target = writer.put(
        Target,
        {"activity": activity, "slug": item["slug"]},
        {"place": place, "name": by_language(item["name"]), "unit": by_language(item.get("unit"))},
        path,
    )
    version = activity.programme.versions.order_by("-number").first()
    if "planned" in item and version is not None:
        writer.put(
            TargetPlan,
            {"target": target, "version": version},
            {"planned": Decimal(str(item["planned"]))},
            path,
        )
    for index, result in enumerate(item.get("results", [])):
        where = (*path, "results", index)
        writer.put(
            Result,
            {"target": target, "as_of": writer.day(result["as_of"], (*where, "as_of"))},
            {"reached": Decimal(str(result["reached"])), "source": result.get("source", "")},
            where,
        )


def _simple(
    section: str, model: Any, values_of: Callable[[dict[str, Any]], dict[str, Any]]
) -> Callable[..., None]:
    """A reader of a list whose items have a slug, a name and a few plain values."""

    def read(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
        programme = _programme_of(writer, loaded, section)
        for index, item in enumerate(items):
            writer.put(
                model,
                {"programme": programme, "slug": item["slug"]},
                {"place": index, "name": by_language(item["name"]), **values_of(item), **_source(item)},
                (section, index),
            )

    return read


def read_figures(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take the figures, each with its definition and the claims of its sources."""
    programme = _programme_of(writer, loaded, "figures")
    for index, item in enumerate(items):
        path: Path = ("figures", index)
        figure = writer.put(
            Figure,
            {"programme": programme, "slug": item["slug"]},
            {
                "place": index,
                "label": by_language(item["label"]),
                "definition": by_language(item.get("definition")),
                "rivals_note": by_language(item.get("rivals_note")),
                "headline": item.get("headline", False),
                "query": item.get("query", ""),
                **_source(item),
            },
            path,
        )
        writer.claim(figure, "value", item["claims"], (*path, "claims"))


def _programme_of(writer: Writer, loaded: dict[str, Any], section: str) -> Programme:
    if "programme" not in loaded:
        writer.fail((section,), _("belongs to a programme, and the file has no section programme"))
    return loaded["programme"]


def _source(item: dict[str, Any]) -> dict[str, str]:
    return {"source": item.get("source", ""), "source_url": item.get("source_url", "")}


def _money(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "amount": Decimal(item["amount"]) if "amount" in item else None,
        "currency": item.get("currency", "PLN"),
    }


SECTIONS = (
    Section("programme", PROGRAMME, read_programme, order=20),
    Section("implementers", IMPLEMENTERS, read_implementers, order=30),
    Section("activities", ACTIVITIES, read_activities, order=31),
    Section(
        "phases",
        PHASES,
        _simple(
            "phases",
            Phase,
            lambda item: {
                "description": by_language(item.get("description")),
                "begins_in": item.get("begins", ""),
                "ends_in": item.get("ends", ""),
            },
        ),
        order=32,
    ),
    Section(
        "funding",
        FUNDING,
        _simple("funding", FundingSource, lambda item: {**_money(item), "website": item.get("website", "")}),
        order=33,
    ),
    Section(
        "links",
        LINKS,
        _simple(
            "links", Link, lambda item: {"address": item["address"], "is_gone": item.get("is_gone", False)}
        ),
        order=34,
    ),
    Section("figures", FIGURES, read_figures, order=35),
)
