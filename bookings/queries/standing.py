"""How somebody stands to a client: what they may do for them, and how much they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bookings.core.holders import Holder
from bookings.models import Appointment
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access, people
from clinic.foundation.queries.prepared import Loaded
from clinic.foundation.roles import AT_DESK, Role


@dataclass(frozen=True)
class Standing:
    """`own`: the client themself. `desk`: front desk or owner. `treats`: a therapist of theirs.

    `link`: whoever holds the link to the one appointment that is asked about.
    """

    own: bool
    desk: bool
    treats: bool
    link: bool = False

    @property
    def any(self) -> bool:
        """Whether they may know that the client exists."""
        return self.own or self.desk or self.treats or self.link

    @property
    def staff(self) -> bool:
        """Whether they act for the clinic: bound to no notice and no change window."""
        return self.desk or (self.treats and not self.own)

    @property
    def discreet(self) -> bool:
        """Whether reasons that speak of health are kept from them.

        Whoever treats the client and is at the desk too hears what the desk hears: its screens are
        seen by others, and nothing that they open there is on file as a look.
        """
        return not (self.own or (self.treats and not self.desk))


def standing(by: User, client: Client, now: datetime) -> Standing:
    """How `by` stands to a client."""
    roles = people.roles_of(by)
    own = by.is_active and client.user_id is not None and client.user_id == by.pk
    desk = bool(roles & AT_DESK)
    treats = Role.THERAPIST in roles and access.treats(by, client, now)
    return Standing(own, desk, treats)


def must(
    by: User | Holder, client: Client, now: datetime, *, about: Appointment | None = None
) -> Standing:
    """The same; raises `NotFound` for those who may not know that the client exists.

    Only where an action names the appointment that it is `about` may a link ask for it.
    """
    if isinstance(by, Holder):
        found = Standing(own=False, desk=False, treats=False, link=opens(by, client, about))
    else:
        found = standing(by, client, now)
    if not found.any:
        raise NotFound("not_found", _("There is no such record."))
    return found


def opens(by: Holder, client: Client, about: Appointment | None) -> bool:
    """Whether a link is the one to this appointment: it opens nothing beside it."""
    return about is not None and (about.pk, client.pk) == (by.appointment, by.client)


def client(by: User, code: str, *, now: datetime) -> tuple[Client, Standing]:
    """A client by their code, for whoever may act for them. Raises `NotFound`."""
    found = Client.objects.filter(code=code).first() if code.isalnum() else None
    if found is None:
        raise NotFound("not_found", _("There is no such record."))
    return found, must(by, found, now)


def appointment(by: User, code: str, *, now: datetime) -> tuple[Appointment, Standing]:
    """An appointment by its code, for its client, those who treat them, and the desk."""
    found: Appointment | None = _APPOINTMENT.first(code=code)
    if found is None:
        raise NotFound("not_found", _("There is no such record."))
    return found, must(by, found.client, now)


def _appointment(*, code: str) -> QuerySet[Appointment]:
    rows = Appointment.objects.select_related("client", "service", "location")
    return rows.filter(code=code)


_APPOINTMENT = Loaded(_appointment, {"code": "no such code"})
