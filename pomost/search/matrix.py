"""Who may use the addresses of this room. What is found is what each may open anyway."""

from pomost.core.permissions import ANYONE, Address, declare

declare(
    Address("search:index", {"GET": (ANYONE,)}, "the search page"),
    Address("api:search", {"GET": (ANYONE,)}, "the search, for programs"),
)
