"""The API of this room: the register for everybody; with a token also one's own, and changes.

The operations that change something call the same actions as the pages.
"""

from ninja import Router

from pomost.partnerships.api import members, papers, partnerships, support

router = Router(tags=["partnerships"])
for part in (partnerships, members, papers, support):
    router.add_router("", part.router)
