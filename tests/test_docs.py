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
