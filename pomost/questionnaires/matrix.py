"""Who may use which address and right of the room. The world's questionnaire belongs to its programme; its
answers are those of the partnership's self-assessment.
"""

from pomost.core.permissions import SIGNED_IN, Address, Right, declare

MANAGER = ("programme_manager@programme",)
TASK = (
    *MANAGER,
    "implementer_staff@programme",
    "finance_officer@programme",
    "certifier@programme",
    "lawyer@programme",
    "reviewing_lawyer@programme",
    "event_organiser@programme",
    "editor@programme",
    "auditor@programme",
)
FILL = ("coordinator@partnership", "member@partnership")
READ = (
    *FILL,
    "organisation_administrator@organisation",
    "officer@organisation",
    "signatory@organisation",
)
ASKED = ("themselves",)
SURVEYED = (*TASK, *ASKED)

declare(
    Address("questionnaires-panel:index", {"GET": (SIGNED_IN,)}, "questionnaires that one may see"),
    Address("questionnaires-panel:make", {"GET": MANAGER, "POST": MANAGER}, "a new questionnaire"),
    Address("questionnaires-panel:schema", {"GET": (SIGNED_IN,)}, "the schema that files follow"),
    Address("questionnaires-panel:detail", {"GET": TASK}, "a questionnaire and its versions", stranger=404),
    Address("questionnaires-panel:begin", {"POST": MANAGER}, "a new version is begun", stranger=404),
    Address(
        "questionnaires-panel:copy", {"GET": MANAGER, "POST": MANAGER}, "a copy of one's own", stranger=404
    ),
    Address("questionnaires-panel:preview", {"GET": TASK}, "as those see it who fill it in", stranger=404),
    Address("questionnaires-panel:json", {"GET": TASK}, "a version as a file", stranger=404),
    Address("questionnaires-panel:build", {"GET": MANAGER}, "sections and questions", stranger=404),
    Address("questionnaires-panel:move", {"POST": MANAGER}, "a part goes up or down", stranger=404),
    Address("questionnaires-panel:answers", {"GET": READ}, "answers: sealed", stranger=404),
    Address("questionnaires-panel:section", {"GET": READ, "POST": FILL}, "a section", stranger=404),
    Address("questionnaires-panel:save", {"POST": FILL}, "answers are saved as one types", stranger=404),
    Address("questionnaires-panel:presence", {"POST": READ}, "who else is here", stranger=404),
    Address("questionnaires-panel:complete", {"GET": FILL, "POST": FILL}, "it is completed", stranger=404),
    Address("questionnaires-panel:reviewed", {"POST": FILL}, "a question was looked at", stranger=404),
    Address("questionnaires-panel:receipt", {"GET": READ}, "answers as a document", stranger=404),
    Address("questionnaires-panel:add-row", {"POST": FILL}, "a row of a group", stranger=404),
    Address("questionnaires-panel:remove-row", {"POST": FILL}, "a row goes", stranger=404),
    Address("questionnaires-panel:upload", {"POST": FILL}, "files of an answer", stranger=404),
    Address("questionnaires-panel:drop-file", {"POST": FILL}, "a file goes", stranger=404),
    Address("questionnaires-panel:history", {"GET": READ, "POST": FILL}, "earlier versions", stranger=404),
    Right("questionnaires.view_questionnaire", TASK, why="and managers, what others have in use"),
    Right("questionnaires.change_questionnaire", MANAGER),
    Right("questionnaires.add_questionnaire", MANAGER),
    Right("questionnaires.build_questionnaires", MANAGER),
    Right("questionnaires.view_answers", READ, why="their owner decides: here a self-assessment"),
    Right("questionnaires.give_answers", FILL, why="their owner decides: here a self-assessment"),
)
declare(
    Address("questionnaires-panel:surveys", {"GET": (SIGNED_IN,)}, "surveys that one may see"),
    Address("questionnaires-panel:make-survey", {"GET": MANAGER, "POST": MANAGER}, "a survey is prepared"),
    Address(
        "questionnaires-panel:survey", {"GET": SURVEYED}, "a survey, what it says together", stranger=404
    ),
    Address(
        "questionnaires-panel:change-survey", {"GET": MANAGER, "POST": MANAGER}, "it changes", stranger=404
    ),
    Address(
        "questionnaires-panel:survey-step", {"POST": MANAGER}, "opened, reminded of, closed", stranger=404
    ),
    Address("questionnaires-panel:reply", {"GET": ASKED, "POST": ASKED}, "a reply", stranger=404),
    Right("questionnaires.add_survey", MANAGER),
    Right("questionnaires.view_survey", SURVEYED, why="and whoever else is asked"),
    Right("questionnaires.read_survey_results", TASK),
    Right("questionnaires.change_survey", MANAGER),
    Right("questionnaires.close_survey", MANAGER, why="and the night after its last day"),
    Right("questionnaires.reply_to_survey", ASKED, why="whoever is asked"),
)
for name in ("texts", "add-section", "edit-section", "add-question", "question", "remove", "release"):
    declare(
        Address(
            f"questionnaires-panel:{name}",
            {"GET": MANAGER, "POST": MANAGER},
            "a part of the builder",
            stranger=404,
        )
    )
