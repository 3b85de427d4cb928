"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, Address, Right, declare

declare(
    Address("territory:index", {"GET": (ANYONE,)}, "territorial units"),
    Address("territory:unit", {"GET": (ANYONE,)}, "a territorial unit"),
    Right("territory.take_register", ("administrator@installation",)),
)
