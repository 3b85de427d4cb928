"""`pomost accounts add|list|grant|revoke`: accounts and scoped roles from the shell."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from pomost.accounts import queries
from pomost.accounts.actions.accounts import create_account, invite_account
from pomost.accounts.actions.grants import end_grant, grant_role
from pomost.accounts.models.accounts import Account
from pomost.accounts.models.grants import RoleGrant
from pomost.accounts.roles import SCOPES, Role, Scope
from pomost.core.errors import DomainError
from pomost.core.system import SYSTEM


class Command(BaseCommand):
    help = "Accounts and scoped roles: add, list, grant, revoke."

    def add_arguments(self, parser):
        steps = parser.add_subparsers(dest="step", required=True)
        add = steps.add_parser("add", help="make an account; without --password a letter with a link is sent")
        add.add_argument("email")
        add.add_argument("--name", default="")
        add.add_argument("--role", choices=Role.values, default="")
        add.add_argument("--scope", default="", help="organisation:ID or programme:ID")
        add.add_argument("--password", help="visible to others in the list of processes: for trials only")
        steps.add_parser("list", help="every account with its roles in force")
        for name, text in {"grant": "give a role", "revoke": "end a role"}.items():
            step = steps.add_parser(name, help=text)
            step.add_argument("email")
            step.add_argument("role", choices=Role.values)
            step.add_argument("--scope", default="", help="organisation:ID or programme:ID")
            step.add_argument("--reason", default="command line")

    def handle(self, *args, step, **options):
        try:
            getattr(self, f"_{step}")(**options)
        except DomainError as error:
            raise CommandError(" ".join([error.message, *error.fields.values()])) from None

    def _add(self, email, name, role, scope, password, **options):
        scope_id = _scope_id(role, scope) if role else ""
        if password is None:
            values = {"name": name, "role": role, "scope_id": scope_id}
            invite_account(email=email, values=values, by=SYSTEM)
            self.stdout.write(_("A letter with a link is on its way to %s.") % email)
            return
        account = create_account(email=email, name=name, password=password, by=SYSTEM)
        if role:
            grant_role(account=account, role=role, scope_id=scope_id, reason=_("command line"), by=SYSTEM)
        self.stdout.write(_("The account %s is made.") % account.email)

    def _list(self, **options):
        grants: dict[int, list[RoleGrant]] = {}
        for grant in queries.in_force().order_by("role"):
            grants.setdefault(grant.account_id, []).append(grant)
        for account in Account.objects.order_by("email"):
            roles = ", ".join(_shown(grant) for grant in grants.get(account.pk, ()))
            state = "" if account.is_active else f" [{_('closed')}]"
            self.stdout.write(f"{account.email}{state}: {roles or '–'}")

    def _grant(self, email, role, scope, reason, **options):
        grant_role(
            account=_account(email), role=role, scope_id=_scope_id(role, scope), reason=reason, by=SYSTEM
        )
        self.stdout.write(_("The role is given."))

    def _revoke(self, email, role, scope, reason, **options):
        held = queries.in_force().filter(account=_account(email), role=role, scope_id=_scope_id(role, scope))
        grant = held.first()
        if grant is None:
            raise CommandError(_("The account does not hold this role there."))
        end_grant(grant=grant, by=SYSTEM, reason=reason)
        self.stdout.write(_("The role has ended."))


def _account(email: str) -> Account:
    found = Account.objects.filter(email__iexact=email).first()
    if found is None:
        raise CommandError(_("There is no account %s.") % email)
    return found


def _scope_id(role: str, scope: str) -> str:
    kind, _sign, scope_id = scope.partition(":")
    wanted: Any = SCOPES[role][0]
    if wanted == Scope.INSTALLATION:
        return ""
    provider = queries.scope_names.get(wanted)
    if kind != wanted or provider is None or not provider({scope_id} if scope_id.isdigit() else set()):
        raise CommandError(_("This role needs --scope %s:ID of one that exists.") % wanted)
    return scope_id


def _shown(grant: RoleGrant) -> str:
    return grant.role if not grant.scope_id else f"{grant.role} ({grant.scope_kind}:{grant.scope_id})"
