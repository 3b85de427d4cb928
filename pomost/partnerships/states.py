"""States of partnerships, of memberships and participations, and the moves between them; further kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pomost.core.workflow import Machine, Transition

ROOM = "pomost.partnerships.actions"


class PartnershipState(models.TextChoices):
    IDEA = "idea", _("idea")
    FORMING = "forming", _("forming")
    ACTIVE = "active", _("active")
    DORMANT = "dormant", _("dormant")
    CLOSED = "closed", _("closed")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")


class MembershipState(models.TextChoices):
    INVITED = "invited", _("invited")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("invitation expired")
    WITHDRAWN = "withdrawn", _("invitation withdrawn")
    LEFT = "left", _("left")
    ENDED = "ended", _("ended: the organisation is no more")


class ParticipationState(models.TextChoices):
    ASKED = "asked", _("asked for")
    ADMITTED = "admitted", _("admitted")
    DECLINED = "declined", _("declined")
    ENDED = "ended", _("ended")


class NextStepState(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")


def _arrow(name: str, sources: set[str], target: str, action: str) -> Transition:
    return Transition(name, frozenset(sources), target, f"{ROOM}.{action}")


P = PartnershipState
FORM = _arrow("form", {P.IDEA}, P.FORMING, "invitations.invite_member")
ACTIVATE = _arrow("activate", {P.FORMING}, P.ACTIVE, "partnerships.activate_partnership")
REST = _arrow("rest", {P.ACTIVE}, P.DORMANT, "partnerships.rest_partnership")
RESUME = _arrow("resume", {P.DORMANT}, P.ACTIVE, "partnerships.resume_partnership")
CLOSE = _arrow("close", {P.DORMANT, P.FORMING}, P.CLOSED, "partnerships.close_partnership")
MERGE = _arrow("merge", {P.ACTIVE}, P.MERGED, "partnerships.merge_partnership")
SPLIT = _arrow("split", {P.ACTIVE}, P.SPLIT, "partnerships.split_partnership")
PARTNERSHIPS = Machine(
    "partnerships.Partnership", PartnershipState, (FORM, ACTIVATE, REST, RESUME, CLOSE, MERGE, SPLIT)
)

M = MembershipState
CONFIRM = _arrow("confirm", {M.INVITED}, M.CONFIRMED, "invitations.confirm_membership")
DECLINE = _arrow("decline", {M.INVITED}, M.DECLINED, "invitations.decline_membership")
EXPIRE = _arrow("expire", {M.INVITED}, M.EXPIRED, "invitations.expire_invitation")
WITHDRAW = _arrow("withdraw", {M.INVITED}, M.WITHDRAWN, "invitations.withdraw_invitation")
REINVITE = _arrow("reinvite", {M.DECLINED, M.EXPIRED}, M.INVITED, "invitations.reinvite_member")
LEAVE = _arrow("leave", {M.CONFIRMED}, M.LEFT, "memberships.leave_partnership")
END_MEMBERSHIP = _arrow("end", {M.CONFIRMED}, M.ENDED, "memberships.end_membership")
MEMBERSHIPS = Machine(
    "partnerships.Membership",
    MembershipState,
    (CONFIRM, DECLINE, EXPIRE, WITHDRAW, REINVITE, LEAVE, END_MEMBERSHIP),
)

A = ParticipationState
ADMIT = _arrow("admit", {A.ASKED}, A.ADMITTED, "participations.admit_partnership")
DECLINE_SUPPORT = _arrow("decline", {A.ASKED}, A.DECLINED, "participations.decline_partnership")
END_SUPPORT = _arrow("end", {A.ADMITTED}, A.ENDED, "participations.end_participation")
PARTICIPATIONS = Machine(
    "partnerships.Participation", ParticipationState, (ADMIT, DECLINE_SUPPORT, END_SUPPORT)
)

N = NextStepState
FINISH = _arrow("finish", {N.OPEN}, N.DONE, "steps.finish_step")
DROP = _arrow("drop", {N.OPEN}, N.DROPPED, "steps.drop_step")
NEXT_STEPS = Machine("partnerships.NextStep", NextStepState, (FINISH, DROP))

STANDING = frozenset({P.FORMING, P.ACTIVE, P.DORMANT})  # which may take members in
PRESENT = frozenset({M.INVITED, M.CONFIRMED})  # an organisation is once in a partnership in these
EVER = frozenset({M.CONFIRMED, M.LEFT, M.ENDED})  # was a member, whether it still is or not
TAKES_PART = frozenset({A.ADMITTED, A.ENDED})


class MemberRole(models.TextChoices):
    LEADER = "leader", _("leader")
    MEMBER = "member", _("member")
    SOCIAL_PARTNER = "social_partner", _("social partner")
    PARTNER_ABROAD = "partner_abroad", _("partner abroad")
    ASSOCIATED = "associated", _("associated")
    OBSERVER = "observer", _("observer")


class Sector(models.TextChoices):
    PUBLIC = "public", _("public")
    SOCIAL = "social", _("social")
    BUSINESS = "business", _("business")
    SCIENCE = "science", _("science")


class DocumentKind(models.TextChoices):
    LETTER_OF_INTENT = "letter_of_intent", _("letter of intent")
    DECLARATION = "declaration", _("declaration")
    AGREEMENT = "agreement", _("agreement")
    ANNEX = "annex", _("annex")
    STATUTE = "statute", _("statute")
    STRATEGY = "strategy", _("strategy")
    OTHER = "other", _("other document")


class LinkKind(models.TextChoices):
    CONTINUES = "continues", _("continues")
    SPLIT_FROM = "split_from", _("split from")
    MERGED_INTO = "merged_into", _("merged into")
    PART_OF = "part_of", _("part of")


class Fund(models.TextChoices):
    EEA = "eea", _("EEA and Norwegian Financial Mechanisms")
    POPT = "popt", _("Operational Programme Technical Assistance")
    OWN = "own", _("own means")
    OTHER = "other", _("other source")


class FundingStage(models.TextChoices):
    PLANNED = "planned", _("planned")
    CONTRACTED = "contracted", _("contracted")
    AMENDED = "amended", _("amended")
    FINAL = "final", _("final")
    STATED = "stated", _("stage not stated")


class Theme(models.TextChoices):
    """What a partnership works on; our own short list, one or more for each."""

    STRATEGY = "strategy", _("joint strategy")
    TRANSPORT = "transport", _("transport")
    SPATIAL_PLANNING = "spatial_planning", _("spatial planning")
    ENVIRONMENT = "environment", _("environment")
    ENERGY = "energy", _("energy")
    WATER = "water", _("water")
    ECONOMY = "economy", _("economy")
    LABOUR_MARKET = "labour_market", _("labour market")
    EDUCATION = "education", _("education")
    SOCIAL = "social", _("social matters")
    CULTURE = "culture", _("culture and heritage")
    TOURISM = "tourism", _("tourism")
    PUBLIC_SPACE = "public_space", _("public space")
    REVITALISATION = "revitalisation", _("revitalisation")
    CIVIL_SOCIETY = "civil_society", _("civil society")
    SERVICES = "services", _("public services")
