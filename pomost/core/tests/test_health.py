"""Signs of life, for machines and for the operator."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pomost.core import health


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_looks_at_database_storage_and_queue(client, settings, tmp_path):
    assert client.get("/readyz").json() == {"database": "ok", "storage": "ok", "queue": "ok"}

    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings.FILES_ROOT = blocked / "below"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["storage"]) == (503, "not writable")


@pytest.mark.django_db
def test_metrics_are_for_allowed_addresses_only(client):
    assert b"pomost_outbox_messages" in client.get("/metrics", REMOTE_ADDR="127.0.0.1").content
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    for peer, headers in (
        ("203.0.113.9", {"x-forwarded-for": "127.0.0.1"}),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
        ("127.0.0.1", {"forwarded": "for=203.0.113.9"}),
    ):
        assert client.get("/metrics", REMOTE_ADDR=peer, headers=headers).status_code == 403


@pytest.mark.django_db
def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("doctor", stdout=out)

    assert "pomost worker" in out.getvalue()
    assert "pomost collectstatic" in out.getvalue()


@pytest.mark.django_db
def test_a_secret_key_that_others_can_read_is_found(settings, tmp_path):
    settings.VAR = tmp_path
    key = tmp_path / "secret-key"
    key.write_text("x")
    key.chmod(0o644)
    assert not health._key().is_well
    key.chmod(0o600)
    assert health._key().is_well


@pytest.mark.django_db
def test_the_doctor_finds_a_key_to_guess_and_an_address_that_nobody_else_opens(settings):
    settings.ENVIRONMENT = "production"
    settings.SECRET_KEY, settings.SITE_ADDRESS = "x", "http://localhost:8000"
    found = {
        finding.mend: finding for finding in health.examine() if not finding.is_well and finding.is_grave
    }
    assert any("SECRET_KEY" in mend for mend in found)
    assert any("POMOST_ADDRESS" in mend for mend in found)

    settings.SECRET_KEY, settings.SITE_ADDRESS = "k" * 50, "https://pomost.example.org"
    mends = [finding.mend for finding in health.examine() if not finding.is_well]
    assert not any("SECRET_KEY" in mend or "POMOST_ADDRESS" in mend for mend in mends)
