"""Clients: the runners. A client need not be a user; the telephone's clients are none."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.utils import timezone

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models.users import User


@pghistory.track()
class Client(models.Model):
    """A runner on the clinic's books. `health_note` is what every therapist should know."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    user = models.OneToOneField(User, null=True, on_delete=models.PROTECT, related_name="client")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    by_sms = models.BooleanField(default=False)  # agreed to short messages beside mails
    health_note = EncryptedText(null=True)
    # The record that took this one's login over, when a client of the telephone signed up.
    joined_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="joined_from"
    )
    created_at = models.DateTimeField(default=timezone.now)

    SEALED: ClassVar[tuple[str, ...]] = ("health_note",)

    def __str__(self) -> str:
        return self.name

    @property
    def client(self) -> Client:
        """Every health record names its client; this one is its own."""
        return self


class ClientKey(models.Model):
    """A client's own key, wrapped by the master key. Without this row nothing of theirs opens."""

    client = models.OneToOneField(
        Client, primary_key=True, on_delete=models.PROTECT, related_name="key"
    )
    key_id = models.CharField(max_length=16, unique=True, default=new_code)
    wrapped = models.TextField()

    def __str__(self) -> str:
        return self.key_id
