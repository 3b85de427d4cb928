"""Who may use which address and right of the room. The world's question was asked by an office's clerk about
a partnership, of its caretaker.
"""

from django.utils.translation import gettext_lazy

from pomost.core.permissions import NOBODY, SIGNED_IN, Address, Right, declare

OFFICE = ("organisation_administrator@organisation", "officer@organisation", "signatory@organisation")
CARETAKER = ("consultant@partnership",)
READERS = (*OFFICE, *CARETAKER)
OVERSEES = ("programme_manager@programme", "auditor@programme")
ADMINISTRATOR = ("administrator@installation",)
IN_THE_PARTNERSHIP = (
    "coordinator@partnership",
    "member@partnership",
    "partner_abroad@partnership",
    "consultant@partnership",
)
MAY_ASK = (
    *OFFICE,
    *IN_THE_PARTNERSHIP,
    "programme_manager@programme",
    "implementer_staff@programme",
    "auditor@programme",
)

declare(
    Address("conversations-panel:index", {"GET": (SIGNED_IN,)}, "conversations that one may read"),
    Address(
        "conversations-panel:ask",
        {"GET": MAY_ASK, "POST": MAY_ASK},
        "a question about a thing that one may see",
        stranger=404,
    ),
    Address("conversations-panel:detail", {"GET": READERS, "POST": READERS}, "a conversation", stranger=404),
    Address(
        "conversations-panel:step",
        {"POST": READERS},
        "share, remind, close, open again",
        stranger=404,
    ),
    Address(
        "conversations-panel:forward",
        {"GET": READERS, "POST": READERS},
        "a question is forwarded",
        stranger=404,
    ),
    Address(
        "conversations-panel:deadline",
        {"GET": OFFICE, "POST": OFFICE},
        "by when an answer is needed",
        stranger=404,
    ),
    Address(
        "conversations-panel:open-sealed",
        {"GET": OVERSEES, "POST": OVERSEES},
        "a sealed conversation is opened with a reason",
        stranger=404,
    ),
    Address(
        "conversations-panel:overseen",
        {"GET": OVERSEES},
        "that questions exist in the programme, when, and how they stand",
    ),
    Address(
        "conversations-panel:refused",
        {"GET": ADMINISTRATOR},
        "mail that was refused",
        opens="administration",
        called=gettext_lazy("Refused mail"),
    ),
    Right("conversations.ask", (SIGNED_IN,), why="about what one may see"),
    Right("conversations.view_conversation", READERS, why="asker's side and addressees; others if shared"),
    Right("conversations.write_in_conversation", READERS),
    Right("conversations.forward_conversation", READERS),
    Right("conversations.move_conversation", READERS),
    Right("conversations.answer_conversation", CARETAKER, why="whoever it is addressed to"),
    Right("conversations.own_conversation", OFFICE, why="the asker's side"),
    Right("conversations.remind_of_conversation", OFFICE, why="and the clock"),
    Right(
        "conversations.open_sealed_conversation", OVERSEES, why="with a reason, for a day, told to its owners"
    ),
    Right("conversations.oversee_conversations", OVERSEES),
    Right("conversations.take_in_mail", (NOBODY,), why="only the system does"),
    Right("conversations.view_refused_mail", ADMINISTRATOR),
)
