"""Who may use which address and right of the room. The world's consultation was given by the one whom the
matrix tries as `themselves`, under a contract with the programme.
"""

from pomost.core.permissions import ANYONE, SIGNED_IN, Address, Right, declare

CONSULTANT = ("consultant@partnership",)
COORDINATOR = ("coordinator@partnership",)
MANAGER = ("programme_manager@programme",)
WATCH = (*MANAGER, "implementer_staff@programme", "auditor@programme")
OFFICE = ("organisation_administrator@organisation", "officer@organisation", "signatory@organisation")
WITH_A_TASK = (*OFFICE, *COORDINATOR, "member@partnership", "partner_abroad@partnership", *CONSULTANT, *WATCH)
DECIDE = (*MANAGER, "implementer_staff@programme")
CARRY = (*COORDINATOR, *CONSULTANT)
OWN = ("themselves",)

declare(
    Address("advisory-panel:index", {"GET": (SIGNED_IN,)}, "consultations that one may see"),
    Address("advisory-panel:on-the-road", {"GET": CONSULTANT}, "recording without a connection"),
    Address("advisory-panel:road-worker", {"GET": (ANYONE,)}, "what keeps that page at hand; says nothing"),
    Address("advisory-panel:road-ticket", {"GET": (SIGNED_IN,)}, "who is signed in, for that page"),
    Address("advisory-panel:road-send", {"POST": (SIGNED_IN,)}, "an entry that was kept on a device"),
    Address("advisory-panel:choose", {"GET": CONSULTANT}, "of which partnership a consultation is recorded"),
    Address("advisory-panel:consultation", {"GET": (*WITH_A_TASK, *OWN)}, "one consultation", stranger=404),
    Address("advisory-panel:hours", {"GET": WATCH}, "hours over the limit"),
    Address("advisory-panel:advisers", {"GET": WATCH}, "who advises in a programme, and with how many hours"),
    Address(
        "advisory-panel:adviser",
        {"GET": (*WATCH, *OWN)},
        "an adviser, and whom they advised",
        stranger=404,
    ),
    Address(
        "advisory-panel:profile",
        {"GET": CONSULTANT, "POST": CONSULTANT},
        "what one says of oneself as an adviser",
    ),
    Address("advisory-panel:contracts", {"GET": (SIGNED_IN,)}, "contracts that one may see"),
    Address(
        "advisory-panel:enter-contract",
        {"GET": MANAGER, "POST": MANAGER},
        "a consultant's contract",
        stranger=404,
    ),
    Address("advisory-panel:contract", {"GET": (*WATCH, *OWN)}, "a contract with its months", stranger=404),
    Address(
        "advisory-panel:sheet",
        {"GET": (*WATCH, *OWN), "POST": (*WATCH, *OWN)},
        "a month: its consultant submits it, a manager approves it",
        stranger=404,
    ),
    Address("advisory-panel:sheet-file", {"GET": (*WATCH, *OWN)}, "a month as a document", stranger=404),
    Address("advisory-panel:recommendations", {"GET": (SIGNED_IN,)}, "recommendations that one may see"),
    Address("advisory-panel:recommendation", {"GET": WITH_A_TASK}, "one recommendation", stranger=404),
    Address("advisory-panel:training", {"GET": (SIGNED_IN,)}, "training needs that one may see"),
    Address("advisory-panel:training-need", {"GET": WITH_A_TASK}, "one training need", stranger=404),
    Address("advisory-panel:begin", {"POST": CARRY}, "work on a recommendation begins", stranger=404),
    Address("api:consultations", {"GET": (SIGNED_IN,)}, "consultations that one may see"),
    Address(
        "api:consultation",
        {"GET": (*WITH_A_TASK, *OWN), "PATCH": OWN},
        "one consultation; corrected by who gave it",
        stranger=404,
    ),
    Address("api:partnership-consultations", {"POST": CONSULTANT}, "advice that one gave", stranger=404),
    Address("api:recommendations", {"GET": (SIGNED_IN,)}, "recommendations that one may see"),
    Address("api:recommendation", {"GET": WITH_A_TASK}, "one recommendation", stranger=404),
    Address(
        "api:partnership-recommendations", {"POST": CONSULTANT}, "an improvement is proposed", stranger=404
    ),
    Address(
        "api:recommendation-state",
        {"POST": COORDINATOR},
        "a step of a recommendation; most of them also by the consultant",
        stranger=404,
    ),
    Right("advisory.record_consultation", CONSULTANT, why="of a partnership that one looks after"),
    Right("advisory.advise", CONSULTANT),
    Right("advisory.view_consultation", (*WITH_A_TASK, *OWN), why="given or received"),
    Right("advisory.change_consultation", OWN, why="whoever gave it, until the month is submitted"),
    Right("advisory.decide_hours", MANAGER, why="over the limit of a contract with the programme"),
    Right("advisory.view_contract", (*WATCH, *OWN)),
    Right("advisory.submit_sheet", OWN, why="of one's own contract"),
    Right("advisory.change_contract", MANAGER, why="and approve its months"),
    Right("advisory.enter_contract", MANAGER),
    Right("advisory.watch_advisers", WATCH),
    Right("advisory.keep_profile", CONSULTANT, why="one's own"),
    Right("advisory.hand_over_partnership", MANAGER),
    Right("advisory.propose_recommendation", CONSULTANT),
    Right("advisory.view_recommendation", WITH_A_TASK),
    Right("advisory.answer_recommendation", COORDINATOR),
    Right("advisory.carry_out_recommendation", CARRY),
    Right("advisory.note_training_need", (*CARRY, "member@partnership")),
    Right("advisory.view_training_need", WITH_A_TASK),
    Right("advisory.close_training_need", (*CONSULTANT, *DECIDE)),
)

declare(
    Address("advisory-panel:expert-tasks", {"GET": (SIGNED_IN,)}, "tasks of experts that one may see"),
    Address(
        "advisory-panel:expert-task",
        {"GET": (*WATCH, *CONSULTANT, *OWN)},
        "an expert's task, with what was delivered",
        stranger=404,
    ),
    Right("advisory.order_expert_task", DECIDE, why="for a partnership that the programme supports"),
    Right("advisory.view_expert_task", (*WATCH, *CONSULTANT, *OWN)),
    Right("advisory.answer_expert_task", OWN, why="the expert to whom it was given"),
    Right("advisory.decide_expert_task", DECIDE),
)

declare(
    Address("advisory-panel:proposal", {"GET": MANAGER}, "a proposed assignment, line by line", stranger=404),
    Right("advisory.propose_assignment", MANAGER),
    Right("advisory.decide_assignment", MANAGER, why="of the programme's proposals"),
)

# Pages that are one form: who may, and what they are for.
FORMS: dict[str, tuple[tuple[str, ...], str]] = {
    "record": (CONSULTANT, "advice that one gave"),
    "change": (OWN, "a consultation is corrected"),
    "withdraw": (OWN, "a consultation is taken out"),
    "decide-hours": (MANAGER, "hours over the limit are accepted or refused"),
    "change-contract": (MANAGER, "a contract is changed"),
    "return-sheet": (MANAGER, "a month is returned with a reason"),
    "propose": (CONSULTANT, "an improvement is proposed"),
    "answer": (COORDINATOR, "the partnership answers a proposal"),
    "close": (CARRY, "what came of a recommendation"),
    "effect": (CARRY, "what a recommendation changed"),
    "close-training-need": ((*CONSULTANT, *DECIDE), "what came of a training need"),
    "note-training-of-consultation": (
        (*CARRY, "member@partnership"),
        "a training need shown by a consultation",
    ),
    "note-training-of-self-assessment": (
        (*COORDINATOR, "member@partnership"),
        "a training need shown by a self-assessment",
    ),
    "order-expert-task": (DECIDE, "work is ordered from an expert"),
    "answer-expert-task": (OWN, "the expert takes it on, or can't"),
    "deliver-expert-task": (OWN, "the expert delivers"),
    "decide-expert-task": (DECIDE, "the result is approved or returned"),
    "assignment": (MANAGER, "who looks after whom is proposed"),
    "choose-caretaker": (MANAGER, "another caretaker is chosen in a proposal"),
    "carry-out-assignment": (MANAGER, "a proposed assignment is carried out"),
    "drop-assignment": (MANAGER, "a proposed assignment is dropped"),
    "hand-over": (MANAGER, "a partnership passes to another consultant"),
}
for name, (who, why) in FORMS.items():
    declare(Address(f"advisory-panel:{name}", {"GET": who, "POST": who}, why, stranger=404))

OWN_PARTNERSHIP = (*OFFICE, *COORDINATOR, "member@partnership")
OVERSEE = (*MANAGER, "auditor@programme")
declare(
    Address(
        "advisory-panel:self-assessments",
        {"GET": OWN_PARTNERSHIP, "POST": (*COORDINATOR, "member@partnership")},
        "self-assessments of a partnership",
        stranger=404,
    ),
    Address(
        "advisory-panel:self-assessment",
        {"GET": OWN_PARTNERSHIP},
        "a self-assessment: sealed; the consultant only while it is shared",
        stranger=404,
    ),
    Address(
        "advisory-panel:add-self-assessment-sheet",
        {"POST": OWN_PARTNERSHIP},
        "a member's own sheet",
        stranger=404,
    ),
    Address("advisory-panel:share-self-assessment", {"POST": COORDINATOR}, "who may read it", stranger=404),
    Address("advisory-panel:overseen-self-assessments", {"GET": OVERSEE}, "that they exist, and when"),
    Address(
        "advisory-panel:open-self-assessment",
        {"GET": OVERSEE, "POST": OVERSEE},
        "a sealed one is opened with a reason",
        stranger=404,
    ),
    Right("advisory.start_self_assessment", (*COORDINATOR, "member@partnership")),
    Right("advisory.view_self_assessment", OWN_PARTNERSHIP, why="and the consultant while it is shared"),
    Right("advisory.fill_self_assessment", (*COORDINATOR, "member@partnership")),
    Right("advisory.add_sheet_to_self_assessment", OWN_PARTNERSHIP),
    Right("advisory.share_self_assessment", COORDINATOR),
    Right("advisory.open_sealed_self_assessment", OVERSEE),
)
