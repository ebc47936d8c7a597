"""The menu, and whether what is asked for is on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bookings.core.slots import Want
from bookings.models import Appointment, Service
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.queries.prepared import Prepared, columns, made

FAR = 366  # days ahead that staff may book


@dataclass(frozen=True)
class Order:
    """A service as somebody wants it: on the menu, and within its bounds."""

    service: Service
    minutes: int
    depth: str
    group_size: int
    price: int  # in minor units

    @property
    def candidate(self) -> dict[str, object]:
        """The engine's candidate, without its start."""
        return {
            "type": self.service.type,
            "depth": self.depth,
            "minutes": self.minutes,
            "service": self.service.kind,
            "group_size": self.group_size,
        }

    def want(self, *, now: int, staff: bool, skills: frozenset[str] = frozenset()) -> Want:
        """What has to be free; `now` in minutes. Staff are bound to no notice and book further."""
        service = self.service
        notice = 0 if staff else service.notice_minutes
        days = max(FAR, service.horizon_days) if staff else service.horizon_days
        return Want(
            minutes=self.minutes,
            deep=self.depth == "deep",
            before=service.buffer_before,
            after=service.buffer_after,
            skills=frozenset(service.skills) | skills,
            features=frozenset(service.features),
            workers=service.therapists,
            rooms=not service.off_site,
            earliest=now + notice,
            latest=now + days * 24 * 60,
        )


def menu() -> QuerySet[Service]:
    """What can be booked, in the clinic's order."""
    return Service.objects.filter(active=True)


def one(code: str) -> Service:
    """The service of that code, on the menu or not any more. Raises `NotFound`."""
    found = _ONE.rows(code=code)
    if not found:
        raise NotFound("not_found", _("There is no such service."))
    return made(Service, found[0])


def _one(*, code: str) -> QuerySet[Service, Any]:
    return Service.objects.filter(code=code).order_by().values_list(*columns(Service))


_ONE = Prepared(_one, {"code": "no such code"})


def ordered(row: Appointment) -> Order:
    """The order of an appointment, whatever the menu says by now."""
    return Order(row.service, row.minutes, row.depth, row.group_size, row.price)


def order(service: Service, *, minutes: int, depth: str, group_size: int, staff: bool) -> Order:
    """What is asked for, if the menu has it. Raises `Invalid` with the field at fault."""
    prices = dict(service.lengths)
    if not service.active or not (staff or service.online):
        raise Invalid("not_offered", _("This service cannot be booked here."), field="service")
    if minutes not in prices:
        offered = ", ".join(str(length) for length in prices)
        sentence = _("Choose a length of %(offered)s minutes.") % {"offered": offered}
        raise Invalid("invalid", sentence, field="minutes")
    if depth not in service.depths:
        offered = ", ".join(service.depths)
        raise Invalid("invalid", _("Choose one of: %s.") % offered, field="depth")
    if not service.group_least <= group_size <= service.group_most:
        bounds = {"least": service.group_least, "most": service.group_most}
        sentence = _("Between %(least)d and %(most)d guests.") % bounds
        raise Invalid("invalid", sentence, field="group_size")
    if group_size * service.guest_minutes > minutes * service.therapists:
        sentence = _("So many guests need a longer visit.")
        raise Invalid("too_short", sentence, field="minutes")
    return Order(service, minutes, depth, group_size, prices[minutes])
