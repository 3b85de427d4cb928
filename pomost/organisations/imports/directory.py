"""The ministry's directory of local governments ("Baza teleadresowa JST"): offices by TERYT code."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.text import slugify
from django.utils.translation import gettext as _

from pomost.core.search.words import folded
from pomost.core.tables import reading
from pomost.core.tables.importing import Given, Report
from pomost.organisations.actions.directory import Office, Stated, take_offices
from pomost.territory.imports import lists

# As the ministry heads its columns, and as a tidied copy does.
COLUMNS: dict[str, Sequence[str]] = {
    "code": ("kod_teryt", "terc", "teryt"),
    "name": ("nazwa_samorządu", "nazwa"),
    "kind": ("typ_jst",),
    "office": ("nazwa_urzędu_jst", "urzad"),
    "town": ("miejscowość",),
    "postcode": ("kod pocztowy",),
    "post": ("poczta",),
    "street": ("ulica",),
    "house": ("nr domu", "nr"),
    "area": ("telefon kierunkowy", "tel_kier"),
    "phone": ("telefon", "tel"),
    "phone_2": ("telefon 2", "tel2"),
    "extension": ("wewnętrzny", "wewn"),
    "email": ("ogólny adres poczty elektronicznej gminy/powiatu/województwa", "email"),
    "website": ("adres www jednostki", "www"),
}
REQUIRED = ("code", "name", "kind", "town")
# Kind of local government → (letters of its code that name units, what stands before its name).
# GM: urban municipality, GW: rural, GMW: urban-rural, MNP: city with county rights, P: county,
# W: voivodeship; counties and voivodeships are written with their noun in the file itself.
KINDS = {
    "GM": ((6,), "Gmina"), "GW": ((6,), "Gmina"), "GMW": ((6,), "Gmina"), "MNP": ((6, 4), "Miasto"),
    "P": ((4,), ""), "W": ((2,), ""),
}  # fmt: skip
DISTRICT = "dzielnica"  # of Warsaw: part of the city, no local government of its own
WEBSITE = re.compile(r"^(https?://)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?(/\S*)?$", re.IGNORECASE)
EMAIL = re.compile(r"^[^@\s;,]+@[^@\s;,]+\.[a-z]{2,}$", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)(\d{1,2})[_.\-](\d{1,2})[_.\-](\d{4})(?!\d)")


def rows_of(table: reading.Table) -> list[lists.Raw] | None:
    """The rows of the directory under our names; None when the table is none."""
    return lists.table_with(table, COLUMNS, REQUIRED)


def take(rows: Sequence[lists.Raw], given: Given, report: Report) -> None:
    """Take the directory in one action and fill the report."""
    offices: list[Office] = []
    seen: set[str] = set()
    called = Counter(_address_of(row) for _number, row in rows)
    for number, row in rows:
        if row["kind"] == DISTRICT:
            label = _("districts of Warsaw, which are no local governments of their own")
            report.left_out[label] = report.left_out.get(label, 0) + 1
            continue
        problem = _problem(row, seen)
        if problem:
            report.refused.append((number, problem))
            continue
        seen.add(row["code"])
        offices.append(_office(number, row, is_alone=called[_address_of(row)] == 1))
    stated = Stated(_day_of(given), given.source)
    outcome = take_offices(offices=offices, stated=stated, by=given.by)
    report.added += outcome.added
    report.changed += outcome.changed
    report.unchanged += outcome.unchanged
    report.refused = sorted(report.refused + outcome.refused)
    given.progress(len(rows), len(rows))


def _problem(row: Mapping[str, str], seen: set[str]) -> str:
    code, kind = row["code"], row["kind"]
    if kind not in KINDS:
        return _("“%(kind)s” is no kind of local government; there are: %(known)s") % {
            "kind": kind,
            "known": ", ".join(KINDS),
        }
    if not re.fullmatch(r"\d{7}", code):
        return _("“%s” is no TERYT code of seven digits") % code
    if code in seen:
        return _("the code %s stands in the file twice") % code
    rest = code[KINDS[kind][0][0] :]
    if len(rest) > 1 and rest.strip("0"):
        return _("the code %(code)s is none of the kind %(kind)s") % {"code": code, "kind": kind}
    if not row["name"] or len(row["name"]) > 200:
        return _("the name is empty or longer than 200 characters")
    return "" if row["town"] else _("is empty: %s") % "town"


def _office(number: int, row: Mapping[str, str], *, is_alone: bool) -> Office:
    lengths, _noun = KINDS[row["kind"]]
    codes = tuple(row["code"][:length] for length in lengths)
    slug = _address_of(row)
    return Office(
        number=number,
        codes=codes,
        name=_name_of(row),
        slug=slug if is_alone else _with_code(slug, codes[0]),
        fuller_slug=_with_code(slug, codes[0]),
        website=_website(row.get("website", "")),
        seat={
            "street": _street(row)[:200],
            "postcode": row.get("postcode", "")[:12],
            "town": row["town"][:100],
            "email": row.get("email", "") if EMAIL.match(row.get("email", "")) else "",
            "phone": _phone(row)[:60],
        },
    )


def _name_of(row: Mapping[str, str]) -> str:
    noun = KINDS[row["kind"]][1] if row["kind"] in KINDS else ""
    return f"{noun} {row['name']}".strip()


def _address_of(row: Mapping[str, str]) -> str:
    return slugify(folded(_name_of(row).lower()))[:70]


def _with_code(slug: str, code: str) -> str:
    return f"{slug}-{code}"


def _street(row: Mapping[str, str]) -> str:
    """Street and number; in a village without streets the number stands after the village's name."""
    house = row.get("house", "").replace("\\", "/")
    return f"{row.get('street', '') or (row['town'] if house else '')} {house}".strip()


def _phone(row: Mapping[str, str]) -> str:
    numbers = [_number(row.get("area", ""), row.get(name, "")) for name in ("phone", "phone_2")]
    found = ", ".join(dict.fromkeys(number for number in numbers if number))
    extension = row.get("extension", "")
    return f"{found} wew. {extension}" if found and extension else found


def _number(area: str, text: str) -> str:
    """A telephone number as it is written in Poland: 74 817 14 78, or 795 119 657 of a mobile one."""
    digits = re.sub(r"\D", "", text)
    if not digits:
        return ""
    if len(digits) == 9:
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    if len(digits) == 7 and re.fullmatch(r"\d{2}", area):
        return f"{area} {digits[:3]} {digits[3:5]} {digits[5:]}"
    return f"{area} {text}".strip()


def _website(text: str) -> str:
    """The first address that the cell holds; empty where it holds none."""
    first = re.split(r"[\s,;]+", text.strip())[0]
    if not WEBSITE.match(first) or len(first) > 290:
        return ""
    return first if first.lower().startswith("http") else f"http://{first}"


def _day_of(given: Given) -> date | None:
    """The day that the directory shows: as told, else as the file's name says; None where nobody says."""
    if given.options.as_of is None and (found := DAY.search(given.file.stem)):
        day, month, year = map(int, found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            pass  # some other number
    try:
        return lists.day_of(given, lambda year: date(year, 1, 1))
    except reading.TableRefused:
        return None
