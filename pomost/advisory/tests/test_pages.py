"""The pages of advice: recording, months with their files, the manager's decisions, recommendations."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from pomost.accounts.tests.factories import with_role
from pomost.advisory.actions.consultations import change_consultation
from pomost.advisory.forms.contracts import ProfileForm
from pomost.advisory.models import ConsultantContract, Consultation, Recommendation, Timesheet
from pomost.advisory.queries import people
from pomost.advisory.tests.test_advice import Desk
from pomost.partnerships.tests.factories import ParticipationFactory, PartnershipFactory
from pomost.territory.tests.factories import UnitFactory
from tests.world import BACKEND

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def as_(client, account):
    client.force_login(account, backend=BACKEND)
    return client


def said(**values) -> dict:
    return {
        "kind": "visit",
        "day": timezone.localdate().isoformat(),
        "minutes": "60",
        "agreed": "Diagnoza do końca miesiąca.",
        "topics": ["strategy", "form"],
        **values,
    }


def test_a_consultation_is_recorded_from_the_workspace_with_its_step(client, desk):
    workspace = as_(client, desk.consultant).get(
        reverse("partnerships-panel:workspace", args=[desk.partnership.slug])
    )
    record = reverse("advisory-panel:record", args=[desk.partnership.slug])
    assert record in workspace.text
    assert client.get(reverse("advisory-panel:choose")).headers["Location"] == record
    form = client.get(record).context["form"]
    due = (timezone.localdate() + timedelta(days=5)).isoformat()
    data = said(
        client_key=str(form["client_key"].value()),
        participants=[desk.coordinator.pk],
        step1_title="Wysłać uchwałę",
        step1_due=due,
        step1_who=desk.coordinator.pk,
    )

    for _twice in range(2):
        assert client.post(record, data).status_code == 302

    row = Consultation.objects.get()
    page = client.get(reverse("advisory-panel:consultation", args=[row.pk])).text
    assert "Diagnoza do końca miesiąca." in page
    assert "Wysłać uchwałę" in page
    assert "Diagnoza do końca miesiąca." in client.get(workspace.wsgi_request.path).text


def test_a_step_that_is_begun_is_whole_and_what_was_typed_stays(client, desk):
    record = reverse("advisory-panel:record", args=[desk.partnership.slug])
    found = as_(client, desk.consultant).post(record, said(step1_title="Wysłać uchwałę", topics=[]))

    assert found.status_code == 422
    assert set(found.context["form"].errors) == {"step1_due", "step1_who", "topics"}
    assert "Wysłać uchwałę" in found.text
    assert not Consultation.objects.exists()


def test_the_consultant_is_warned_before_the_limit_and_beyond_it(client, desk):
    record = reverse("advisory-panel:record", args=[desk.partnership.slug])
    as_(client, desk.consultant)
    assert "0:10" in client.post(record, said(minutes="110"), follow=True).text
    assert "0:10" in client.get(record).text
    found = client.post(record, said(minutes="30"), follow=True)
    assert "0:20" in found.text
    assert Consultation.objects.filter(over_state="recorded").count() == 1


def test_a_month_goes_out_as_pdf_and_xlsx_and_is_approved_over_the_limit(client, desk):
    desk.record(90)
    over = desk.record(60)
    month = f"{timezone.localdate():%Y-%m}"
    sheet = reverse("advisory-panel:sheet", args=[desk.contract.pk, month])
    assert as_(client, desk.consultant).get(sheet).status_code == 200
    client.post(sheet, {"step": "submit"})
    pdf = client.get(reverse("advisory-panel:sheet-file", args=[desk.contract.pk, month, "pdf"]))
    assert pdf.content.startswith(b"%PDF-")
    xlsx = client.get(reverse("advisory-panel:sheet-file", args=[desk.contract.pk, month, "xlsx"]))
    content = b"".join(xlsx.streaming_content) if xlsx.streaming else xlsx.content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows[1:]] == ["1:30", "1:00"]

    as_(client, desk.manager)
    assert sheet in client.get(reverse("panel-panel:home")).text
    assert "limit" in client.post(sheet, {"step": "approve"}, follow=True).text
    decide = reverse("advisory-panel:decide-hours", args=[over.pk])
    assert decide in client.get(reverse("advisory-panel:hours")).text
    assert client.post(decide, {"answer": "refused", "reason": ""}).status_code == 422
    client.post(decide, {"answer": "accepted", "reason": "Potrzebna wizyta."})
    client.post(sheet, {"step": "approve"})

    assert Timesheet.objects.get().state == "approved"


def test_a_month_comes_back_with_a_reason_that_the_consultant_reads(client, desk):
    desk.record()
    month = f"{timezone.localdate():%Y-%m}"
    sheet = reverse("advisory-panel:sheet", args=[desk.contract.pk, month])
    as_(client, desk.consultant).post(sheet, {"step": "submit"})
    back = reverse("advisory-panel:return-sheet", args=[desk.contract.pk, month])
    as_(client, desk.manager).post(back, {"reason": "Brak kilometrów."})
    assert "Brak kilometrów." in as_(client, desk.consultant).get(sheet).text
    assert client.get(reverse("advisory-panel:sheet", args=[desk.contract.pk, "2026-13"])).status_code == 404


def test_the_manager_enters_a_contract_in_hours_and_sees_who_is_overloaded(client, desk):
    other = PartnershipFactory()
    ParticipationFactory(partnership=other, programme=desk.programme)
    new = with_role("consultant", other)
    enter = reverse("advisory-panel:enter-contract", args=[desk.programme.slug])
    day = timezone.localdate()
    data = {
        "account": new.pk,
        "number": "N/7",
        "since": day.isoformat(),
        "until": day.isoformat(),
        "hours": "12,5",
    }

    assert as_(client, desk.manager).post(enter, data).status_code == 302

    assert ConsultantContract.objects.get(number="N/7").limit == 750
    page = client.get(reverse("advisory-panel:advisers")).text
    assert str(new) in page
    assert "N/7" in page
    contract = ConsultantContract.objects.get(number="N/7")
    change = reverse("advisory-panel:change-contract", args=[contract.pk])
    form = client.get(change).context["form"]
    sent = {name: form[name].value() for name in ("seen", "base", "number", "since", "until")}
    assert client.post(change, {**sent, "hours": "20"}).status_code == 302
    contract.refresh_from_db()
    assert contract.limit == 1200


def test_an_adviser_says_what_they_can_help_with(client, desk):
    unit = UnitFactory()
    profile = reverse("advisory-panel:profile")
    data = {"topics": ["form"], "languages": ["pl"], "about": "Prawnik.", "home": unit.key}
    assert as_(client, desk.consultant).post(profile, {**data, "home": "PL-0"}).status_code == 422
    assert client.post(profile, data).status_code == 302
    page = as_(client, desk.manager).get(reverse("advisory-panel:adviser", args=[desk.consultant.pk])).text
    assert "Prawnik." in page
    assert desk.partnership.called in page
    form = as_(client, desk.consultant).get(profile).context["form"]
    assert form["home"].value() == unit.key


def test_a_partnership_is_handed_over_with_a_note_for_the_new_consultant(client, desk):
    other = PartnershipFactory()
    ParticipationFactory(partnership=other, programme=desk.programme)
    new = with_role("consultant", other)
    address = reverse("advisory-panel:hand-over", args=[desk.partnership.slug])
    data = {"from_account": desk.consultant.pk, "to_account": new.pk, "note": "Umowa czeka na podpis."}
    assert as_(client, desk.manager).post(address, data).status_code == 302
    workspace = reverse("partnerships-panel:workspace", args=[desk.partnership.slug])
    assert "Umowa czeka na podpis." in as_(client, new).get(workspace).text
    assert "Umowa czeka na podpis." not in as_(client, desk.coordinator).get(workspace).text


def test_a_recommendation_goes_its_way_through_the_pages(client, desk):
    propose = reverse("advisory-panel:propose", args=[desk.partnership.slug])
    data = {"title": "Powołać zespół", "reason": "Brak ludzi.", "expected": "Praca.", "topic": "management"}
    as_(client, desk.consultant).post(propose, data)
    row = Recommendation.objects.get()
    assert (
        reverse("advisory-panel:answer", args=[row.pk])
        in as_(client, desk.coordinator).get(reverse("panel-panel:home")).text
    )
    answer = reverse("advisory-panel:answer", args=[row.pk])
    assert "text" in client.post(answer, {"answer": "declined", "text": ""}).context["form"].errors
    client.post(answer, {"answer": "accepted", "text": "Tak."})
    client.post(reverse("advisory-panel:begin", args=[row.pk]))
    client.post(reverse("advisory-panel:close", args=[row.pk]), {"answer": "done", "text": "Powołano."})
    effect = reverse("advisory-panel:effect", args=[row.pk])
    form = client.get(effect).context["form"]
    client.post(effect, {"seen": form["seen"].value(), "base": form["base"].value(), "effect": "Szybciej."})
    page = client.get(reverse("advisory-panel:recommendation", args=[row.pk])).text
    for text in ("Tak.", "Powołano.", "Szybciej."):
        assert text in page


def test_voivodeships_to_choose_stand_in_the_order_of_the_alphabet():
    wanted = ["lubuskie", "łódzkie", "małopolskie", "śląskie"]
    for number, name in enumerate(sorted(wanted)):
        UnitFactory(code=f"{90 + number}", name=name, voivodeship=True)
    form = ProfileForm(regions=people.voivodeships())
    assert [label for _value, label in form.fields["regions"].choices] == wanted


def test_what_changed_since_the_page_was_opened_is_not_decided_on(client):
    desk = Desk()
    row = desk.record(180)
    client.force_login(desk.manager, backend=BACKEND)
    address = reverse("advisory-panel:decide-hours", args=[row.pk])
    page = client.get(address)
    assert 'name="seen"' in page.content.decode()
    seen = page.context["form"]["seen"].value()
    row = change_consultation(consultation=row, values={"minutes": 300}, by=desk.consultant)
    sent = {"answer": "accepted", "reason": "", "seen": seen}
    answer = client.post(address, sent, follow=True)
    row.refresh_from_db()
    assert row.over_state == "recorded"
    assert answer.context["form"]["seen"].value() == row.row_version
    assert client.post(address, {**sent, "seen": row.row_version}).status_code == 302
    row.refresh_from_db()
    assert row.over_state == "accepted"
