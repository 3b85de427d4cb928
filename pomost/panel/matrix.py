"""Who may use the addresses of this room."""

from pomost.core.permissions import SIGNED_IN, Address, declare

declare(Address("panel-panel:home", {"GET": (SIGNED_IN,)}, "the signed-in home"))
