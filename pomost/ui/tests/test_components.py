"""Every component: what it says, in which words, and what it marks for screen readers."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace as Example

import pytest
from django import forms
from django.core.paginator import Paginator
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from pomost import ui
from pomost.ui import controls, deadlines
from pomost.ui.by_language import ByLanguageField
from pomost.ui.tests.rendering import rendered

FOLDER = Path(ui.__file__).parent / "templates"
COMPONENTS = sorted((FOLDER / "cotton").glob("*.html"))


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_is_for(path):
    first = path.read_text()[:400]
    assert re.search(r"\{# .{15,} #\}", first), "the comment at the top lists the props"


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_takes_nothing_from_the_page_around_it_by_chance(path):
    text = path.read_text()
    used = set(re.findall(r"\{\{ ([a-z_]+)", text)) | set(
        re.findall(r"\{% (?:if|elif|for \w+ in) ([a-z_]+)", text)
    )
    (props,) = re.findall(r"<c-vars (.*?) ?/>", text) or [""]
    known = set(re.findall(r":?([a-z_]+)=", props))
    local = set(re.findall(r"(?:for|with|as) ([a-z_]+)", text)) | set(
        re.findall(r"for \w+, ([a-z_]+) in", text)
    )
    local |= set(re.findall(r" ([a-z_]+)=[a-z]", text))
    frame = {"slot", "attrs", "forloop", "request", "frame", "user", "not", "number", "bulk", "empty"}
    assert used - known - local - frame == set()


def test_breadcrumbs_end_here():
    text = rendered('<c-breadcrumbs :trail="t" />', t=[("Home", "/"), ("Here", "")])
    assert '<a class="ds-link" href="/">Home</a>' in text
    assert '<a class="ds-link" href="/here/" aria-current="page">Here</a>' in text


def test_text_in_another_language_is_marked():
    assert rendered('<c-text :value="v" />', v={"pl": "Cel", "en": "Aim"}) == "Aim"
    assert rendered('<c-text :value="v" />', v={"pl": "Cel"}) == '<span lang="pl">Cel</span>'
    assert rendered('<c-text :value="v" />', v={}) == ""
    assert "&lt;b&gt;" in rendered('<c-text :value="v" />', v={"en": "<b>"})


def test_a_road_says_in_words_where_we_are():
    stages = [
        Example(name="A", note="", state="done"),
        Example(name="B", note="x", state="now"),
        Example(name="C", note="", state=""),
    ]
    text = rendered('<c-road :stages="s" />', s=stages)
    assert 'data-state="now" aria-current="step"' in text
    assert [word in text for word in ("done", "We are here", "ahead of us")] == [True] * 3


def test_planks_are_followed_by_words_and_give_way_to_them():
    text = rendered('<c-planks :done="3" :of="5" />')
    assert text.count("<i data-on>") == 3
    assert text.count("<i>") == 2
    assert "3 of 5" in text
    assert "<i" not in rendered('<c-planks :done="3" :of="13" />')


@pytest.mark.parametrize(
    ("on", "kind", "words"),
    [
        (date(2026, 6, 5), "over", "3 days late"),
        (date(2026, 6, 8), "today", "today"),
        (date(2026, 6, 9), "soon", "in 1 working day"),
        (date(2026, 6, 15), "soon", "in 5 working days"),
        (date(2026, 6, 19), "later", "in 9 working days"),
    ],
)
def test_a_deadline_is_counted_in_working_days(on, kind, words):
    with override("en"):
        found = deadlines.of(on, today=date(2026, 6, 8))
    assert (found.kind, found.words) == (kind, words)


def test_a_day_off_by_law_does_not_count():
    # Corpus Christi of 2026 is Thursday, 4 June.
    with override("en"):
        assert deadlines.of(date(2026, 6, 5), today=date(2026, 6, 3)).words == "in 1 working day"
        assert deadlines.of(date(2026, 6, 4), today=date(2026, 6, 3)).words == "before the next working day"


def test_a_deadline_has_shape_and_words():
    text = rendered('<c-due :on="on" />', on=timezone.localdate() - timedelta(days=1))
    assert 'data-d="over"' in text
    assert "1 day late" in text
    assert "<svg" in text
    assert "no deadline" in rendered("<c-due />")


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As in the register.", max_length=5)
    whom = forms.ChoiceField(label="Whom", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    on = forms.DateField(label="On", required=False)
    text = forms.CharField(label="Text", widget=forms.Textarea, max_length=200, required=False)
    title = ByLanguageField(label="Title", required=False)
    agrees = forms.BooleanField(label="Agrees")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


def test_a_field_is_labelled_described_and_right_for_its_kind():
    text = rendered('<c-fields :form="form" />', form=Form(initial={"on": date(2016, 6, 30)}))
    assert '<label class="ds-label" for="id_name">Name</label>' in text
    assert 'id="id_name_helptext"' in text
    assert 'aria-describedby="id_name_helptext"' in text
    assert '<input type="date" name="on" value="2016-06-30" class="ds-input"' in text
    assert '<legend class="ds-label">Whom</legend>' in text
    assert 'name="title_pl"' in text or 'name="title_0"' in text
    assert 'lang="nb"' in text
    assert 'data-limit="200"' in text
    assert text.count('name="seen"') == 1


def test_an_error_stands_at_its_field_and_in_the_summary_that_gets_focus():
    form = Form({"name": "much too long", "whom": "", "seen": "3"})
    text = rendered('<c-form-errors :form="form" /><c-fields :form="form" />', form=form)
    assert 'tabindex="-1" data-focus' in text
    assert "3 things need correcting" in text
    assert 'href="#id_name"' in text
    assert 'href="#id_whom_0"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'value="much too long"' in text
    assert re.search(r'aria-describedby="[^"]*id_name_error', text)


def test_no_summary_without_errors():
    assert rendered('<c-form-errors :form="form" />', form=Form()).strip() == ""


def test_a_conflict_marks_what_only_one_version_says_and_offers_three_ways_out():
    row = Example(label="Aim", typed="five zones", stored="a network of zones")
    text = rendered('<c-conflict :rows="rows" form_id="f" />', rows=[row])
    assert "<ins>five</ins>" in text
    assert "<ins>a network of</ins>" in text
    assert 'type="submit" form="f"' in text
    assert 'href="/here/"' in text
    assert 'href="#f"' in text
    assert text.count('data-variant="secondary"') == 3


def test_hostile_text_stays_text_in_a_conflict():
    row = Example(label="<i>", typed="<script>", stored="x")
    assert "<script" not in rendered('<c-conflict :rows="rows" />', rows=[row])


def test_the_state_of_a_thing_is_said_in_words():
    thing = Example(state="running", get_state_display=lambda: "running now")
    assert (
        rendered('<c-state-badge :object="o" />', o=thing)
        == '<span class="ds-tag" data-color="neutral">running now</span>'
    )


def test_paging_keeps_the_rest_of_the_address():
    request = RequestFactory().get("/here/?q=x&page=2")
    text = rendered('<c-pagination :page="p" />', p=Paginator(range(100), 10).page(2), request=request)
    assert 'href="?q=x&amp;page=1"' in text
    assert text.count('aria-current="page"') == 1
    assert rendered('<c-pagination :page="p" />', p=Paginator(range(3), 10).page(1)).strip() == ""


def test_rules_say_which_are_kept_and_which_are_broken():
    rules = [
        Example(ok=True, id="", title="", text="Fits.", source="", source_url=""),
        Example(ok=False, id="r", title="Too high.", text="By 5.", source="§ 4", source_url="/r/"),
    ]
    text = rendered('<c-rules :rules="rules" />', rules=rules)
    assert "Kept: " in text
    assert "Broken: " in text
    assert 'id="r"' in text
    assert 'href="/r/"' in text


def test_a_draft_that_waits_can_be_read_without_javascript():
    draft = Example(data={"title": 'a "quoted" <text>', "none": ""}, saved_at=timezone.now(), seen_version=3)
    text = rendered('<c-draft-notice :draft="d" />', d=draft)
    assert "&lt;text&gt;" in text
    assert 'data-draft-seen="3"' in text
    assert "<text>" not in text
    assert rendered('<c-draft-notice :draft="d" />', d=None).strip() == ""


class LongForm(forms.Form):
    text = forms.CharField(label="T", max_length=300, widget=forms.Textarea)
    maybe = forms.CharField(label="M", max_length=20, required=False)
    address = forms.URLField(label="A", max_length=500, assume_scheme="https")
    secret = forms.CharField(label="S", max_length=128, widget=forms.PasswordInput)
    file = forms.FileField(label="F", max_length=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["maybe"].depends = True


def test_the_count_under_a_field_knows_polish_plurals_and_cuts_nothing():
    with override("pl"):
        words = controls.count_words(300)
    assert [words["used"][category] for category in ("one", "few", "many")] == [
        "{n} znak z najwyżej 300",
        "{n} znaki z najwyżej 300",
        "{n} znaków z najwyżej 300",
    ]
    assert words["over"]["few"] == "{n} znaki za dużo"
    text = unescape(rendered('<c-field :field="f" />', f=LongForm()["text"]))
    assert "characters of at most 300" in text
    assert 'data-count="always"' in text
    assert "maxlength" not in text


@pytest.mark.parametrize(
    ("name", "count"), [("maybe", "over"), ("address", "over"), ("secret", ""), ("file", "")]
)
def test_what_is_short_is_counted_only_when_it_is_too_long_and_not_cut_either(name, count):
    text = rendered('<c-field :field="f" />', f=LongForm()[name])

    assert (f'data-count="{count}"' in text) is bool(count)
    assert ("data-count" in text) is bool(count)
    assert "maxlength" not in text or name == "secret"


def test_a_field_that_depends_on_another_is_not_called_optional():
    assert "(optional)" not in rendered('<c-field :field="f" />', f=LongForm()["maybe"])
