"""Polish and Bokmål are complete, English is the source: no string untranslated, fuzzy or stale."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.house import HOUSE, ROOMS, ROOT, templates

CATALOGUES = sorted(HOUSE.rglob("locale/*/LC_MESSAGES/django.po"))


def ident(path: Path) -> str:
    return "-".join(path.relative_to(HOUSE).parts[:3:2])


@pytest.mark.parametrize("path", CATALOGUES, ids=ident)
def test_a_catalogue_has_no_string_untranslated_or_fuzzy(path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    empty = [
        message.id
        for message in catalogue
        if message.id
        and not all(message.string if isinstance(message.string, tuple | list) else [message.string])
    ]
    fuzzy = [message.id for message in catalogue if message.id and message.fuzzy]
    assert empty == []
    assert fuzzy == []


@pytest.mark.parametrize("path", CATALOGUES, ids=ident)
def test_a_translation_keeps_the_placeholders(path):
    with path.open("rb") as file:
        catalogue = read_po(file)
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set().union(*(re.findall(r"%\(\w+\)[sd]|%[sd]", text) for text in ids))
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        for text in texts:
            found = set(re.findall(r"%\(\w+\)[sd]|%[sd]", text))
            if not found <= wanted or (len(ids) == 1 and found != wanted):
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_with_strings_has_both_catalogues(room):
    text = "".join(path.read_text() for path in (HOUSE / room).rglob("*.py"))
    text += "".join(path.read_text() for path in (HOUSE / room).rglob("*.html"))
    if "gettext" in text or "translate" in text:
        for code in ("pl", "nb"):
            assert (HOUSE / room / "locale" / code / "LC_MESSAGES" / "django.po").exists(), code


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext's xgettext is not installed here")
@pytest.mark.parametrize("room", ROOMS)
def test_the_catalogues_hold_every_string_of_the_room(room, tmp_path):
    source = HOUSE / room
    if not (source / "locale").exists():
        pytest.skip("the room has no strings")
    copy = tmp_path / room
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("*.mo", "built", "__pycache__"))
    done = subprocess.run(
        [ROOT / ".venv/bin/django-admin", "makemessages", "-l", "pl", "--no-wrap", "--add-location", "file"],
        cwd=copy, capture_output=True, text=True,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "pomost.config.settings.test"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with (copy / "locale/pl/LC_MESSAGES/django.po").open("rb") as file:
        extracted = {(message.context, message.id) for message in read_po(file) if message.id}
    with (source / "locale/pl/LC_MESSAGES/django.po").open("rb") as file:
        kept = {(message.context, message.id) for message in read_po(file) if message.id}
    assert sorted(map(str, extracted - kept)) == []
    assert sorted(map(str, kept - extracted)) == []


# Words that stand in a template untranslated, and why they may.
WORDS_OF_EVERY_LANGUAGE = {"Pomost", "API", "CSV", "JSON", "XLSX"}
SAMPLES = {"ground.html"}  # of the gallery: letters of the three languages
_NO_TEXT = re.compile(
    r"\{#.*?#\}|\{% block body_attributes %\}.*?\{% endblock"
    r"|\{% blocktranslate.*?%\}.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|<script.*?</script>|<svg.*?</svg>|&\w+;",
    re.DOTALL,
)
_TAG = re.compile(r"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
_SAID = re.compile(r"\s(?:alt|aria-label|title|placeholder|label|lead)=\"([^\"]*)\"")


def test_templates_say_nothing_that_is_not_translated():
    """Neither between the tags nor in the attributes that are read out."""
    wrong = []
    for path in (path for path in templates() if path.name not in SAMPLES):
        text = _NO_TEXT.sub(" ", path.read_text(encoding="utf-8"))
        said = " ".join(_SAID.findall(text)) + " " + _TAG.sub(" ", text)
        words = set(re.findall(r"[^\W\d_]{2,}", said)) - WORDS_OF_EVERY_LANGUAGE
        if words:
            wrong.append(f"{path.relative_to(ROOT)}: {sorted(words)}")
    assert wrong == []


@pytest.mark.parametrize("language", ["pl", "nb"])
def test_no_two_rooms_translate_the_same_words_differently(language):
    """Django merges the catalogues: of two translations one would show on the other room's pages."""
    said: dict[tuple[str | None, str], dict[object, str]] = {}
    for path in sorted(HOUSE.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    key = message.context, message.id if isinstance(message.id, str) else message.id[0]
                    said.setdefault(key, {})[message.string] = path.parts[-4]
    assert {key: found for key, found in said.items() if len(found) > 1} == {}
