"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, Address, Right, declare

ADMINISTRATOR = ("administrator@installation",)
DECIDES = (*ADMINISTRATOR, "programme_manager@programme")

declare(
    Address("territory:index", {"GET": (ANYONE,)}, "territorial units"),
    Address("territory:ground", {"GET": (ANYONE,)}, "a voivodeship's municipalities, to be picked on a map"),
    Address("territory:unit", {"GET": (ANYONE,)}, "a territorial unit"),
    Address("api:units", {"GET": (ANYONE,)}, "open data: territorial units"),
    Address("api:unit", {"GET": (ANYONE,)}, "open data: one territorial unit"),
    Address("territory-panel:waiting", {"GET": DECIDES}, "units that are no more and left something open"),
    Address(
        "territory-panel:decide", {"GET": DECIDES, "POST": DECIDES}, "what a unit that is no more left open"
    ),
    Address(
        "territory-panel:record",
        {"GET": ADMINISTRATOR, "POST": ADMINISTRATOR},
        "what people record of a unit",
    ),
    Address(
        "territory-panel:remove-succession",
        {"GET": ADMINISTRATOR, "POST": ADMINISTRATOR},
        "a record of what happened to a unit is taken back",
    ),
    Right("territory.take_register", ADMINISTRATOR),
    Right("territory.record_succession", ADMINISTRATOR, why="and later states of the register keep it"),
    Right(
        "territory.decide_on_ended_unit",
        DECIDES,
        why="what becomes of the memberships and other open things of a unit that is no more",
    ),
)
