"""The command `pomost`: our own commands and Django's, in one list by room."""

import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings come first

    argv = ["pomost", *(sys.argv[1:] if arguments is None else arguments)]
    if argv[1:] in ([], ["--help"], ["-h"]):
        argv = ["pomost", "help"]
    execute_from_command_line(argv)
    return 0
