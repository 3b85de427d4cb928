"""The picture of a programme: who may give it one, what is taken, and what the pages then show."""

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from PIL import Image

from pomost.accounts.tests.factories import AccountFactory, with_role
from pomost.core import files
from pomost.core.errors import Conflict, DomainError
from pomost.core.models import Attachment, Blob, JournalEntry
from pomost.core.pictures import drawn_anew
from pomost.programmes.actions.pictures import remove_picture, set_picture
from pomost.programmes.actions.programmes import change_programme
from pomost.programmes.models import Programme
from pomost.programmes.tests.factories import ProgrammeFactory

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db


def _drawn(colour: str) -> bytes:
    """A small picture as it is kept."""
    sent = BytesIO()
    Image.new("RGB", (3, 2), colour).save(sent, "PNG")
    return drawn_anew(BytesIO(sent.getvalue()), "most.png").read()


PNG, OTHER_PNG = _drawn("blue"), _drawn("red")
SAID = {
    "picture_alt": {"pl": "Most nad rzeką."},
    "picture_author": "Anna Nowak",
    "picture_licence": "CC BY 4.0",
}
TYPED = {
    "picture_alt_pl": "Most nad rzeką.",
    "picture_alt_en": "A bridge.",
    "picture_author": "Anna Nowak",
    "picture_licence": "CC BY 4.0",
}
ADDRESS = "/panel/programy/proba/obraz/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def programme():
    return ProgrammeFactory(slug="proba", published=True)


@pytest.fixture
def manager(programme):
    return with_role("programme_manager", programme)


@pytest.fixture
def panel(manager, signed_in):
    return signed_in(manager)


def kept(content: bytes = PNG, name: str = "most.png") -> dict:
    return {"blob": files.keep(BytesIO(content), name), "name": name}


def upload(content: bytes = PNG, name: str = "most.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def state(programme) -> tuple:
    """Everything that a refused action must leave as it was."""
    programme.refresh_from_db()
    said = (programme.picture, programme.picture_alt, programme.picture_author, programme.picture_licence)
    held = list(Attachment.objects.values_list("name", "version", "is_current", "blob_id"))
    return said, programme.row_version, held, JournalEntry.objects.count()


def test_a_manager_gives_the_programme_a_picture(programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())

    programme.refresh_from_db()
    assert programme.picture == "most.png"
    assert programme.picture_alt == {"pl": "Most nad rzeką."}
    assert (programme.picture_author, programme.picture_licence) == ("Anna Nowak", "CC BY 4.0")
    assert programme.row_version == 2
    assert programme.content_changed_at is not None
    file = Attachment.objects.get()
    assert (file.owner_kind, file.owner_id) == ("programmes.picture", str(programme.pk))
    entry = JournalEntry.objects.get(target_type="programmes.programme")
    assert (entry.verb, entry.actor_id) == ("picture.added", manager.pk)
    assert entry.data["changes"]["picture"] == ["", "most.png"]


def test_another_picture_takes_its_place_and_the_earlier_file_is_kept(programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    set_picture(programme=programme, values=SAID, by=manager, **kept(OTHER_PNG))

    programme.refresh_from_db()
    assert programme.picture == "most.png #2"
    assert list(Attachment.objects.order_by("version").values_list("version", "is_current")) == [
        (1, False),
        (2, True),
    ]
    entry = JournalEntry.objects.get(verb="picture.changed")
    assert entry.data["changes"] == {"picture": ["most.png", "most.png #2"]}


def test_the_words_are_corrected_without_a_file(programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    set_picture(programme=programme, values={"picture_alt": {"pl": "Kładka."}}, by=manager)

    programme.refresh_from_db()
    assert programme.picture == "most.png"
    assert programme.picture_alt == {"pl": "Kładka."}
    assert programme.picture_author == "Anna Nowak"
    entry = JournalEntry.objects.get(verb="picture.changed")
    assert entry.data["changes"] == {"picture_alt": [{"pl": "Most nad rzeką."}, {"pl": "Kładka."}]}


def test_the_same_once_more_changes_nothing(programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    before = state(programme)
    set_picture(programme=programme, values=SAID, by=manager, **kept())

    assert state(programme) == before


def test_a_very_long_name_is_cut(programme, manager):
    for content in (PNG, OTHER_PNG):
        set_picture(programme=programme, values=SAID, by=manager, **kept(content, f"{'a' * 300}.png"))

    programme.refresh_from_db()
    programme.full_clean()
    assert programme.picture.endswith("a.png #2")


@pytest.mark.parametrize("is_drawing", [False, True], ids=["uploaded", "of the house"])
def test_whoever_may_not_change_the_programme_gives_and_removes_no_picture(programme, manager, is_drawing):
    if is_drawing:
        type(programme).objects.update(picture="pomost-nad-woda.svg", picture_alt={"pl": "Rysunek."})
    else:
        set_picture(programme=programme, values=SAID, by=manager, **kept())
    other = kept(OTHER_PNG)
    before = state(programme)
    for account in (AccountFactory(), with_role("editor", programme)):
        with pytest.raises(PermissionDenied):
            set_picture(programme=programme, values=SAID, by=account, **other)
        with pytest.raises(PermissionDenied):
            remove_picture(programme=programme, by=account)

    assert state(programme) == before


@pytest.mark.parametrize(
    ("values", "content", "name", "field"),
    [
        (SAID, None, "", "file"),
        ({**SAID, "picture_alt": {}}, PNG, "most.png", "picture_alt"),
        ({**SAID, "picture_alt": {"en": "A bridge.", "pl": "  "}}, PNG, "most.png", "picture_alt"),
        (SAID, b"%PDF-1.7\n%%EOF\n", "most.pdf", "file"),
    ],
    ids=["no file", "no words", "no Polish words", "no picture"],
)
def test_what_is_not_whole_is_refused(programme, manager, values, content, name, field):
    given = kept(content, name) if content else {}
    before = state(programme)
    with pytest.raises(DomainError) as refusal:
        set_picture(programme=programme, values=values, by=manager, **given)

    assert set(refusal.value.fields) == {field}
    assert state(programme) == before


def test_a_picture_over_somebody_elses_change_is_refused(programme, manager):
    seen = programme.row_version
    set_picture(programme=programme, values=SAID, by=manager, seen=seen, **kept())
    other = kept(OTHER_PNG)
    before = state(programme)
    with pytest.raises(Conflict):
        set_picture(programme=programme, values=SAID, by=manager, seen=seen, **other)
    with pytest.raises(Conflict):
        remove_picture(programme=programme, by=manager, seen=seen)

    assert state(programme) == before


def test_the_words_of_the_programme_say_nothing_of_its_picture(programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    change_programme(programme=programme, values={"picture_alt": {}, "aim": {"pl": "Nowy"}}, by=manager)

    programme.refresh_from_db()
    assert (programme.aim, programme.picture_alt) == ({"pl": "Nowy"}, SAID["picture_alt"])


def test_removing_it_takes_the_files_and_the_words_and_the_journal_keeps_the_words(programme, manager):
    for content in (PNG, OTHER_PNG):
        set_picture(programme=programme, values=SAID, by=manager, **kept(content))
    programme.refresh_from_db()
    remove_picture(programme=programme, by=manager, seen=programme.row_version)

    programme.refresh_from_db()
    assert (programme.picture, programme.picture_alt, programme.picture_author) == ("", {}, "")
    assert not Attachment.objects.exists()
    entry = JournalEntry.objects.get(verb="picture.removed")
    assert entry.data["changes"] == {
        "picture": ["most.png #2", ""],
        "picture_alt": [{"pl": "Most nad rzeką."}, {}],
        "picture_licence": ["CC BY 4.0", ""],
    }
    assert entry.personal.values == {"picture_author": ["Anna Nowak", ""]}
    before = state(programme)
    with pytest.raises(DomainError):
        remove_picture(programme=programme, by=manager)
    assert state(programme) == before


def test_a_drawing_of_the_house_is_described_replaced_and_removed_too(client, manager, programme):
    type(programme).objects.update(picture="pomost-nad-woda.svg", picture_alt={"pl": "Rysunek."})
    set_picture(programme=programme, values={"picture_alt": {"pl": "Rysunek mostu."}}, by=manager)
    page = client.get("/programy/proba/").content.decode()
    assert 'alt="Rysunek mostu."' in page
    assert "pomost-nad-woda" in page
    assert "<figcaption" not in page.partition('alt="Rysunek mostu."')[2].partition("</figure>")[0]

    set_picture(programme=programme, values=SAID, by=manager, **kept())
    assert "pomost-nad-woda" not in client.get("/programy/proba/").content.decode()
    remove_picture(programme=programme, by=manager)
    assert 'class="picture"' not in client.get("/programy/proba/").content.decode()


def test_a_file_that_names_a_drawing_that_is_not_there_is_refused_at_its_line(tmp_path):
    text = (ROOT / "demo" / "programme.yaml").read_text(encoding="utf-8")
    path = tmp_path / "programme.yaml"
    path.write_text(text.replace("pomost-nad-woda.svg", "../../ui/icon.svg"), encoding="utf-8")
    with pytest.raises(CommandError, match=r"icon\.svg"):
        call_command("load", path, stdout=StringIO())

    assert not Programme.objects.exists()


def test_loading_the_file_again_leaves_the_picture_that_somebody_uploaded(client):
    file = str(ROOT / "demo" / "programme.yaml")
    call_command("load", file, stdout=StringIO())
    programme = Programme.objects.get(slug="budowanie-kompetencji")
    uploader = with_role("programme_manager", programme)
    set_picture(programme=programme, values=SAID, by=uploader, **kept())
    before = state(programme)
    call_command("load", file, stdout=StringIO())

    assert state(programme) == before
    call_command("load", file, "--overwrite", stdout=StringIO())
    page = client.get("/programy/budowanie-kompetencji/").content.decode()
    assert "pomost-nad-woda" in page
    assert 'alt="Rysunek. ' in page


def test_the_page_takes_a_picture_and_everybody_sees_it(panel, programme, client):
    assert ADDRESS in panel.get("/panel/programy/proba/").content.decode()
    answer = panel.post(ADDRESS, {**TYPED, "file": upload()})
    assert answer.status_code == 302

    page = client.get("/programy/proba/").content.decode()
    file = Attachment.objects.get()
    address = f"/pliki/{file.public_id}/most.png"
    assert f'src="{address}" alt="Most nad rzeką."' in page
    assert "Anna Nowak, CC BY 4.0" in page
    shown = client.get(address)
    assert shown.getvalue() == PNG
    assert shown.headers["Content-Type"] == "image/png"
    assert 'alt="A bridge."' in client.get("/en/programmes/proba/").content.decode()


def test_the_picture_of_an_unpublished_programme_is_seen_by_those_with_a_task_only(panel, programme, client):
    panel.post(ADDRESS, {**TYPED, "file": upload()})
    address = f"/pliki/{Attachment.objects.get().public_id}/most.png"
    assert client.get(address).getvalue() == PNG
    type(programme).objects.update(published_at=None)

    assert client.get(address).status_code == 404
    assert panel.get(address).getvalue() == PNG


def test_what_hides_behind_a_picture_is_not_kept(panel, programme):
    panel.post(ADDRESS, {**TYPED, "file": upload(PNG + b"<script>alert(1)</script>")})
    assert files.stored_at(Attachment.objects.get().blob_id).read_bytes() == PNG


HOSTILE = {
    "page called picture": ("most.png", b"<html><body><script>alert(1)</script></body></html>"),
    "drawing with a script": (
        "most.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    ),
    "drawing called picture": (
        "most.png",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    ),
    "forty megabytes": ("most.png", PNG + b"\x00" * (40 * 1024 * 1024)),
    "a little too large": ("most.png", PNG + b"\x00" * (20 * 1024 * 1024)),
    "document": ("umowa.pdf", b"%PDF-1.7\n%%EOF\n"),
    "without extension": ("most", PNG),
    "another kind inside": ("most.jpg", PNG),
    "empty": ("most.png", b""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_its_field_and_the_words_are_kept(panel, programme, name):
    before = state(programme)
    answer = panel.post(ADDRESS, {**TYPED, "file": upload(*reversed(HOSTILE[name]))})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    for typed in TYPED.values():
        assert typed in page
    assert state(programme) == before
    assert not Blob.objects.exists()


def test_a_missing_file_and_missing_words_are_said_each_at_its_field(panel, programme):
    answer = panel.post(ADDRESS, {"picture_alt_en": "A bridge."})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file", "picture_alt"}

    answer = panel.post(ADDRESS, {"picture_alt_en": "A bridge.", "file": upload()})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file", "picture_alt"}
    assert "proszę wybrać go ponownie" in str(answer.context["form"].errors["file"]).lower()
    assert state(programme)[0] == ("", {}, "", "")


def fields_of(page) -> dict[str, str]:
    """What the browser sends back of what the page says by itself."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in ("seen", "base")}


def test_two_who_put_a_picture_each_are_asked_and_words_beside_it_are_not_lost(panel, programme, manager):
    opened = fields_of(panel.get(ADDRESS))
    colleague = with_role("programme_manager", programme)
    set_picture(programme=programme, values=SAID, by=colleague, **kept())
    before = state(programme)
    answer = panel.post(ADDRESS, {**TYPED, **opened, "file": upload(OTHER_PNG, "inny.png")})

    assert answer.status_code == 409
    assert state(programme) == before
    rivals = {row.label: (row.typed, row.stored) for row in answer.context["form"].rivals}
    assert ("inny.png", "most.png") in rivals.values()
    assert "file" in answer.context["form"].errors

    again = {**TYPED, **fields_of(answer), "file": upload(OTHER_PNG, "inny.png")}
    assert panel.post(ADDRESS, again).status_code == 302
    programme.refresh_from_db()
    assert programme.picture == "inny.png #2"


def test_pictures_of_the_same_name_are_two_pictures(panel, programme, manager):
    opened = fields_of(panel.get(ADDRESS))
    colleague = with_role("programme_manager", programme)
    set_picture(programme=programme, values=SAID, by=colleague, **kept())
    assert panel.post(ADDRESS, {**TYPED, **opened, "file": upload(OTHER_PNG)}).status_code == 409

    opened = fields_of(panel.get(ADDRESS))
    set_picture(programme=programme, values={"picture_licence": "CC0"}, by=colleague)
    sent = {
        **TYPED,
        **opened,
        "picture_alt_en": "",
        "picture_licence": "CC BY 4.0",
        "file": upload(OTHER_PNG),
    }
    assert panel.post(ADDRESS, sent).status_code == 302
    programme.refresh_from_db()
    assert (programme.picture, programme.picture_licence) == ("most.png #2", "CC0")
    assert files.stored_at(Attachment.objects.get(is_current=True).blob_id).read_bytes() == OTHER_PNG


def test_words_do_not_join_another_picture_when_their_own_could_not_be_kept(panel, programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    refused = panel.post(ADDRESS, {**TYPED, "picture_alt_pl": "Kładka.", "file": upload(b"nic")})
    assert refused.status_code == 422
    assert 'name="awaited" value="1"' in refused.content.decode()

    again = {**TYPED, **fields_of(refused), "picture_alt_pl": "Kładka.", "awaited": "1"}
    asked = panel.post(ADDRESS, again)
    assert asked.status_code == 422
    assert list(asked.context["form"].errors) == ["file"]
    assert 'name="awaited" value="1"' not in asked.content.decode()
    programme.refresh_from_db()
    assert programme.picture_alt == {"pl": "Most nad rzeką."}

    assert panel.post(ADDRESS, {**again, "awaited": ""}).status_code == 302
    programme.refresh_from_db()
    assert programme.picture_alt["pl"] == "Kładka."


def test_a_replaced_picture_is_seen_by_those_who_may_change_it_only(panel, programme, manager, client):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    address = f"/pliki/{Attachment.objects.get().public_id}/most.png"
    assert client.get(address).getvalue() == PNG
    set_picture(programme=programme, values=SAID, by=manager, **kept(OTHER_PNG))

    assert client.get(address).status_code == 404
    assert panel.get(address).getvalue() == PNG


def test_words_of_one_and_the_picture_of_another_are_both_saved(panel, programme, manager):
    set_picture(programme=programme, values=SAID, by=manager, **kept())
    opened = fields_of(panel.get(ADDRESS))
    colleague = with_role("programme_manager", programme)
    set_picture(programme=programme, values={}, by=colleague, **kept(OTHER_PNG, "inny.png"))
    answer = panel.post(ADDRESS, {**TYPED, **opened, "picture_alt_pl": "Kładka.", "picture_alt_en": ""})

    assert answer.status_code == 302
    programme.refresh_from_db()
    assert (programme.picture, programme.picture_alt) == ("inny.png #2", {"pl": "Kładka."})


def test_a_new_file_survives_a_change_of_the_words_elsewhere(panel, programme, manager):
    opened = fields_of(panel.get(ADDRESS))
    change_programme(programme=programme, values={"aim": {"pl": "Nowy cel"}}, by=manager)
    assert panel.post(ADDRESS, {**TYPED, **opened, "file": upload()}).status_code == 302

    programme.refresh_from_db()
    assert (programme.picture, programme.aim) == ("most.png", {"pl": "Nowy cel"})


def test_removing_is_asked_once_more_and_shows_what_goes(panel, programme):
    panel.post(ADDRESS, {**TYPED, "file": upload()})
    page = panel.get(f"{ADDRESS}usun/").content.decode()
    assert 'alt="Most nad rzeką."' in page
    assert 'name="seen" value="2"' in page

    before = state(programme)
    for unseen in ({"seen": "1"}, {"seen": "most.png"}, {}):
        assert panel.post(f"{ADDRESS}usun/", unseen).status_code == 409
        assert state(programme) == before
    assert panel.post(f"{ADDRESS}usun/", {"seen": "2"}).status_code == 302
    assert state(programme)[0] == ("", {}, "", "")
    assert panel.get(f"{ADDRESS}usun/").headers["Location"] == ADDRESS
    assert panel.post(f"{ADDRESS}usun/", {"seen": "2"}).headers["Location"] == ADDRESS


def test_the_history_says_what_was_before_and_after(panel, programme):
    panel.post(ADDRESS, {**TYPED, "file": upload()})
    panel.post(ADDRESS, {**TYPED, "file": upload(OTHER_PNG), "picture_alt_pl": "Kładka."})
    panel.post(f"{ADDRESS}usun/", {"seen": "3"})

    page = " ".join(panel.get("/panel/programy/proba/historia/").content.decode().split())
    assert "<del>most.png</del>" in page
    assert "<ins>most.png #2</ins>" in page
    assert "<del>Most nad rzeką.</del>" in page
    assert "<ins>Kładka.</ins>" in page
    assert "picture." not in page
