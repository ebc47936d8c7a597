"""The roles a person can have. One person may have several."""

from enum import StrEnum


class Role(StrEnum):
    CLIENT = "client"
    THERAPIST = "therapist"
    DESK = "desk"
    OWNER = "owner"


STAFF = frozenset({Role.THERAPIST, Role.DESK, Role.OWNER})
EVERY_ROLE = frozenset(Role)
