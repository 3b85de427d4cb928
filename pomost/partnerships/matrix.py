"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, Address, Right, declare

IN_IT = tuple(f"{role}@partnership" for role in ("coordinator", "member", "partner_abroad", "consultant"))
OF_A_MEMBER = tuple(f"{role}@organisation" for role in ("organisation_administrator", "officer", "signatory"))
OF_THE_PROGRAMME = tuple(
    f"{role}@programme" for role in ("programme_manager", "implementer_staff", "auditor")
)

declare(
    Address("partnerships:index", {"GET": (ANYONE,)}, "the register of partnerships"),
    Address("partnerships:map", {"GET": (ANYONE,)}, "the register on a map"),
    Address("partnerships:detail", {"GET": (ANYONE,)}, "a partnership's public page"),
    Address("api:partnerships", {"GET": (ANYONE,)}, "open data: the register of partnerships"),
    Address("api:partnership", {"GET": (ANYONE,)}, "open data: one partnership"),
    Right(
        "partnerships.view_partnership",
        ("administrator@installation", *IN_IT, *OF_A_MEMBER, *OF_THE_PROGRAMME),
        why="of one that is not published; what is published everybody sees",
    ),
)
