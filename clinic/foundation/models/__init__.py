"""Every model of the foundation, so that Django finds them."""

from clinic.foundation.models.clients import Client, ClientKey
from clinic.foundation.models.looks import Look
from clinic.foundation.models.outbox import OutboxRow
from clinic.foundation.models.practice import Practice
from clinic.foundation.models.tokens import OneTimeToken
from clinic.foundation.models.tries import Try
from clinic.foundation.models.users import Grant, User

__all__ = [
    "Client",
    "ClientKey",
    "Grant",
    "Look",
    "OneTimeToken",
    "OutboxRow",
    "Practice",
    "Try",
    "User",
]
