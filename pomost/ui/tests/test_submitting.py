"""What the rules say goes back to the form."""

from django import forms

from pomost.core.errors import Conflict, DomainError
from pomost.ui.submitting import carried_out, status_of


class Form(forms.Form):
    title = forms.CharField()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


def refusing(error):
    def action(_values):
        raise error

    return action


def test_what_was_done_is_done_once_with_clean_values():
    got = []
    form = Form({"title": " x ", "seen": "3"})
    assert carried_out(form, got.append)
    assert got == [{"title": "x", "seen": 3}]
    assert status_of(form) == 200


def test_an_unbound_or_wrong_form_does_nothing():
    got = []
    wrong = Form({"title": ""})
    assert not carried_out(Form(), got.append)
    assert not carried_out(wrong, got.append)
    assert got == []
    assert (status_of(Form()), status_of(wrong)) == (200, 422)


def test_a_rule_about_a_field_stands_at_the_field():
    form = Form({"title": "x"})
    assert not carried_out(form, refusing(DomainError("no", fields={"title": "taken", "other": "?"})))
    assert form.errors == {"title": ["taken"]}
    assert status_of(form) == 422


def test_a_rule_about_the_whole_stands_above_the_form():
    form = Form({"title": "x"})
    assert not carried_out(form, refusing(DomainError("not now")))
    assert form.non_field_errors() == ["not now"]


def test_after_a_conflict_the_next_sending_is_a_decision():
    form = Form({"title": "mine", "seen": "3"})
    assert not carried_out(form, refusing(Conflict("somebody else", current=5)))
    assert status_of(form) == 409
    assert form["seen"].value() == "5"
    assert form["title"].value() == "mine"
