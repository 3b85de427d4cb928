"""What of the rooms accounts and organisations follows an organisation into the one that is kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from pomost.accounts.models.grants import RoleGrant, in_force
from pomost.accounts.models.invitations import AccountRequest, Invitation
from pomost.accounts.roles import SCOPES, Scope
from pomost.core import differences, journal
from pomost.core.models.claims import Claim
from pomost.organisations.merging import Follower, Hanging
from pomost.organisations.models.history import DistinctPair, OrganisationAddress
from pomost.organisations.models.organisations import Organisation
from pomost.organisations.models.people import Absence, Position

LABEL = "organisations.organisation"
Became = Mapping[str, Any]
OFFICE_ROLES = [role for role, kinds in SCOPES.items() if kinds == (Scope.ORGANISATION,)]


def _listed_own(organisation: Organisation) -> Iterator[Hanging]:
    positions = organisation.positions.select_related("person")
    yield Hanging(_("Positions"), tuple(f"{each.person}, {each.function}" for each in positions))
    links = organisation.unit_links.select_related("unit")
    yield Hanging(_("Territorial units"), tuple(f"{each.unit.called} ({each.unit.key})" for each in links))
    yield Hanging(_("Addresses"), tuple(map(str, organisation.addresses.all())))
    yield Hanging(_("Former names"), tuple(map(str, organisation.former_names.all())))
    absences = Absence.objects.filter(office=organisation).select_related("person")
    yield Hanging(_("Absences recorded by the office"), tuple(_days(each) for each in absences))
    yield Hanging(_("Organisations merged into it"), tuple(map(str, organisation.merged.all())))


def _days(absence: Absence) -> str:
    first, last = (formats.date_format(day) for day in (absence.since, absence.until))
    return f"{absence.person}, {first} – {last}"


def _move_own(kept: Organisation, merged: Organisation, _by: Any) -> Became:
    absences = Absence.objects.filter(office=merged).update(office=kept)
    earlier = merged.merged.update(merged_into=kept)
    moved = {
        "positions": _move_positions(kept, merged),
        "units": _move_units(kept, merged),
        "addresses": _move_addresses(kept, merged),
        "former_names": merged.former_names.update(organisation=kept, row_version=F("row_version") + 1),
        "absences": absences,
        "merged_before": earlier,
        "pairs": _move_pairs(kept, merged),
    }
    return {name: what for name, what in moved.items() if what}


def _move_positions(kept: Organisation, merged: Organisation) -> list[dict[str, Any]]:
    """Move positions. One that the person holds in both under the same name becomes one, from the earlier
    first day to the later last one."""
    became: list[dict[str, Any]] = []
    own = list(Position.objects.filter(organisation=kept))
    for row in Position.objects.filter(organisation=merged).order_by("pk"):
        twin = next((each for each in own if _is_the_same_position(each, row)), None)
        if twin is None:
            row.organisation = kept
            row.row_version += 1
            row.save(update_fields=["organisation", "row_version", "updated_at"])
            became.append({"position": row.pk})
            continue
        said = differences.as_json(row.since), differences.as_json(row.until)
        became.append({"position": row.pk, "united_with": twin.pk, "said": said})
        twin.since = min(twin.since, row.since)
        if row.until is None or (twin.until is not None and row.until > twin.until):
            twin.until, twin.rights_ended_at = row.until, row.rights_ended_at
        twin.row_version += 1
        twin.save(update_fields=["since", "until", "rights_ended_at", "row_version", "updated_at"])
        row.delete()
    return became


def _is_the_same_position(one: Position, other: Position) -> bool:
    return (
        one.person_id == other.person_id
        and one.function.casefold() == other.function.casefold()
        and (one.until is None or one.until >= other.since)
        and (other.until is None or other.until >= one.since)
    )


def _move_units(kept: Organisation, merged: Organisation) -> list[dict[str, Any]]:
    """Move links to units; what both say of the same days is said once."""
    became = []
    own = {(link.unit_id, link.since) for link in kept.unit_links.all()}
    for link in merged.unit_links.select_related("unit"):
        said = {"unit": link.unit.key}
        if (link.unit_id, link.since) in own:
            said["dropped"] = f"{link.since} – {link.until}"
            link.delete()
        else:
            link.organisation = kept
            link.row_version += 1
            link.save(update_fields=["organisation", "row_version", "updated_at"])
        became.append(said)
    return became


def _move_addresses(kept: Organisation, merged: Organisation) -> list[dict[str, Any]]:
    """Move addresses. Of two current ones of a kind the kept organisation's stays; what it lacks it takes
    over, and the other is written into the journal as a whole."""
    became: list[dict[str, Any]] = []
    current = {each.kind: each for each in kept.addresses.filter(until__isnull=True)}
    for row in merged.addresses.all():
        own = current.get(row.kind) if row.until is None else None
        if own is None:
            row.organisation = kept
            row.row_version += 1
            row.save(update_fields=["organisation", "row_version", "updated_at"])
            became.append({"address": row.pk})
            continue
        became.append(
            {"address": row.pk, "united_with": own.pk, "said": [str(row), row.email, row.phone, row.source]}
        )
        _fill(own, row, ("email", "phone"))
        row.delete()
    return became


def _fill(own: OrganisationAddress, other: OrganisationAddress, names: tuple[str, ...]) -> None:
    missing = [name for name in names if not getattr(own, name) and getattr(other, name)]
    for name in missing:
        setattr(own, name, getattr(other, name))
    if missing:
        own.row_version += 1
        own.save(update_fields=[*missing, "row_version", "updated_at"])


def _move_pairs(kept: Organisation, merged: Organisation) -> int:
    """What was told apart from the merged one is another than the kept one too."""
    rows = DistinctPair.objects.filter(Q(first=merged) | Q(second=merged))
    others = {row.first_id if row.second_id == merged.pk else row.second_id for row in rows} - {kept.pk}
    rows.delete()
    pairs = [DistinctPair(first_id=min(pk, kept.pk), second_id=max(pk, kept.pk)) for pk in others]
    DistinctPair.objects.bulk_create(pairs, ignore_conflicts=True)
    return len(pairs)


def _listed_of_accounts(organisation: Organisation) -> Iterator[Hanging]:
    scope = str(organisation.pk)
    grants = RoleGrant.objects.filter(scope_kind=Scope.ORGANISATION, scope_id=scope).select_related("account")
    labels = tuple(f"{each.account}, {each.get_role_display()}" for each in grants)
    yield Hanging(_("Roles in the organisation"), labels)
    invited = Invitation.objects.filter(role__in=OFFICE_ROLES, scope_id=scope)
    yield Hanging(_("Invitations"), tuple(map(str, invited)))
    asked = AccountRequest.objects.filter(organisation_id=scope)
    yield Hanging(_("Requests for accounts"), tuple(each.name for each in asked))
    claims = Claim.objects.filter(subject_type=LABEL, subject_id=organisation.pk)
    yield Hanging(_("Claims"), tuple(map(str, claims)))


def _move_of_accounts(kept: Organisation, merged: Organisation, by: Any) -> Became:
    """Move roles, invitations, requests and claims. A role that somebody holds in both is held once."""
    old, new = str(merged.pk), str(kept.pk)
    rows = RoleGrant.objects.filter(scope_kind=Scope.ORGANISATION, scope_id=old)
    held = set(
        in_force()
        .filter(scope_kind=Scope.ORGANISATION, scope_id=new, until__isnull=True)
        .values_list("account", "role")
    )
    twice = [row for row in in_force().filter(pk__in=rows) if (row.account_id, row.role) in held]
    for row in twice:
        row.ended_at, row.ended_by_id = timezone.now(), by.pk
        row.end_reason = _("The organisation was merged; the role is held in the one that was kept.")
        row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    for row in rows:
        said = {"role": row.role, "account": str(row.account_id), "scope": f"{Scope.ORGANISATION}:{new}"}
        journal.record(by=by, verb="role_grant.moved", target=row, fields=["scope_id"], data=said)
    moved = {
        "roles": list(rows.values_list("pk", flat=True)),
        "roles_ended": [row.pk for row in twice],
        "invitations": Invitation.objects.filter(role__in=OFFICE_ROLES, scope_id=old).update(scope_id=new),
        "requests": AccountRequest.objects.filter(organisation_id=old).update(organisation_id=new),
        "claims": _move_claims(kept, merged),
    }
    rows.update(scope_id=new)
    return {name: what for name, what in moved.items() if what}


def _move_claims(kept: Organisation, merged: Organisation) -> int:
    """Claims about the merged one become rivals; what was chosen for the kept one stays chosen."""
    about = Claim.objects.filter(subject_type=LABEL)
    decided = about.filter(subject_id=kept.pk, chosen=True).values_list("aspect", flat=True)
    rows = about.filter(subject_id=merged.pk)
    rows.filter(aspect__in=list(decided)).update(chosen=False)
    return rows.update(subject_id=kept.pk)


OWN = Follower(
    covers=frozenset(
        {
            "organisations.position.organisation",
            "organisations.absence.office",
            "organisations.organisationunit.organisation",
            "organisations.organisationaddress.organisation",
            "organisations.formername.organisation",
            "organisations.distinctpair.first",
            "organisations.distinctpair.second",
            "organisations.organisation.merged_into",
        }
    ),
    listed=_listed_own,
    move=_move_own,
)
OF_ACCOUNTS = Follower(
    covers=frozenset(
        {
            "accounts.rolegrant.scope_id",
            "accounts.invitation.scope_id",
            "accounts.accountrequest.organisation_id",
            "core.claim.subject_id",
        }
    ),
    listed=_listed_of_accounts,
    move=_move_of_accounts,
)
