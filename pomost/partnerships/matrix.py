"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, SIGNED_IN, Address, Right, declare

IN_IT = tuple(f"{role}@partnership" for role in ("coordinator", "member", "partner_abroad", "consultant"))
OF_A_MEMBER = tuple(f"{role}@organisation" for role in ("organisation_administrator", "officer", "signatory"))
OF_THE_PROGRAMME = tuple(
    f"{role}@programme" for role in ("programme_manager", "implementer_staff", "auditor")
)
WITH_A_TASK = (*IN_IT, *OF_A_MEMBER, *OF_THE_PROGRAMME)
CHANGE = ("coordinator@partnership", "programme_manager@programme")

declare(
    Address("partnerships:index", {"GET": (ANYONE,)}, "the register of partnerships"),
    Address("partnerships:map", {"GET": (ANYONE,)}, "the register on a map"),
    Address("partnerships:detail", {"GET": (ANYONE,)}, "a partnership's public page"),
    Address("api:partnerships", {"GET": (ANYONE,)}, "open data: the register of partnerships"),
    Address("api:partnership", {"GET": (ANYONE,)}, "open data: one partnership"),
    Address("partnerships-panel:index", {"GET": (SIGNED_IN,)}, "partnerships in which one has a task"),
    Address(
        "partnerships-panel:workspace", {"GET": WITH_A_TASK}, "the workspace of a partnership", stranger=404
    ),
    Address(
        "partnerships-panel:member",
        {"GET": CHANGE, "POST": CHANGE},
        "what is known of a member",
        stranger=404,
    ),
    Address(
        "partnerships-panel:add-entry",
        {"GET": CHANGE, "POST": CHANGE},
        "something that happened to a partnership",
        stranger=404,
    ),
    Address(
        "partnerships-panel:remove-entry",
        {"GET": CHANGE, "POST": CHANGE},
        "an entry that was wrong is taken out",
        stranger=404,
    ),
    Right(
        "partnerships.open_workspace_of_partnership",
        WITH_A_TASK,
        why="of a partnership in which one has a task, by oneself or through an office or a programme",
    ),
    Right(
        "partnerships.change_partnership",
        CHANGE,
        why="its own matters by its coordinator; what sources say of it also by the manager of its programme",
    ),
    Right(
        "partnerships.view_partnership",
        ("administrator@installation", *WITH_A_TASK),
        why="of one that is not published; what is published everybody sees",
    ),
)
