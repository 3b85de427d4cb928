"""Who is in a partnership, how, from when until when; which papers say so and who signed them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pomost.core.languages import Spoken, TextByLanguage, spoken
from pomost.core.money import AmountField, Currency, Money
from pomost.core.versions import Versioned
from pomost.organisations.models.organisations import Organisation
from pomost.partnerships.models.partnerships import Partnership, Sourced
from pomost.partnerships.states import PRESENT, DocumentKind, MemberRole, MembershipState, Sector


class PartnershipDocument(Versioned, Sourced):
    """A dated paper of a partnership: letter of intent, agreement, annex; its files hang on it.

    signed: year, month or day, as far as it is known; rival dates are claims. stated_signatories: how
    many signed by what a source says, where it does not name them all. has_public_files: whether
    everybody may read its files; that the paper exists is public with the partnership.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="documents")
    slug = models.SlugField(_("short key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    title = TextByLanguage(_("title"))
    signed = models.CharField(_("signed (year, month or day)"), max_length=10, blank=True)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="annexes", verbose_name=_("amends")
    )
    stated_signatories = models.PositiveSmallIntegerField(
        _("number of signatories by the source"), null=True, blank=True
    )
    has_public_files = models.BooleanField(_("everybody may read its files"), default=False)
    signatories = models.ManyToManyField(Organisation, through="Signature", related_name="+")

    class Meta:
        verbose_name = _("document of a partnership")
        verbose_name_plural = _("documents of partnerships")
        ordering = ["signed", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="partnership_document_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="partnership_document_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | Q(kind=DocumentKind.ANNEX),
                name="partnership_document_only_an_annex_amends",
            ),
        ]

    def __str__(self) -> str:
        return str(self.spoken_title)

    @property
    def spoken_title(self) -> Spoken:
        return spoken(self.title)


class Signature(models.Model):
    """An organisation that signed a paper."""

    document = models.ForeignKey(PartnershipDocument, models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["document", "organisation"], name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.document_id}"


class Membership(Versioned, Sourced):
    """An organisation in a partnership. joined, left: year, month or day, as far as it is known.

    pays: whether it pays a part of the own contribution; None: not known. share_percent, share_amount:
    its part. joined_by: the annex or declaration by which it joined later than the others.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MembershipState, default=MembershipState.CONFIRMED
    )
    role = models.CharField(_("role"), max_length=15, choices=MemberRole, default=MemberRole.MEMBER)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector)
    pays = models.BooleanField(_("pays a part of the own contribution"), null=True, blank=True)
    share_percent = models.DecimalField(
        _("share, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    share_amount = AmountField(_("share, amount"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.PLN)
    joined = models.CharField(_("joined (year, month or day)"), max_length=10, blank=True)
    left = models.CharField(_("left (year, month or day)"), max_length=10, blank=True)
    joined_by = models.ForeignKey(
        PartnershipDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joiners",
        verbose_name=_("joined by"),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"],
                condition=Q(state__in=sorted(PRESENT)),
                name="membership_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(state=MembershipState.CONFIRMED, role=MemberRole.LEADER),
                name="membership_one_leader",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MembershipState.values), name="membership_state_is_known"
            ),
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="membership_role_is_known"),
            models.CheckConstraint(condition=Q(sector__in=Sector.values), name="membership_sector_is_known"),
            models.CheckConstraint(
                condition=Q(left="")
                | Q(joined="")
                | Q(left__gte=F("joined"))
                | Q(joined__startswith=F("left")),
                name="membership_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(share_percent__isnull=True) | Q(share_percent__gte=0, share_percent__lte=100),
                name="membership_share_is_a_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.partnership}"

    @property
    def share(self) -> Money | None:
        return Money(self.share_amount, self.currency) if self.share_amount is not None else None
