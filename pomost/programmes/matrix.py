"""Who may use the addresses of this room, and who holds its rights."""

from pomost.core.permissions import ANYONE, SIGNED_IN, Address, Right, declare

MANAGER = ("programme_manager@programme",)
MANAGER_OR_AUDITOR = ("programme_manager@programme", "auditor@programme")
TASK = tuple(
    f"{role}@programme"
    for role in (
        "programme_manager",
        "implementer_staff",
        "finance_officer",
        "certifier",
        "lawyer",
        "reviewing_lawyer",
        "event_organiser",
        "editor",
        "auditor",
    )
)
CREATORS = ("programme_manager@programme", "administrator@installation")

for name, why in {
    "home": "the front page",
    "index": "the list of programmes",
    "detail": "a programme's public page",
    "card": "a programme as PDF or DOCX",
    "figure": "the evidence of a figure",
    "evidence": "the sources of a fact",
}.items():
    declare(Address(f"programmes:{name}", {"GET": (ANYONE,)}, why))

declare(
    Address("api:programmes", {"GET": (ANYONE,), "POST": CREATORS}, "programmes; a new one"),
    Address("api:programme", {"GET": (ANYONE,), "PATCH": MANAGER}, "one programme; its words"),
    Address("api:programme-versions", {"POST": MANAGER}, "an annex"),
    Address("api:activities", {"POST": MANAGER}, "a new activity"),
    Address("api:activity", {"GET": (SIGNED_IN,), "PATCH": MANAGER}, "one activity"),
    Address("api:programme-figures", {"POST": MANAGER}, "a new figure"),
    Address("api:figure", {"GET": (SIGNED_IN,), "PATCH": MANAGER}, "one figure, to be worked on"),
    Address("api:figures", {"GET": (ANYONE,)}, "open data: published figures"),
)
declare(
    Address("programmes-panel:index", {"GET": ("signed in",)}, "programmes in which one has a task"),
    Address("programmes-panel:create", {"GET": CREATORS, "POST": CREATORS}, "a new programme"),
    Address(
        "programmes-panel:overview", {"GET": TASK}, "a programme with the way to change it", stranger=404
    ),
    Address(
        "programmes-panel:history", {"GET": MANAGER_OR_AUDITOR}, "every change of a programme", stranger=404
    ),
    Address("programmes-panel:step", {"POST": MANAGER}, "publish, take back, move on", stranger=404),
    Address("programmes-panel:settle-claim", {"POST": MANAGER}, "choose or withdraw a claim", stranger=404),
)
for name, why in {
    "words": "the words of a programme",
    "picture": "the picture of a programme",
    "remove-picture": "removing the picture",
    "annex": "a contract or annex",
    "claims": "what sources say about the programme",
    "figure-claims": "what sources say about a figure",
    "tasks": "the tasks of an implementer",
    "targets": "the targets of an activity",
    "plan": "the planned value of a target",
    "result": "a result of a target",
    "add-part": "a new part of a programme",
    "part": "a part of a programme",
    "remove-part": "removing a part",
}.items():
    declare(Address(f"programmes-panel:{name}", {"GET": MANAGER, "POST": MANAGER}, why, stranger=404))

declare(
    Right("programmes.view_programme", (ANYONE,), why="once published; before, those with a task in it"),
    Right("programmes.open_panel_of_programme", TASK),
    Right("programmes.add_programme", CREATORS),
    Right("programmes.change_programme", MANAGER),
    Right("programmes.publish_programme", MANAGER),
    Right("programmes.move_programme", MANAGER),
    Right("programmes.view_journal_of_programme", MANAGER_OR_AUDITOR),
)
