"""What a question can be attached to in this room: the answers given to the adviser."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pomost.conversations.things import About, Thing
from pomost.legal import interview, presenting, ruleset


def _found(user: Any, code: str) -> About | None:
    """Whoever is signed in may ask; the answers stand in the code itself."""
    rules = ruleset.own()
    answers = interview.of_code(rules, code)
    if answers is None or not user.is_authenticated:
        return None
    url = presenting.result_url(rules, answers)
    return About(interview.KIND, code, _("Which form of cooperation fits?"), url)


ANSWERS = Thing(gettext_lazy("answers to the adviser on forms of cooperation"), _found)
