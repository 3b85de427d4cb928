"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, Address, Right, declare

declare(
    Address("territory:index", {"GET": (ANYONE,)}, "territorial units"),
    Address("territory:ground", {"GET": (ANYONE,)}, "a voivodeship's municipalities, to be picked on a map"),
    Address("territory:unit", {"GET": (ANYONE,)}, "a territorial unit"),
    Address("api:units", {"GET": (ANYONE,)}, "open data: territorial units"),
    Address("api:unit", {"GET": (ANYONE,)}, "open data: one territorial unit"),
    Right("territory.take_register", ("administrator@installation",)),
)
