"""Ways to an account: invitations, requests, the command, and what is one's own."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pomost.accounts import inbox, presenting, queries, tasks
from pomost.accounts.actions.account_requests import (
    ask_for_account,
    confirm_account_request,
    expire_account_request,
    refuse_account_request,
)
from pomost.accounts.actions.accounts import (
    accept_invitation,
    create_account,
    invite_account,
    renew_invitation,
    reopen_account,
    withdraw_invitation,
)
from pomost.accounts.actions.grants import end_access, end_grant
from pomost.accounts.actions.own import mark_read, remove_view, save_view
from pomost.accounts.models import Account, AccountRequest, InboxItem, Invitation, RoleGrant, SavedView
from pomost.accounts.tests.factories import (
    PASSWORD,
    AccountFactory,
    GrantFactory,
    InvitationFactory,
    with_role,
)
from pomost.core.errors import DomainError, TransitionNotAllowed
from pomost.core.models.journal import JournalEntry
from pomost.core.models.outbox import OutboxMessage
from pomost.core.system import SYSTEM
from pomost.core.tasks import forget_what_is_past
from pomost.organisations.tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OFFICER = {"name": "Anna", "language": "pl", "role": "officer", "scope_id": "7"}
ASKED = {
    "email": "nowa@example.org",
    "name": "Nowa Osoba",
    "organisation_name": "Gmina Nowa",
    "organisation_id": "7",
    "function": "inspektorka",
    "purpose": "wnioski",
}


def link_in(message: OutboxMessage) -> str:
    return (
        re.search(r"https?://\S+", message.text).group().partition("/")[2].partition("/")[2].partition("/")[2]
    )


def invited(by=None, email="nowa@example.org") -> tuple[Invitation, str]:
    invitation = invite_account(email=email, values=OFFICER, by=by or with_role("administrator"))
    return invitation, "/" + link_in(OutboxMessage.objects.latest("pk"))


def test_an_invitation_makes_an_account_with_its_role_once(client):
    invitation, link = invited()

    page = client.get(link)
    assert page.status_code == 200
    # Not "no-referrer": browsers would send `Origin: null` with the form, and it would be refused.
    assert page.headers["Referrer-Policy"] == "same-origin"
    done = client.post(link, {"name": "Anna Nowa", "password": "nowe-haslo-na-wode"})

    account = Account.objects.get(email="nowa@example.org")
    assert done.headers["Location"] == reverse("account_login")
    assert account.check_password("nowe-haslo-na-wode")
    assert ("officer", "organisation", "7") in account.current_grants
    assert {"invitation.sent", "invitation.accepted", "account.created", "role_grant.given"} == set(
        JournalEntry.objects.values_list("verb", flat=True)
    )
    assert client.get(link).status_code == 410
    assert client.post(link, {"name": "Evil", "password": "inne-haslo-na-wode"}).status_code == 410
    with pytest.raises(PermissionDenied):
        accept_invitation(invitation=invitation, name="x", password="inne-haslo-na-wode", by=SYSTEM)


def test_an_invitation_is_over_after_fourteen_days(client, time_machine):
    _invitation, link = invited()
    time_machine.move_to(timezone.now() + timedelta(days=14, minutes=1))

    assert client.get(link).status_code == 410


def test_an_invitation_can_not_be_guessed_or_read_from_the_database(client):
    invitation, link = invited()

    assert client.get(reverse("accounts:accept-invitation", args=["x" * 43])).status_code == 410
    assert client.get(reverse("accounts:accept-invitation", args=[invitation.token_hash])).status_code == 410
    assert invitation.token_hash not in link


def test_a_weak_password_leaves_the_invitation_open(client):
    _invitation, link = invited()

    refused = client.post(link, {"name": "Anna", "password": "short"})

    assert refused.status_code == 422
    assert not Account.objects.filter(email="nowa@example.org").exists()
    assert client.get(link).status_code == 200


def test_the_role_does_not_come_when_the_inviter_may_not_give_it_any_more():
    by = GrantFactory(role="organisation_administrator", scope_id="7").account
    invitation, _link = invited(by)
    end_grant(grant=by.grants.get(), by=SYSTEM, reason="r")

    account = accept_invitation(invitation=invitation, name="A", password="nowe-haslo-na-wode", by=SYSTEM)

    assert not account.current_grants


def test_inviting_again_makes_the_earlier_link_worthless(client):
    by = with_role("administrator")
    _first, link = invited(by)
    invited(by)

    assert client.get(link).status_code == 410


def test_a_withdrawn_invitation_is_over_and_is_withdrawn_once(client):
    by = with_role("administrator")
    invitation, link = invited(by)
    before = JournalEntry.objects.count()

    withdraw_invitation(invitation=invitation, by=by)

    assert client.get(link).status_code == 410
    entry = JournalEntry.objects.latest("pk")
    assert (entry.verb, entry.actor_id, JournalEntry.objects.count()) == (
        "invitation.withdrawn",
        by.pk,
        before + 1,
    )
    for action in (withdraw_invitation, renew_invitation):
        with pytest.raises(DomainError):
            action(invitation=invitation, by=by)
    assert JournalEntry.objects.count() == before + 1


def test_an_invitation_sent_again_has_one_link_that_works(client, time_machine):
    first, old_link = invited()
    by = with_role("administrator")
    renewed = renew_invitation(invitation=first, by=by)
    new_link = "/" + link_in(OutboxMessage.objects.latest("pk"))

    assert client.get(old_link).status_code == 410
    assert client.get(new_link).status_code == 200
    assert (renewed.email, renewed.role, renewed.scope_id) == (first.email, first.role, first.scope_id)
    assert renewed.invited_by == by

    time_machine.move_to(timezone.now() + timedelta(days=15), tick=False)
    assert client.get(new_link).status_code == 410
    renew_invitation(invitation=renewed, by=by)
    assert client.get("/" + link_in(OutboxMessage.objects.latest("pk"))).status_code == 200


@pytest.mark.parametrize("action", [withdraw_invitation, renew_invitation])
def test_a_strangers_invitation_is_not_there(client, action):
    invitation, link = invited()
    stranger = GrantFactory(role="organisation_administrator", scope_id="8").account

    with pytest.raises(PermissionDenied):
        action(invitation=invitation, by=stranger)

    assert list(queries.invitations_for(stranger)) == []
    assert client.get(link).status_code == 200
    assert OutboxMessage.objects.count() == 1


def test_who_may_withdraw_an_invitation_sees_it_and_nobody_else():
    office = GrantFactory(role="organisation_administrator", scope_id="7").account
    manager = GrantFactory(role="programme_manager", scope_id="7").account
    InvitationFactory(role="officer", scope_id="7")
    InvitationFactory(role="editor", scope_id="7")
    InvitationFactory(role="programme_manager", scope_id="7")
    InvitationFactory(role="", scope_id="", invited_by=manager)

    for user in (office, manager, with_role("administrator"), AccountFactory()):
        listed = {row.pk for row in queries.invitations_for(user)}
        allowed = {
            row.pk for row in Invitation.objects.all() if user.has_perm("accounts.withdraw_invitation", row)
        }
        assert listed == allowed
    assert queries.invitations_for(manager).count() == 2


def test_the_page_of_an_invitation_withdraws_it_and_the_list_says_so(client):
    by = with_role("administrator")
    invitation, _link = invited(by)
    client.force_login(by)
    page = reverse("accounts-panel:invitation", args=[invitation.pk])

    assert (
        reverse("accounts-panel:withdraw-invitation", args=[invitation.pk])
        in client.get(page).content.decode()
    )
    done = client.post(reverse("accounts-panel:withdraw-invitation", args=[invitation.pk]), follow=True)

    assert "wycofane" in done.content.decode()
    assert "wycofaj" not in client.get(page).content.decode()
    again = client.post(reverse("accounts-panel:withdraw-invitation", args=[invitation.pk]))
    assert again.status_code == 422
    shown = client.get(reverse("accounts-panel:invitations"), {"outcome": "open"}).content.decode()
    assert invitation.email not in shown


def test_inviting_somebody_with_an_account_gives_the_role_and_makes_no_second_one():
    account = AccountFactory(email="nowa@example.org")

    assert invite_account(email="NOWA@example.org", values=OFFICER, by=with_role("administrator")) is None

    assert RoleGrant.objects.filter(account=account, role="officer").exists()
    assert OutboxMessage.objects.get().to == account.email


@pytest.mark.parametrize(("role", "scope_id"), [("officer", "8"), ("administrator", ""), ("lawyer", "7")])
def test_nobody_invites_with_a_role_that_they_may_not_give(role, scope_id):
    by = GrantFactory(role="organisation_administrator", scope_id="7").account

    with pytest.raises(PermissionDenied):
        invite_account(email="x@example.org", values={"role": role, "scope_id": scope_id}, by=by)
    with pytest.raises(PermissionDenied):
        invite_account(email="x@example.org", values=OFFICER, by=AccountFactory())

    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_asking_gives_the_same_answer_to_known_and_unknown_addresses():
    AccountFactory(email="known@example.org")
    answers = []
    for email in ("known@example.org", "nowa@example.org"):
        data = {key: value for key, value in ASKED.items() if key != "organisation_id"} | {"email": email}
        response = Client().post(reverse("accounts:ask"), data, follow=True)
        answers.append((response.redirect_chain, response.content))

    assert answers[0] == answers[1]
    assert OutboxMessage.objects.count() == 2
    assert [row.email for row in AccountRequest.objects.all()] == ["nowa@example.org"]


def test_asking_chooses_the_office_from_the_register(client):
    office = OrganisationFactory(name={"pl": "Gmina Nowa Wieś"})
    data = {key: value for key, value in ASKED.items() if key != "organisation_id"}
    data["organisation_name"] = "Nowa Wie"

    first = client.post(reverse("accounts:ask"), data)
    assert first.status_code == 422
    assert not AccountRequest.objects.exists()
    client.post(reverse("accounts:ask"), data | {"organisation_id": str(office.pk)})

    found = AccountRequest.objects.get()
    assert (found.organisation_id, found.organisation_name) == (str(office.pk), str(office))


def test_programs_that_fill_every_field_get_nowhere(client):
    data = {key: value for key, value in ASKED.items() if key != "organisation_id"}

    assert client.post(reverse("accounts:ask"), data | {"website": "https://spam.example"}).status_code == 302

    assert not AccountRequest.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_asking_without_end_is_stopped(client):
    data = {key: value for key, value in ASKED.items() if key != "organisation_id"}

    codes = {
        client.post(reverse("accounts:ask"), data | {"email": f"x{n}@example.org"}).status_code
        for n in range(11)
    }

    assert codes == {302, 429}


def test_the_office_confirms_and_an_invitation_goes_out():
    by = GrantFactory(role="organisation_administrator", scope_id="7").account
    found = ask_for_account(values=ASKED, by=SYSTEM)

    confirm_account_request(account_request=found, role="officer", scope_id="7", by=by)

    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("confirmed", by)
    assert Invitation.objects.get().email == found.email
    with pytest.raises(TransitionNotAllowed):
        refuse_account_request(account_request=found, answer="no", by=by)


@pytest.mark.parametrize(
    ("role", "scope_id", "is_allowed"),
    [
        ("organisation_administrator", "7", True),
        ("organisation_administrator", "8", False),
        ("programme_manager", "1", True),
        ("officer", "7", False),
    ],
)
def test_who_decides_on_a_request(role, scope_id, is_allowed, client):
    by = GrantFactory(role=role, scope_id=scope_id).account
    found = ask_for_account(values=ASKED, by=SYSTEM)
    client.force_login(by, backend=BACKEND)

    page = client.get(reverse("accounts-panel:refuse-request", args=[found.pk]))
    if is_allowed:
        refuse_account_request(account_request=found, answer="not known here", by=by)
        assert page.status_code == 200
        assert "not known here" in OutboxMessage.objects.latest("pk").text
    else:
        with pytest.raises(PermissionDenied):
            refuse_account_request(account_request=found, answer="no", by=by)
        assert page.status_code == 404

    found.refresh_from_db()
    assert (found.state == "refused") is is_allowed


def test_only_the_system_lets_requests_expire():
    found = ask_for_account(values=ASKED, by=SYSTEM)
    with pytest.raises(PermissionDenied):
        expire_account_request(account_request=found, by=with_role("administrator"))

    expire_account_request(account_request=found, by=SYSTEM)

    found.refresh_from_db()
    assert found.state == "expired"


def test_an_account_is_opened_again_without_its_roles():
    by = with_role("administrator")
    account = GrantFactory(role="officer", scope_id="7").account
    end_access(account=account, by=by, reason="left")

    reopen_account(account=account, by=by, reason="is back")

    account = Account.objects.get(pk=account.pk)
    assert account.is_active
    assert not account.current_grants
    with pytest.raises(PermissionDenied):
        reopen_account(account=account, by=AccountFactory(), reason="x")


def test_only_administrators_make_accounts_directly():
    with pytest.raises(PermissionDenied):
        create_account(email="x@example.org", name="X", by=AccountFactory())
    with pytest.raises(DomainError):
        create_account(email=AccountFactory().email.upper(), name="X", by=SYSTEM)


def test_the_command_adds_lists_gives_and_ends():
    office, out = OrganisationFactory(), StringIO()
    scope = f"organisation:{office.pk}"

    call_command("accounts", "add", "a@example.org", "--name", "A", "--password", PASSWORD, stdout=out)
    call_command("accounts", "grant", "a@example.org", "officer", "--scope", scope, stdout=out)
    call_command("accounts", "list", stdout=out)
    assert f"a@example.org: officer ({scope})" in out.getvalue()
    call_command("accounts", "revoke", "a@example.org", "officer", "--scope", scope, stdout=out)

    assert not Account.objects.get().current_grants
    for wrong in (["grant", "a@example.org", "officer"], ["grant", "no@example.org", "administrator"]):
        with pytest.raises(CommandError):
            call_command("accounts", *wrong)
    call_command("accounts", "add", "b@example.org", stdout=out)
    assert Invitation.objects.get().email == "b@example.org"


def test_nobody_opens_anothers_messages_or_views(client):
    owner, other = AccountFactory(), AccountFactory()
    item = inbox.notify(account=owner, text="A message.", link="/panel/")
    view = save_view(list_name="accounts.accounts", name="Mine", query="q=a", by=owner)
    client.force_login(other, backend=BACKEND)

    assert client.post(reverse("accounts-panel:open-item", args=[item.pk])).status_code == 404
    assert client.post(reverse("accounts-panel:remove-view", args=[view.pk])).status_code == 404
    for action in (lambda: mark_read(item=item, by=other), lambda: remove_view(view=view, by=other)):
        with pytest.raises(PermissionDenied):
            action()
    assert InboxItem.objects.get().read_at is None
    assert SavedView.objects.exists()

    client.force_login(owner, backend=BACKEND)
    opened = client.post(reverse("accounts-panel:open-item", args=[item.pk]))
    assert opened.headers["Location"] == "/panel/"
    assert inbox.unread(owner) == 0


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example/"])
def test_the_inbox_links_only_into_the_site(link):
    with pytest.raises(ValueError, match="only into the site"):
        inbox.notify(account=AccountFactory(), text="x", link=link)


def test_a_stranger_sees_no_accounts_and_an_office_only_its_own(client):
    mine = GrantFactory(role="officer", scope_id="7").account
    other = GrantFactory(role="officer", scope_id="8").account
    by = GrantFactory(role="organisation_administrator", scope_id="7").account
    client.force_login(by, backend=BACKEND)

    page = client.get(reverse("accounts-panel:accounts")).content.decode()
    assert mine.email in page
    assert other.email not in page
    assert client.get(reverse("accounts-panel:account", args=[mine.pk])).status_code == 200
    assert client.get(reverse("accounts-panel:account", args=[other.pk])).status_code == 404
    client.force_login(mine, backend=BACKEND)
    assert client.get(reverse("accounts-panel:accounts")).status_code == 403


def test_a_role_is_given_and_ended_on_its_pages(client):
    office, account = OrganisationFactory(), AccountFactory()
    client.force_login(with_role("administrator"), backend=BACKEND)
    data = {"role": "officer", "scope": f"organisation:{office.pk}", "reason": "new"}

    assert (
        client.post(reverse("accounts-panel:grant", args=[account.pk]), {"role": "officer"}).status_code
        == 422
    )
    assert client.post(reverse("accounts-panel:grant", args=[account.pk]), data).status_code == 302
    grant = account.grants.get()
    assert client.get(reverse("accounts-panel:end-grant", args=[grant.pk])).status_code == 200
    assert (
        client.post(reverse("accounts-panel:end-grant", args=[grant.pk]), {"reason": "x"}).status_code == 302
    )
    assert client.post(reverse("accounts-panel:close", args=[account.pk]), {"reason": "x"}).status_code == 302

    account.refresh_from_db()
    assert not account.is_active


def test_requests_expire_after_thirty_days_and_old_traces_go(time_machine):
    found = ask_for_account(values=ASKED, by=SYSTEM)
    invited()
    time_machine.move_to(timezone.now() + timedelta(days=30))
    assert tasks.expire_requests() == 0

    time_machine.shift(timedelta(days=2))
    assert tasks.expire_requests() == 1
    found.refresh_from_db()
    assert found.state == "expired"
    forget_what_is_past()
    assert Invitation.objects.exists()

    time_machine.shift(timedelta(days=366))
    forget_what_is_past()
    assert not Invitation.objects.exists()
    assert not AccountRequest.objects.exists()


def test_who_asks_awaits_the_office_on_its_home():
    by = GrantFactory(role="organisation_administrator", scope_id="7").account
    other = GrantFactory(role="organisation_administrator", scope_id="8").account
    ask_for_account(values=ASKED, by=SYSTEM)

    assert [each.where for each in presenting.awaiting(by)] == [reverse("accounts-panel:requests")]
    assert list(presenting.awaiting(other)) == []


def test_own_data_hold_one_s_own_and_nobody_else_s(client):
    mine, other = GrantFactory(role="officer", scope_id="7", reason="zna gminę").account, AccountFactory()
    inbox.notify(account=mine, text="Wiadomość dla mnie.")
    inbox.notify(account=other, text="Cudza wiadomość.")
    client.force_login(mine, backend=BACKEND)

    page = client.get(reverse("accounts-panel:own-data")).content.decode()
    file = client.get(reverse("accounts-panel:own-data"), {"format": "json"})

    for text in (mine.email, "zna gminę", "Wiadomość dla mnie."):
        assert text in page
        assert text in file.content.decode()
    for text in (other.email, "Cudza wiadomość.", mine.password):
        assert text not in page
        assert text not in file.content.decode()
    assert set(file.json()) == {"account", "roles", "messages", "opened", "sign_in_log"}


def test_an_office_name_of_any_length_gets_an_answer(client):
    for length in (60_000, 10_000_000):
        answer = client.post(reverse("accounts:ask"), {**ASKED, "organisation_name": "ab " * (length // 3)})
        assert answer.status_code == 422
    assert not AccountRequest.objects.exists()
