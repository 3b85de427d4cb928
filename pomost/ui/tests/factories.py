"""Accounts for the room's tests."""

import factory
from django.contrib.auth import get_user_model


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person Number{n}")
