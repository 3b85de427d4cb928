"""Background work of the room: mail that must not be waited for."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task


@task()
def deliver(to: str, subject: str, body: str) -> None:
    """Send one message. The worker does it, so that the time of an answer tells nothing about the addressee."""
    EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [to]).send()


def send(to: str, language: str, template: str, context: Mapping[str, Any]) -> None:
    """Queue a message made of `template`_subject.txt and `template`_message.txt in the reader's language."""
    with translation.override(language or settings.LANGUAGE_CODE):
        values = {"site_address": settings.SITE_ADDRESS, **context}
        subject = " ".join(render_to_string(f"{template}_subject.txt", values).split())
        body = render_to_string(f"{template}_message.txt", values).strip() + "\n"
    deliver.enqueue(to, subject, body)
