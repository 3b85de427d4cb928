"""States of partnerships, memberships, participations and steps, with their moves; further kinds.

Source of the moves: design, domain, States.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pomost.core.workflow import Machine, Transition


class PartnershipState(models.TextChoices):
    IDEA = "idea", pgettext_lazy("state of a partnership", "idea")
    FORMING = "forming", pgettext_lazy("state of a partnership", "forming")
    ACTIVE = "active", pgettext_lazy("state of a partnership", "active")
    DORMANT = "dormant", pgettext_lazy("state of a partnership", "dormant")
    CLOSED = "closed", pgettext_lazy("state of a partnership", "closed")
    MERGED = "merged", pgettext_lazy("state of a partnership", "merged")
    SPLIT = "split", pgettext_lazy("state of a partnership", "split")


class MembershipState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("state of a membership", "invited")
    CONFIRMED = "confirmed", pgettext_lazy("state of a membership", "confirmed")
    DECLINED = "declined", pgettext_lazy("state of a membership", "declined")
    EXPIRED = "expired", pgettext_lazy("state of a membership", "invitation expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a membership", "invitation withdrawn")
    LEFT = "left", pgettext_lazy("state of a membership", "left")
    ENDED = "ended", pgettext_lazy("state of a membership", "ended: the organisation is no more")


class ParticipationState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("state of a participation", "asked for")
    ADMITTED = "admitted", pgettext_lazy("state of a participation", "admitted")
    DECLINED = "declined", pgettext_lazy("state of a participation", "declined")
    ENDED = "ended", pgettext_lazy("state of a participation", "ended")


class StepState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a step", "open")
    DONE = "done", pgettext_lazy("state of a step", "done")
    DROPPED = "dropped", pgettext_lazy("state of a step", "dropped")


P, M, A, S = PartnershipState, MembershipState, ParticipationState, StepState
PRESENT = frozenset({M.INVITED, M.CONFIRMED})  # an organisation is once in a partnership in these
EVER = frozenset({M.CONFIRMED, M.LEFT, M.ENDED})  # was a member, whether it still is or not
NEVER = frozenset({M.DECLINED, M.EXPIRED, M.WITHDRAWN})  # was asked and did not join
TAKES_PART = frozenset({A.ADMITTED, A.ENDED})
SUPPORTED = TAKES_PART | {A.ASKED}
OVER = frozenset({P.CLOSED, P.MERGED, P.SPLIT})

_MOVE = "pomost.partnerships.actions.partnerships.move_partnership"
_FOLLOW = "pomost.partnerships.actions.partnerships.let_successors_follow"
FORM = Transition("form", frozenset({P.IDEA}), P.FORMING, _MOVE)
ACTIVATE = Transition("activate", frozenset({P.FORMING}), P.ACTIVE, _MOVE)
REST = Transition("rest", frozenset({P.ACTIVE}), P.DORMANT, _MOVE)
WAKE = Transition("wake", frozenset({P.DORMANT}), P.ACTIVE, _MOVE)
CLOSE = Transition("close", frozenset({P.FORMING, P.DORMANT}), P.CLOSED, _MOVE)
MERGE = Transition("merge", frozenset({P.ACTIVE}), P.MERGED, _FOLLOW)
DIVIDE = Transition("divide", frozenset({P.ACTIVE}), P.SPLIT, _FOLLOW)

_INVITATIONS = "pomost.partnerships.actions.invitations"
_MEMBERS = "pomost.partnerships.actions.members"
CONFIRM = Transition("confirm", frozenset({M.INVITED}), M.CONFIRMED, f"{_INVITATIONS}.confirm_membership")
DECLINE = Transition("decline", frozenset({M.INVITED}), M.DECLINED, f"{_INVITATIONS}.decline_membership")
EXPIRE = Transition("expire", frozenset({M.INVITED}), M.EXPIRED, f"{_INVITATIONS}.expire_membership")
WITHDRAW = Transition("withdraw", frozenset({M.INVITED}), M.WITHDRAWN, f"{_INVITATIONS}.withdraw_membership")
INVITE_AGAIN = Transition(
    "invite_again", frozenset({M.DECLINED, M.EXPIRED}), M.INVITED, f"{_INVITATIONS}.invite_member_again"
)
LEAVE = Transition("leave", frozenset({M.CONFIRMED}), M.LEFT, f"{_MEMBERS}.leave_partnership")
CEASE = Transition("cease", frozenset({M.CONFIRMED}), M.ENDED, f"{_MEMBERS}.cease_membership")

_SUPPORT = "pomost.partnerships.actions.support"
ADMIT = Transition("admit", frozenset({A.ASKED}), A.ADMITTED, f"{_SUPPORT}.admit_partnership")
TURN_DOWN = Transition("decline", frozenset({A.ASKED}), A.DECLINED, f"{_SUPPORT}.decline_partnership")
END = Transition("end", frozenset({A.ADMITTED}), A.ENDED, f"{_SUPPORT}.end_participation")

_STEPS = "pomost.partnerships.actions.steps"
FINISH = Transition("finish", frozenset({S.OPEN}), S.DONE, f"{_STEPS}.finish_step")
DROP = Transition("drop", frozenset({S.OPEN}), S.DROPPED, f"{_STEPS}.drop_step")

PARTNERSHIP = Machine(
    "partnerships.Partnership", PartnershipState, (FORM, ACTIVATE, REST, WAKE, CLOSE, MERGE, DIVIDE)
)
MEMBERSHIP = Machine(
    "partnerships.Membership",
    MembershipState,
    (CONFIRM, DECLINE, EXPIRE, WITHDRAW, INVITE_AGAIN, LEAVE, CEASE),
)
PARTICIPATION = Machine("partnerships.Participation", ParticipationState, (ADMIT, TURN_DOWN, END))
STEP = Machine("partnerships.NextStep", StepState, (FINISH, DROP))

# What each move of a partnership is called on its button.
MOVES = {
    FORM.name: _("We are forming the partnership"),
    ACTIVATE.name: _("The partnership is active"),
    REST.name: _("The partnership rests for now"),
    WAKE.name: _("The partnership is active again"),
    CLOSE.name: _("Close the partnership"),
    MERGE.name: _("It merged into another partnership"),
    DIVIDE.name: _("It split into other partnerships"),
}


class MemberRole(models.TextChoices):
    LEADER = "leader", pgettext_lazy("role of a member", "leader")
    MEMBER = "member", pgettext_lazy("role of a member", "member")
    SOCIAL_PARTNER = "social_partner", pgettext_lazy("role of a member", "social partner")
    PARTNER_ABROAD = "partner_abroad", pgettext_lazy("role of a member", "partner abroad")
    ASSOCIATED = "associated", pgettext_lazy("role of a member", "associated")
    OBSERVER = "observer", pgettext_lazy("role of a member", "observer")


class Sector(models.TextChoices):
    PUBLIC = "public", pgettext_lazy("sector", "public")
    SOCIAL = "social", pgettext_lazy("sector", "social")
    BUSINESS = "business", pgettext_lazy("sector", "business")
    SCIENCE = "science", pgettext_lazy("sector", "science")


class DocumentKind(models.TextChoices):
    LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
    DECLARATION = "declaration", _("declaration")
    AGREEMENT = "agreement", _("agreement")
    ANNEX = "annex", _("annex")
    STATUTE = "statute", _("statute")
    STRATEGY = "strategy", _("strategy")
    OTHER = "other", _("other document")


# Papers by which whoever signs takes part; a strategy or another paper is signed by others too.
FOUNDING = frozenset(
    {
        DocumentKind.LETTER_OF_INTENT,
        DocumentKind.DECLARATION,
        DocumentKind.AGREEMENT,
        DocumentKind.ANNEX,
        DocumentKind.STATUTE,
    }
)


class LinkKind(models.TextChoices):
    CONTINUES = "continues", pgettext_lazy("tie of partnerships", "continues")
    SPLIT_FROM = "split_from", pgettext_lazy("tie of partnerships", "split from")
    MERGED_INTO = "merged_into", pgettext_lazy("tie of partnerships", "merged into")
    PART_OF = "part_of", pgettext_lazy("tie of partnerships", "part of")


class Fund(models.TextChoices):
    EEA = "eea", _("EEA and Norwegian Financial Mechanisms")
    POPT = "popt", _("Operational Programme Technical Assistance")
    OWN = "own", _("own means")
    OTHER = "other", _("other source")


class FundingStage(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("stage of money", "planned")
    CONTRACTED = "contracted", pgettext_lazy("stage of money", "contracted")
    AMENDED = "amended", pgettext_lazy("stage of money", "amended")
    FINAL = "final", pgettext_lazy("stage of money", "final")
    STATED = "stated", pgettext_lazy("stage of money", "stage not stated")


# A source that states a grant without its stage states a grant.
GRANTED = frozenset(FundingStage) - {FundingStage.PLANNED}


class Theme(models.TextChoices):
    """What a partnership works on; our own short list, one or more for each."""

    STRATEGY = "strategy", pgettext_lazy("theme", "joint strategy")
    TRANSPORT = "transport", pgettext_lazy("theme", "transport")
    SPATIAL_PLANNING = "spatial_planning", pgettext_lazy("theme", "spatial planning")
    ENVIRONMENT = "environment", pgettext_lazy("theme", "environment")
    ENERGY = "energy", pgettext_lazy("theme", "energy")
    WATER = "water", pgettext_lazy("theme", "water")
    ECONOMY = "economy", pgettext_lazy("theme", "economy")
    LABOUR_MARKET = "labour_market", pgettext_lazy("theme", "labour market")
    EDUCATION = "education", pgettext_lazy("theme", "education")
    SOCIAL = "social", pgettext_lazy("theme", "social matters")
    CULTURE = "culture", pgettext_lazy("theme", "culture and heritage")
    TOURISM = "tourism", pgettext_lazy("theme", "tourism")
    PUBLIC_SPACE = "public_space", pgettext_lazy("theme", "public space")
    REVITALISATION = "revitalisation", pgettext_lazy("theme", "revitalisation")
    CIVIL_SOCIETY = "civil_society", pgettext_lazy("theme", "civil society")
    SERVICES = "services", pgettext_lazy("theme", "public services")
