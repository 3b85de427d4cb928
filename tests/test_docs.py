"""The documentation is fresh, its links lead somewhere, and nothing in it belongs to one machine."""

import re
from pathlib import Path

from pomost.panel.management.commands import docs
from tests.house import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_generated_pages_are_fresh():
    assert [str(path.relative_to(ROOT)) for path, _text in docs.stale()] == []


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_decision_has_context_decision_and_consequences():
    for page in sorted((ROOT / "docs" / "decisions").glob("0*.md")):
        text = page.read_text(encoding="utf-8")
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{page.name}: {heading}"
        assert re.match(r"^\d{4}-[a-z0-9-]+$", page.stem), page.name


def test_lock_files_hold_no_address():
    locks = [*ROOT.glob("requirements/*.lock"), ROOT / "frontend" / "package-lock.json"]
    assert len(locks) == 5
    for path in locks:
        assert "://" not in path.read_text(encoding="utf-8"), path.name


def test_no_page_names_a_folder_of_one_machine():
    suspicious = re.compile(r"(?<![\w.])/(home|root|work|Users)/[a-z.]")
    assert [str(page) for page in PAGES if suspicious.search(page.read_text(encoding="utf-8"))] == []


def test_the_readme_shows_its_picture():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert pictures
    assert all((ROOT / Path(picture)).exists() for picture in pictures)


def test_every_variable_of_the_environment_is_explained_to_the_operator_with_its_default():
    config = [path for path in (ROOT / "pomost" / "config").rglob("*.py") if path.stem != "test"]
    reads = re.compile(r"(?:env\.)?\b(?:text|flag|number|words)\(\"([A-Z_]+)\"(?:, (?:default=)?([^)]+))?\)")
    read = {found for path in config for found in reads.findall(path.read_text(encoding="utf-8"))}
    page = (ROOT / "docs" / "operator" / "installing.md").read_text(encoding="utf-8")
    rows = {
        name: row for row in re.findall(r"^\| `.*", page, re.MULTILINE)
        for name in re.findall(r"`([A-Z_]+)`", row.split(" | ")[0])
    }  # fmt: skip

    assert {name for name, _default in read} == set(rows)
    for name, default in read:
        if default.replace("_", "").isdigit():
            assert f"`{default.replace('_', '')}`" in rows[name], f"{name}: {default}"
