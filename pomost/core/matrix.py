"""Who may use the addresses of the core, and who holds its rights."""

from pomost.core.permissions import ANYONE, Address, declare

declare(
    Address("core-plain:healthz", {"GET": (ANYONE,)}, "the process is up"),
    Address("core-plain:readyz", {"GET": (ANYONE,)}, "database, storage and queue answer"),
    Address("core-plain:metrics", {"GET": (ANYONE,)}, "Prometheus; further only from allowed addresses"),
    Address(
        "core-plain:attachment", {"GET": (ANYONE,)}, "a file; 404 unless its owner's kind lets one read it"
    ),
)
