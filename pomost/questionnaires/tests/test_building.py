"""A questionnaire out of a file: what no database keeps is refused at its field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pomost.accounts.tests.factories import with_role
from pomost.programmes.tests.factories import ProgrammeFactory
from pomost.questionnaires.models import Questionnaire
from tests.world import BACKEND

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "raw", [b'{"title": {"pl": "a\\u0000b"}}', b'{"title": {"pl": "a\\ud800"}}', b"[" * 90_000, b"[]"]
)
def test_a_file_that_can_not_be_kept_is_refused_at_its_field(client, raw):
    programme = ProgrammeFactory()
    client.force_login(with_role("programme_manager", programme), backend=BACKEND)
    sent = {"programme": programme.pk, "purpose": "survey", "file": SimpleUploadedFile("model.json", raw)}

    answer = client.post(reverse("questionnaires-panel:make"), sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Questionnaire.objects.exists()
