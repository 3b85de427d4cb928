"""Rows of the permission matrix."""

from pomost.core.permissions import ANYONE, SIGNED_IN, Address, Right, declare

declare(
    Address("ui-plain:set-language", {"POST": (ANYONE,)}, "language of the panel, kept in a cookie"),
    Address(
        "ui-panel:keep-draft", {"POST": (SIGNED_IN,)}, "what one typed and did not send yet", stranger=401
    ),
    Address("ui:gallery", {"GET": (SIGNED_IN,)}, "every component in every state; anyone outside production"),
    Right(
        "ui.keep_draft",
        (SIGNED_IN,),
        ("pomost.ui.actions.save_draft",),
        "one's own drafts, read by nobody else",
    ),
)
