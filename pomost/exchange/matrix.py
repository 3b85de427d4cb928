"""Who holds the rights of this room; it has no addresses yet."""

from pomost.core.permissions import NOBODY, Right, declare

declare(
    Right(
        "exchange.load_programme_file", ("administrator@installation",), why="and the operator at the shell"
    ),
    Right("exchange.load_demonstration", (NOBODY,), why="the operator at the shell only"),
)
