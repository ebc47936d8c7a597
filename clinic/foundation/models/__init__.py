"""Every model of the foundation, so that Django finds them."""

from clinic.foundation.models.api_tokens import ApiToken
from clinic.foundation.models.break_glass import BreakGlass
from clinic.foundation.models.clients import Client, ClientKey
from clinic.foundation.models.idempotency import IdempotentCall
from clinic.foundation.models.looks import Look
from clinic.foundation.models.outbox import Channel, OutboxRow, Pulse
from clinic.foundation.models.practice import Practice
from clinic.foundation.models.tokens import OneTimeToken
from clinic.foundation.models.tries import Try
from clinic.foundation.models.users import Grant, User

__all__ = [
    "ApiToken",
    "BreakGlass",
    "Channel",
    "Client",
    "ClientKey",
    "Grant",
    "IdempotentCall",
    "Look",
    "OneTimeToken",
    "OutboxRow",
    "Practice",
    "Pulse",
    "Try",
    "User",
]
