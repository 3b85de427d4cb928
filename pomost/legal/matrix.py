"""Who may use the addresses of this room."""

from pomost.core.permissions import ANYONE, Address, declare

declare(
    Address("legal:adviser", {"GET": (ANYONE,)}, "which form of cooperation fits: the questions"),
    Address("legal:document", {"GET": (ANYONE,)}, "the same as PDF and for Word"),
    Address("legal:result", {"GET": (ANYONE,)}, "which form of cooperation fits: the result"),
)
