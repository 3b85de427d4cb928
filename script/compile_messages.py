"""Compiles every `.po` below `pomost/` with Babel (gettext need not be installed)."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    for source in sorted((ROOT / "pomost").rglob("locale/*/LC_MESSAGES/*.po")):
        try:
            with source.open("rb") as file:
                catalogue = read_po(file, abort_invalid=True)
        except PoFileError as error:
            print(f"{source.relative_to(ROOT)}: {error}", file=sys.stderr)
            return 1
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue, use_fuzzy=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
