"""The roles a person can have. One person may have several."""

from enum import StrEnum


class Role(StrEnum):
    CLIENT = "client"
    THERAPIST = "therapist"
    DESK = "desk"
    OWNER = "owner"


AT_DESK = frozenset({Role.DESK, Role.OWNER})  # an owner may do what the desk may
STAFF = frozenset({Role.THERAPIST, Role.DESK, Role.OWNER})
EVERY_ROLE = frozenset(Role)
