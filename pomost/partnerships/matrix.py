"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, NOBODY, SIGNED_IN, Address, Right, declare

IN_IT = tuple(f"{role}@partnership" for role in ("coordinator", "member", "partner_abroad", "consultant"))
OF_A_MEMBER = tuple(f"{role}@organisation" for role in ("organisation_administrator", "officer", "signatory"))
OF_THE_PROGRAMME = tuple(
    f"{role}@programme" for role in ("programme_manager", "implementer_staff", "auditor")
)
WITH_A_TASK = (*IN_IT, *OF_A_MEMBER, *OF_THE_PROGRAMME)
CHANGE = ("coordinator@partnership", "programme_manager@programme")
PLAN = (*CHANGE, "consultant@partnership")
COORDINATOR = ("coordinator@partnership",)
DECIDE = ("programme_manager@programme", "implementer_staff@programme")

declare(
    Address("partnerships:index", {"GET": (ANYONE,)}, "the register of partnerships"),
    Address("partnerships:map", {"GET": (ANYONE,)}, "the register on a map"),
    Address("partnerships:areas", {"GET": (ANYONE,)}, "the ground of the partnerships, for the map"),
    Address("partnerships:detail", {"GET": (ANYONE,)}, "a partnership's public page"),
    Address("partnerships:feed", {"GET": (ANYONE,)}, "what happened to a partnership, as Atom"),
    Address("partnerships:beside", {"GET": (ANYONE,)}, "what others have on a partnership's ground"),
    Address(
        "api:partnerships",
        {"GET": (ANYONE,), "POST": OF_A_MEMBER},
        "open data: the register of partnerships; with a token also one's own, and a new one",
    ),
    Address(
        "api:partnership",
        {"GET": (ANYONE,), "PATCH": CHANGE},
        "open data: one partnership; with a token its words change",
    ),
    Address("api:partnership-state", {"POST": CHANGE}, "a partnership is published or moved on"),
    Address(
        "api:memberships",
        {"GET": WITH_A_TASK, "POST": CHANGE},
        "members, former ones and invitations; a new member or invitation",
        stranger=404,
    ),
    Address(
        "api:membership",
        {"GET": WITH_A_TASK, "PATCH": CHANGE},
        "one membership; also for those who act for the organisation",
        stranger=404,
    ),
    Address("api:membership-answer", {"POST": OF_A_MEMBER}, "the answer to an invitation", stranger=404),
    Address("api:membership-letter", {"POST": COORDINATOR}, "an invitation is sent again", stranger=404),
    Address("api:membership-withdraw", {"POST": COORDINATOR}, "an invitation is withdrawn", stranger=404),
    Address("api:membership-leave", {"POST": (*CHANGE, *OF_A_MEMBER)}, "a member leaves", stranger=404),
    Address("api:partnership-documents", {"POST": CHANGE}, "a new paper", stranger=404),
    Address("api:partnership-document", {"GET": WITH_A_TASK, "PATCH": CHANGE}, "one paper", stranger=404),
    Address("api:partnership-timeline", {"POST": CHANGE}, "something that happened", stranger=404),
    Address("api:partnership-area", {"GET": WITH_A_TASK, "PUT": CHANGE}, "the functional area", stranger=404),
    Address("api:participations", {"POST": COORDINATOR}, "a programme is asked for support", stranger=404),
    Address("api:participation", {"GET": WITH_A_TASK}, "the support of a programme", stranger=404),
    Address("api:participation-decision", {"POST": DECIDE}, "a programme decides", stranger=404),
    Address("partnerships-panel:index", {"GET": (SIGNED_IN,)}, "partnerships in which one has a task"),
    Address(
        "partnerships-panel:state-sheet",
        {"GET": WITH_A_TASK},
        "the state of a partnership on one page",
        stranger=404,
    ),
    Address(
        "partnerships-panel:workspace", {"GET": WITH_A_TASK}, "the workspace of a partnership", stranger=404
    ),
    Address("partnerships:invitation", {"GET": (ANYONE,)}, "where the link of an invitation leads"),
    Address(
        "partnerships-panel:start",
        {"GET": OF_A_MEMBER, "POST": OF_A_MEMBER},
        "a new partnership, of an office for which one acts",
    ),
    Address(
        "partnerships-panel:answer",
        {"GET": OF_A_MEMBER, "POST": OF_A_MEMBER},
        "an invitation, for those who act for the invited organisation",
        stranger=404,
    ),
    Right("partnerships.start_partnership", OF_A_MEMBER, why="in the name of an organisation"),
    Right("partnerships.begin_partnership", OF_A_MEMBER, why="in the name of any organisation"),
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
    Right("partnerships.move_partnership", COORDINATOR),
    Right("partnerships.publish_partnership", CHANGE),
    Right("partnerships.invite_members", COORDINATOR),
    Right("partnerships.answer_invitation", OF_A_MEMBER, why="of an organisation for which one acts"),
    Right("partnerships.expire_invitation", (NOBODY,), why="only the system does"),
    Right("partnerships.end_membership", (*OF_A_MEMBER, *CHANGE), why="its own, or in a partnership"),
    Right(
        "partnerships.cease_membership",
        ("administrator@installation", *CHANGE),
        why="of an organisation that is no more",
    ),
    Right("partnerships.take_register", ("administrator@installation",), why="what a table states"),
    Right("partnerships.plan_steps", PLAN, why="the caretaker too: what was agreed becomes steps"),
    Right("partnerships.close_step", PLAN, why="and whoever the step is for"),
    Right(
        "partnerships.hand_over_step",
        ("administrator@installation", "organisation_administrator@organisation", *PLAN),
        why="whoever plans the steps, or ends the position of who has it",
    ),
    Right("partnerships.ask_for_support", COORDINATOR),
    Right("partnerships.view_participation", WITH_A_TASK),
    Right("partnerships.decide_participation", DECIDE),
    Right(
        "partnerships.view_partnership",
        ("administrator@installation", *WITH_A_TASK),
        why="of one that is not published; what is published everybody sees",
    ),
)

# Pages of a partnership's workspace that change something: who may, and what they are for.
PAGES: dict[str, tuple[tuple[str, ...], str]] = {
    "member": (CHANGE, "what is known of a member"),
    "add-entry": (CHANGE, "something that happened to a partnership"),
    "remove-entry": (CHANGE, "an entry that was wrong is taken out"),
    "words": (CHANGE, "what a partnership is called and what it is about"),
    "area": (CHANGE, "the functional area"),
    "tie": (CHANGE, "a tie to another partnership"),
    "untie": (CHANGE, "a tie that was wrong is taken out"),
    "join": (CHANGE, "a member that joined by a paper"),
    "add-paper": (CHANGE, "a new paper"),
    "change-paper": (CHANGE, "what is known of a paper"),
    "remove-paper": (CHANGE, "a paper entered by mistake"),
    "add-file": (CHANGE, "a file of a paper"),
    "delete-file": (CHANGE, "a file is removed"),
    "plan-step": (PLAN, "a new step"),
    "step-change": (PLAN, "a step is changed or given to somebody else"),
    "close-step": (PLAN, "a step is done or dropped; also by whom it is for"),
    "letters": (COORDINATOR, "letters to those who are invited"),
    "enter": (COORDINATOR, "an organisation that the register lacks"),
    "ask-again": (COORDINATOR, "an invitation is sent again"),
    "withdraw": (COORDINATOR, "an invitation is withdrawn"),
    "successors": (COORDINATOR, "which partnerships follow one that merged or split"),
    "ask-for-support": (COORDINATOR, "a programme is asked for support"),
    "leave": ((*CHANGE, *OF_A_MEMBER), "a member leaves"),
    "decide": (DECIDE, "a programme decides on its support"),
    "begin-phase": (DECIDE, "a phase of a programme begins"),
    "end-phase": (DECIDE, "a phase of a programme ends"),
    "agreement": (DECIDE, "an agreement on support is filed"),
}
for name, (who, why) in PAGES.items():
    declare(Address(f"partnerships-panel:{name}", {"GET": who, "POST": who}, why, stranger=404))
declare(
    Address("partnerships-panel:choose", {"GET": COORDINATOR}, "whom to invite", stranger=404),
    Address("partnerships-panel:step", {"POST": COORDINATOR}, "publishing and moving on", stranger=404),
    Address("partnerships-panel:members", {"GET": WITH_A_TASK}, "members and invitations", stranger=404),
    Address("partnerships-panel:steps", {"GET": WITH_A_TASK}, "all next steps", stranger=404),
    Address("partnerships-panel:paper", {"GET": WITH_A_TASK}, "a paper with its files", stranger=404),
    Address(
        "partnerships-panel:participation", {"GET": WITH_A_TASK}, "the support by a programme", stranger=404
    ),
)
