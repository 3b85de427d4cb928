"""States of partnerships, of memberships and participations; further kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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


P, M, A = PartnershipState, MembershipState, ParticipationState
PRESENT = frozenset({M.INVITED, M.CONFIRMED})  # an organisation is once in a partnership in these
EVER = frozenset({M.CONFIRMED, M.LEFT, M.ENDED})  # was a member, whether it still is or not
TAKES_PART = frozenset({A.ADMITTED, A.ENDED})
SUPPORTED = TAKES_PART | {A.ASKED}


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
