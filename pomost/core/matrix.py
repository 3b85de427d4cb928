"""Who may use the addresses of the core, and who holds its rights."""

from pomost.core.permissions import ANYONE, Address, declare

declare(
    Address("core-plain:healthz", {"GET": (ANYONE,)}, "the process is up"),
    Address("core-plain:readyz", {"GET": (ANYONE,)}, "database, storage and queue answer"),
    Address("core-plain:metrics", {"GET": (ANYONE,)}, "Prometheus; further only from allowed addresses"),
    Address("core-plain:sitemap", {"GET": (ANYONE,)}, "the public pages, for search engines"),
    Address("core-plain:robots", {"GET": (ANYONE,)}, "what search engines may read"),
    Address("core-plain:favicon", {"GET": (ANYONE,)}, "the icon by its old name"),
    Address("core-plain:api-docs", {"GET": (ANYONE,)}, "the API for people"),
    Address("api:api-root", {"GET": (ANYONE,)}, "the root of the API"),
    Address(
        "api:unknown",
        dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), (ANYONE,)),
        "any other address below the API: 404 as a problem",
    ),
    Address("api:openapi-json", {"GET": (ANYONE,)}, "OpenAPI 3.1"),
    Address(
        "core-plain:attachment", {"GET": (ANYONE,)}, "a file; 404 unless its owner's kind lets one read it"
    ),
)
