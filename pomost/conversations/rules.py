"""Who may read and write conversations. They are a sealed class (design: domain, Roles)."""

import rules

from pomost.accounts import sealed
from pomost.accounts.roles import Role
from pomost.accounts.rules import is_administrator, is_signed_in, is_the_system, scopes_of
from pomost.conversations.desks import served_by
from pomost.organisations.queries import current_positions
from pomost.partnerships.rules import OF_AN_OFFICE, is_in_it, is_of_a_member, programmes_of

OVERSEES = (Role.PROGRAMME_MANAGER, Role.AUDITOR)


@rules.predicate
def is_on_the_askers_side(user, conversation):
    """Those who act for the organisation in whose name it was asked, and whoever asked: in a name as long as
    they belong to that office.
    """
    if conversation is None or not user.is_authenticated:
        return False
    if conversation.organisation_id is None:
        return conversation.asked_by_id == user.pk
    if str(conversation.organisation_id) in scopes_of(user, *OF_AN_OFFICE):
        return True
    held = current_positions().filter(person__account=user.pk, organisation=conversation.organisation_id)
    return conversation.asked_by_id == user.pk and held.exists()


@rules.predicate
def answers_in_it(user, conversation):
    if conversation is None or not user.is_authenticated:
        return False
    served = served_by(user)
    return any(row.scope_id in served.get(row.desk, ()) for row in conversation.addressees.all())


@rules.predicate
def it_is_shared_with_them(user, conversation):
    """The asker shared it with the partnership: its members read it, and whoever has a role in it."""
    if conversation is None or conversation.shared_at is None:
        return False
    return (is_in_it | is_of_a_member)(user, conversation.partnership)


@rules.predicate
def opened_it_with_a_reason(user, conversation):
    return conversation is not None and user.is_authenticated and sealed.is_open_to(user, conversation)


@rules.predicate
def oversees_its_programme(user, conversation):
    if conversation is None or conversation.partnership_id is None:
        return False
    mine = scopes_of(user, *OVERSEES)
    return bool(mine and mine & programmes_of(conversation.partnership))


@rules.predicate
def oversees_a_programme(user, _obj=None):
    return bool(scopes_of(user, *OVERSEES))


takes_part = is_on_the_askers_side | answers_in_it
is_among_its_readers = takes_part | it_is_shared_with_them

rules.add_perm("conversations.ask", is_signed_in)
# An opening ends with its day, and before that with the role by which it was opened.
rules.add_perm(
    "conversations.view_conversation",
    is_among_its_readers | (oversees_its_programme & opened_it_with_a_reason),
)
rules.add_perm("conversations.write_in_conversation", takes_part)
rules.add_perm("conversations.forward_conversation", takes_part)
rules.add_perm("conversations.move_conversation", takes_part)
rules.add_perm("conversations.answer_conversation", answers_in_it)
rules.add_perm("conversations.own_conversation", is_on_the_askers_side)
rules.add_perm("conversations.remind_of_conversation", is_on_the_askers_side | is_the_system)
rules.add_perm("conversations.open_sealed_conversation", oversees_its_programme)
rules.add_perm("conversations.oversee_conversations", oversees_a_programme)
rules.add_perm("conversations.take_in_mail", is_the_system)
rules.add_perm("conversations.view_refused_mail", is_administrator)
