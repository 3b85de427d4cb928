"""Self-assessment: by a model, in common and member by member, sealed, shared by a switch, compared."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone, translation

from pomost.accounts.models import InboxItem
from pomost.accounts.tests.factories import AccountFactory, GrantFactory, with_role
from pomost.advisory import presenting_assessment
from pomost.advisory.actions import self_assessments as actions
from pomost.advisory.models import SelfAssessment
from pomost.advisory.queries import self_assessments as queries
from pomost.advisory.tests.test_advice import Desk
from pomost.core import files
from pomost.core.errors import Conflict, DomainError
from pomost.partnerships.tests.factories import MembershipFactory, ParticipationFactory, PartnershipFactory
from pomost.questionnaires.actions import parts
from pomost.questionnaires.actions.answering import Typed, complete_answers, restore_answer, save_answers
from pomost.questionnaires.actions.building import begin_version, release_version
from pomost.questionnaires.models import AnswerSet
from pomost.questionnaires.queries.answers import files_of, missing_in, values_of
from pomost.questionnaires.tests.factories import STAGES, QuestionnaireFactory, VersionFactory, asked, defined

pytestmark = pytest.mark.django_db
SECRET = "Burmistrz nie ufa starostwu"


class Assessed(Desk):
    """A partnership of a programme that has a model of three criteria."""

    def __init__(self) -> None:
        super().__init__()
        criteria = [asked(f"k{n}", "stages", stages=STAGES, required=True) for n in (1, 2, 3)]
        model = defined(*criteria, asked("uwagi"), title="Model demonstracyjny")
        questionnaire = QuestionnaireFactory(programme=self.programme, purpose="self_assessment")
        self.version = VersionFactory(questionnaire=questionnaire, definition=model)
        self.officer = with_role("officer", self.office)

    def start(self, partnership=None, by=None):
        return actions.start_self_assessment(
            partnership=partnership or self.partnership, version=self.version, by=by or self.coordinator
        )


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(db) -> Assessed:
    return Assessed()


def fill(answer_set, by, *stages, **more):
    said = {f"k{n}": str(stage) for n, stage in enumerate(stages, start=1)} | more
    known = dict(answer_set.answers.values_list("path", "version"))
    typed = [Typed(path, value, known.get(path, 0)) for path, value in said.items()]
    return save_answers(answer_set=answer_set, typed=typed, by=by)


def completed(desk, *stages, partnership=None, by=None):
    row = desk.start(partnership, by)
    answers = queries.common_sheet(row).answer_set
    fill(answers, by or desk.coordinator, *stages)
    complete_answers(answer_set=answers, by=by or desk.coordinator)
    row.refresh_from_db()
    return row


def test_a_partnership_assesses_itself_and_the_year_before_is_its_shadow(desk):
    first = completed(desk, 1, 2, 2)
    SelfAssessment.objects.update(started_at=F("started_at") - timedelta(days=365))
    second = completed(desk, 2, 3, 5)
    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "completed")

    result = presenting_assessment.result_of(second)
    assert [(each.stage, each.earlier) for each in result.criteria] == [(2, 1), (3, 2), (5, 2)]
    assert result.criteria[0].next_name == "Etap 3"
    assert result.criteria[0].next_conditions == "Warunki 3"
    assert result.criteria[2].next_name == ""
    assert [series.values for series in result.chart.series] == [(2, 3, 5), (1, 2, 2)]


def test_only_one_is_open_and_only_by_a_model_of_the_programme(desk):
    desk.start()
    with pytest.raises(DomainError, match="being filled in"):
        desk.start()
    other = Assessed()
    with pytest.raises(DomainError, match="not offered"):
        actions.start_self_assessment(
            partnership=other.partnership, version=desk.version, by=other.coordinator
        )
    for account in (desk.consultant, desk.manager, desk.officer, AccountFactory()):
        with pytest.raises(PermissionDenied):
            desk.start(by=account)


def test_members_fill_in_their_own_and_the_differences_show(desk):
    row = desk.start()
    member = with_role("member", desk.partnership)
    sheet = actions.add_sheet(assessment=row, organisation=desk.office, by=desk.officer)
    again = actions.add_sheet(assessment=row, organisation=desk.office, by=desk.officer)
    assert again.pk == sheet.pk
    fill(sheet.answer_set, desk.officer, 1, 1, 4)
    neighbour = MembershipFactory(partnership=desk.partnership).organisation
    other = with_role("officer", neighbour)
    with pytest.raises(DomainError, match="do not act"):
        actions.add_sheet(assessment=row, organisation=neighbour, by=desk.officer)
    fill(actions.add_sheet(assessment=row, organisation=neighbour, by=other).answer_set, other, 3, 1)
    for account in (other, member, desk.coordinator, desk.consultant):
        with pytest.raises(PermissionDenied):
            fill(sheet.answer_set, account, 5)
    with pytest.raises(PermissionDenied):
        fill(queries.common_sheet(row).answer_set, desk.officer, 5)
    fill(queries.common_sheet(row).answer_set, member, 2)

    result = presenting_assessment.result_of(row)
    assert [each.differs for each in result.criteria] == [2, 0, 0]
    assert sorted(stage for _name, stage in result.criteria[0].views) == [1, 3]


def test_it_is_sealed_until_shared_and_again_after(desk, client):
    row = completed(desk, 1, 2, 3)
    assert [desk.consultant in (row.started_by,), queries.visible_to(desk.consultant).exists()] == [False] * 2

    actions.share_self_assessment(
        assessment=row, consultant=True, compared=False, by=desk.coordinator, seen=row.row_version
    )
    assert queries.visible_to(desk.consultant).get() == row
    assert InboxItem.objects.filter(account=desk.consultant).count() == 1
    with pytest.raises(Conflict):
        actions.share_self_assessment(
            assessment=row, consultant=False, compared=False, by=desk.coordinator, seen=row.row_version
        )
    row.refresh_from_db()
    actions.share_self_assessment(assessment=row, consultant=False, compared=False, by=desk.coordinator)
    assert not queries.visible_to(desk.consultant).exists()
    for account in (desk.consultant, desk.manager, with_role("member", desk.partnership)):
        with pytest.raises(PermissionDenied):
            actions.share_self_assessment(assessment=row, consultant=True, compared=True, by=account)


def test_a_manager_sees_that_it_exists_and_opens_it_with_a_reason(desk, client):
    row = completed(desk, 1, 2, 3)
    client.force_login(desk.manager)
    answers = queries.common_sheet(row).answer_set
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(answers.get_absolute_url()).status_code == 404
    listed = client.get("/panel/doradztwo/samooceny/").content.decode()
    assert desk.partnership.called in listed
    address = f"/panel/samooceny/{row.public_id}/otworz/"
    assert client.post(address, {"reason": "bo tak"}).status_code == 422
    assert client.post(address, {"reason": "Kontrola instytucji pośredniczącej."}).status_code == 302
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.get(answers.get_absolute_url()).status_code == 200
    told = InboxItem.objects.filter(account=desk.coordinator)
    assert [str(desk.manager) in item.text for item in told] == [True]


def test_a_secret_in_it_is_found_by_no_door(desk, client):
    row = desk.start()
    answers = queries.common_sheet(row).answer_set
    fill(answers, desk.coordinator, 1, uwagi=SECRET)
    own = [row.get_absolute_url(), answers.get_absolute_url()]
    for tail in ("czesc/czesc/", "wersje/uwagi/", "potwierdzenie.pdf", "zakoncz/"):
        own.append(answers.get_absolute_url() + tail)
    for account in (desk.consultant, desk.manager, with_role("administrator"), AccountFactory()):
        client.force_login(account)
        for address in own:
            assert client.get(address).status_code == 404, (address, account)
        sent = {"answers": [{"path": "uwagi", "value": "x", "seen": 0, "key": "0" * 32}]}
        for tail, body in (("zapis/", sent), ("obecnosc/", {"path": "", "since": 0})):
            answer = client.post(answers.get_absolute_url() + tail, body, content_type="application/json")
            assert (answer.status_code, SECRET in answer.content.decode()) == (404, False)
        for address in ("/panel/", "/panel/doradztwo/", "/szukaj/?q=Burmistrz", "/panel/kwestionariusze/"):
            assert SECRET not in client.get(address, follow=True).content.decode()


def test_the_median_of_others_is_told_from_five_on_and_names_nobody(desk):
    mine = completed(desk, 1, 1, 1)
    for number in range(5):
        partnership = PartnershipFactory()
        ParticipationFactory(partnership=partnership, programme=desk.programme)
        coordinator = with_role("coordinator", partnership)
        row = completed(desk, number + 1, 3, 2, partnership=partnership, by=coordinator)
        assert queries.medians_for(mine, desk.version.questionnaire_id) == {}
        actions.share_self_assessment(assessment=row, consultant=False, compared=True, by=coordinator)
    assert queries.medians_for(mine, desk.version.questionnaire_id) == {"k1": 3.0, "k2": 3.0, "k3": 2.0}

    actions.share_self_assessment(assessment=row, consultant=False, compared=False, by=coordinator)
    assert queries.medians_for(mine, desk.version.questionnaire_id) == {}


def test_a_new_version_of_the_model_carries_open_sheets_over(desk, client):
    row = desk.start()
    old = queries.common_sheet(row).answer_set
    fill(old, desk.coordinator, 2, 3, uwagi="Do sprawdzenia")
    draft = begin_version(questionnaire=desk.version.questionnaire, by=desk.manager)
    draft.definition["sections"][0]["questions"][0]["label"] = {"pl": "Inaczej?"}
    del draft.definition["sections"][0]["questions"][3]
    draft.definition["sections"][0]["questions"].append(asked("k4", "stages", stages=STAGES))
    draft.save()
    assert release_version(version=draft, note="", by=desk.manager) == 1

    old.refresh_from_db()
    new = queries.common_sheet(row).answer_set
    assert (old.state, new.carried_from_id, new.state) == ("carried_over", old.pk, "open")
    assert dict(new.answers.values_list("path", "value")) == {"k1": "2", "k2": "3"}
    assert new.to_review == {"k1": "changed", "k4": "new", "uwagi": "gone"}
    client.force_login(desk.coordinator)
    assert "Do sprawdzenia" in client.get(old.get_absolute_url()).content.decode()
    page = client.get(f"{new.get_absolute_url()}czesc/czesc/").content.decode()
    assert "Inaczej?" in page
    fill(new, desk.coordinator, 4)
    assert set(AnswerSet.objects.get(pk=new.pk).to_review) == {"k4", "uwagi"}
    with pytest.raises(DomainError, match="newer version"):
        fill(old, desk.coordinator, 5)


def test_pages_say_what_is_missing_and_give_a_receipt(desk, client):
    client.force_login(desk.coordinator)
    address = f"/panel/partnerstwa/{desk.partnership.slug}/samooceny/"
    assert client.get(address).status_code == 200
    row_page = client.post(address, {"version": desk.version.pk}).headers["Location"]
    answers = AnswerSet.objects.get()
    section = f"{answers.get_absolute_url()}czesc/czesc/"
    assert client.get(answers.get_absolute_url()).headers["Location"] == section
    form = {
        "a:k1": "1",
        "v:k1": "0",
        "a:k2": "2",
        "v:k2": "0",
        "a:uwagi": "Dobrze.",
        "v:uwagi": "0",
        "on": "1",
    }
    assert client.post(section, form | {"on": "1"}).headers["Location"].endswith("/zakoncz/")
    page = client.get(f"{answers.get_absolute_url()}zakoncz/").content.decode()
    assert "Pytanie k3?" in page
    assert client.post(section, {"a:k3": "5", "v:k3": "0"}).status_code == 302
    stale = client.post(section, {"a:k1": "3", "v:k1": "0"})
    assert (stale.status_code, "conflict" in stale.content.decode()) == (409, True)
    GrantFactory(account=desk.coordinator, role="member", scope_id=str(desk.partnership.pk))
    answers.refresh_from_db()
    done = client.post(f"{answers.get_absolute_url()}zakoncz/", {"seen": str(answers.change)})
    assert done.headers["Location"] == answers.get_absolute_url()
    answers.refresh_from_db()
    assert (answers.number[:2], len(answers.checksum)) == ("K/", 64)
    page = client.get(answers.get_absolute_url()).content.decode()
    assert answers.checksum in page
    assert client.get(f"{answers.get_absolute_url()}potwierdzenie.pdf").content[:5] == b"%PDF-"
    assert client.get(row_page).status_code == 200
    late = client.post(section, {"a:k1": "3", "v:k1": "1"}, follow=True)
    assert "closed" in late.content.decode() or "zamknięte" in late.content.decode()
    assert answers.answers.get(path="k1").value == "1"


def test_files_and_rows_come_along_into_a_new_version(desk, tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    draft = begin_version(questionnaire=desk.version.questionnaire, by=desk.manager)
    part = draft.definition["sections"][0]["questions"]
    part += [asked("plik", "file"), asked("lista", "group", rows=5, questions=[asked("kto", "text")])]
    draft.save()
    release_version(version=draft, note="", by=desk.manager)
    desk.version = draft
    row = desk.start()
    old = queries.common_sheet(row).answer_set
    blob = files.keep(io.BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"), "plan.pdf")
    parts.add_files(answer_set=old, path="plik", files=(("plan.pdf", blob),), by=desk.coordinator)
    for _number in range(2):
        parts.add_row(answer_set=old, group="lista", by=desk.coordinator)
    rows = old.answers.get(path="lista").value
    fill(old, desk.coordinator, 2, uwagi="Słowo")

    newer = begin_version(questionnaire=desk.version.questionnaire, by=desk.manager)
    for question in newer.definition["sections"][0]["questions"]:
        if question["key"] == "lista":
            question["rows"] = 1
        if question["key"] == "uwagi":
            question.clear()
            question |= asked("uwagi", "table", columns=[{"key": "a", "label": {"pl": "A"}, "kind": "text"}])
    newer.save()
    release_version(version=newer, note="", by=desk.manager)
    new = queries.common_sheet(row).answer_set
    answer = new.answers.get(path="plik")
    assert [each.name for each in files_of([answer])[answer.pk]] == ["plan.pdf"]
    assert new.answers.get(path="lista").value == rows
    assert new.answers.get(path="uwagi").value == {"typed": "Słowo"}
    missing = {path: why for path, _question, why in missing_in(newer.definition, values_of(new)) if why}
    assert set(missing) == {"lista", "uwagi"}
    assert "Słowo" in missing["uwagi"]
    with pytest.raises(DomainError):
        save_answers(answer_set=new, typed=[Typed("plik", ["zmyślony.pdf"], seen=1)], by=desk.coordinator)
    answer.versions.create(number=2, value=[], save_key=uuid.uuid4(), saved_at=timezone.now())
    type(answer).objects.filter(pk=answer.pk).update(version=2, value=[])
    answer.refresh_from_db()
    with pytest.raises(DomainError, match=r"[Ff]iles|[Pp]lik"):
        restore_answer(answer=answer, number=1, by=desk.coordinator, seen=2)
