"""Forms of the room: the shape of what is typed."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pomost.accounts import queries
from pomost.accounts.models import tokens
from pomost.accounts.models.duties import AccessibilityStatus, DataRequest
from pomost.accounts.roles import SCOPES, Scope
from pomost.ui.by_language import ByLanguageField
from pomost.ui.editing import EditForm


class ScopedRoleForm(forms.Form):
    """A role and where: only what `user` may give."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(
        label=_("Where"), required=False, help_text=_("Roles of the whole installation need no place.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "–"), *queries.roles_to_give(user)]  # type: ignore[attr-defined]
        self.fields["scope"].depends = True  # type: ignore[attr-defined] # on the role
        self.fields["scope"].choices = [("", "–"), *queries.scopes_to_give(user)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        role, (kind, _sign, scope_id) = values.get("role"), values.get("scope", "").partition(":")
        if role:
            wanted = SCOPES[role][0]
            if wanted == Scope.INSTALLATION:
                scope_id = ""
            elif kind != wanted:
                self.add_error(
                    "scope",
                    _("Choose an organisation.")
                    if wanted == Scope.ORGANISATION
                    else _("Choose a programme."),
                )
        values["scope_id"] = scope_id
        return values


class GrantForm(ScopedRoleForm):
    """Giving a role to an account."""

    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until somebody ends it."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class InvitationForm(ScopedRoleForm):
    """Inviting somebody by e-mail."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=_("First name and surname"), max_length=150, required=False)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)
    field_order = ("email", "name", "language", "role", "scope")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].required = not kwargs["user"].has_perm("accounts.create_account")


class ReasonForm(forms.Form):
    """A reason, for what can't be undone by a click."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AcceptForm(forms.Form):
    """Making the account of an invitation."""

    name = forms.CharField(
        label=_("First name and surname"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. Several words in a row are easy to remember."),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class AskForm(forms.Form):
    """Asking for an account."""

    name = forms.CharField(
        label=_("First name and surname"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address at work"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation_name = forms.CharField(
        label=_("Your office"),
        max_length=200,
        help_text=_("Type its name or a part of it."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organisation_id = forms.ChoiceField(
        label=_("Is it one of these?"), required=False, widget=forms.RadioSelect
    )
    function = forms.CharField(
        label=_("Your function there"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    purpose = forms.CharField(
        label=_("What you need the account for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )
    # People never see it; programs that fill every field do.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = queries.offices_like(self.data.get("organisation_name", "")) if self.is_bound else []
        self.must_choose = bool(found) and "organisation_id" not in self.data
        if found:
            choices = [*found, ("", _("None of these: it is not in the register"))]
            self.fields["organisation_id"].choices = choices  # type: ignore[attr-defined]
            self.fields["organisation_id"].depends = True  # type: ignore[attr-defined] # one must be chosen
        else:
            del self.fields["organisation_id"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.must_choose:
            self.add_error("organisation_id", _("Choose your office, or say that it is none of these."))
        chosen = values.get("organisation_id", "")
        if chosen:
            names = dict(self.fields["organisation_id"].choices)  # type: ignore[attr-defined]
            values["organisation_name"] = str(names[chosen])[:200]
        return values

    def asked(self) -> dict[str, str]:
        """The values of the request, without what only catches programs."""
        kept = {key: value for key, value in self.cleaned_data.items() if key != "website"}
        return {"organisation_id": "", "language": get_language() or "pl", **kept}


class RefusalForm(forms.Form):
    """Refusing a request, with a reason that the asker gets."""

    answer = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class InstallationForm(EditForm):
    """Who runs the installation and how to reach them."""

    controller = forms.CharField(label=_("Who runs the site"), max_length=200, required=False)
    address = forms.CharField(label=_("Postal address"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    officer_name = forms.CharField(label=_("Data protection officer"), max_length=150, required=False)
    officer_email = forms.EmailField(label=_("E-mail of the data protection officer"), required=False)


class StatementForm(EditForm):
    """The facts of the accessibility statement."""

    published_on = _day(_("Site published on"))
    changed_on = _day(_("Last major change on"))
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("not assessed yet")), *AccessibilityStatus.choices]
    )
    not_accessible = ByLanguageField(
        label=_("Content that is not accessible, and why"), required=False, rows=5
    )
    prepared_on = _day(_("Statement prepared on"))
    reviewed_on = _day(_("Statement reviewed on"))
    assessed_by = forms.CharField(
        label=_("Assessed by"), max_length=200, required=False, help_text=_("Empty: by yourselves.")
    )
    contact_name = forms.CharField(label=_("Contact person or unit"), max_length=150, required=False)
    contact_email = forms.EmailField(label=_("Contact e-mail"), required=False)
    contact_phone = forms.CharField(label=_("Contact telephone"), max_length=40, required=False)
    architecture = ByLanguageField(label=_("Access to the building"), required=False, rows=4)
    sign_language = ByLanguageField(label=_("Sign language interpreter"), required=False, rows=2)


class PublicRequestForm(forms.Form):
    """What every request of an outsider says about the one who asks."""

    name = forms.CharField(
        label=_("First name and surname"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address for the answer"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # People never see it; programs that fill every field do.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def request_values(self) -> dict[str, Any]:
        """The values of the request, without what only catches programs."""
        kept = {key: value for key, value in self.cleaned_data.items() if key != "website"}
        return {"language": get_language() or "pl", **kept}


class AccessForm(PublicRequestForm):
    """An accessibility request."""

    element = forms.CharField(
        label=_("What can't you use?"),
        max_length=500,
        help_text=_("The address or the name of the page or file."),
    )
    alternative = forms.CharField(
        label=_("How would you like to get it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "For example: a file that a screen reader can read, or somebody who reads it out by telephone."
        ),
    )


class DataForm(PublicRequestForm):
    """A request about one's personal data."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("Describe it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(forms.Form):
    """Answering, refusing or extending a request with a term."""

    step = forms.ChoiceField(label=_("What do you do?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Answer or reason"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The person gets it by mail."),
    )

    def __init__(self, *args: Any, may_extend: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [("answer", _("I answer the request")), ("refuse", _("I refuse it"))]
        if may_extend:
            steps.append(("extend", _("I extend the term")))
        self.fields["step"].choices = steps  # type: ignore[attr-defined]


class ErasureForm(forms.Form):
    """Confirming an erasure. Who asked without signing in must have shown who they are."""

    is_identity_checked = forms.BooleanField(
        label=_("I have made sure that the request comes from this person"), required=False
    )
    is_sure = forms.BooleanField(label=_("I know that this can't be undone"))
    remark = forms.CharField(
        label=_("What you add to the answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The answer itself says that the data is erased, and what is kept and why."),
    )

    def __init__(self, *args: Any, is_signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed_in:
            del self.fields["is_identity_checked"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values.pop("is_sure", None)
        return values


class AskForErasureForm(forms.Form):
    """Asking for the erasure of one's own data."""

    reason = forms.CharField(
        label=_("Anything that we should know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("You need not give a reason."),
    )


class SignInForm(LoginForm):
    """Signing in, in our words; the way to a new password stands beside the button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class NewKeyForm(AddWebAuthnForm):
    """Adding a passkey or security key, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("The key then asks for a PIN, a fingerprint or a face.")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("For example the name of the program.")
    )
    scope = forms.ChoiceField(
        label=_("What it may"),
        choices=tokens.Scope.choices,
        initial=tokens.Scope.READ,
        help_text=_("Never more than you may yourself. “Only read” is enough for reports."),
    )
    days = forms.TypedChoiceField(
        label=_("How long it lasts"),
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("half a year")), (365, _("a year"))],
        coerce=int,
        initial=90,
    )
