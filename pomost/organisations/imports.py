"""The section `organisations` of the programme file."""

from typing import Any

from pomost.core.programme_file import Section, Writer, by_language
from pomost.organisations.models.organisations import Organisation, OrganisationKind

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["slug", "kind", "name"],
        "properties": {
            "slug": {"$ref": "#/$defs/slug"},
            "kind": {"enum": list(OrganisationKind.values)},
            "name": {"$ref": "#/$defs/text"},
            "short_name": {"type": "string", "maxLength": 40},
            "country": {"title": "two letters, ISO 3166-1", "type": "string", "pattern": "^[A-Z]{2}$"},
            "website": {"$ref": "#/$defs/url"},
            "source": {"$ref": "#/$defs/source"},
        },
        "additionalProperties": False,
    },
}


def read_organisations(items: list[dict[str, Any]], writer: Writer, loaded: dict[str, Any]) -> None:
    """Take each organisation under its slug; later sections find it in `loaded["organisations"]`."""
    found = loaded.setdefault("organisations", {})
    for index, item in enumerate(items):
        path = ("organisations", index)
        if item["slug"] in found:
            writer.fail((*path, "slug"), f"“{item['slug']}”: two organisations have this key")
        found[item["slug"]] = writer.put(
            Organisation,
            {"slug": item["slug"]},
            {
                "kind": item["kind"],
                "name": by_language(item["name"]),
                "short_name": item.get("short_name", ""),
                "country": item.get("country", "PL"),
                "website": item.get("website", ""),
            },
            path,
        )


SECTION = Section("organisations", SCHEMA, read_organisations, order=10)
