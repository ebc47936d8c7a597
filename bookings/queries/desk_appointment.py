"""One appointment as the desk sees it: its history in words, what is due, its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core import dues, lifecycle, money
from bookings.models import Appointment, ClientGroup, HistoryLine
from bookings.queries import appointments, giving_back, reason_words
from bookings.queries.desk import with_intakes
from bookings.queries.desk_lines import Line, line
from clinic.foundation.errors import NotFound
from clinic.foundation.queries import messages, people
from protocols.core import walls

DID: dict[str, str | Promise] = {
    "held": gettext_lazy("Held for ten minutes"),
    "booked": gettext_lazy("Booked"),
    "dropped": gettext_lazy("Given back"),
    "moved": gettext_lazy("Moved"),
    "resized": gettext_lazy("Made longer or shorter"),
    "swapped": gettext_lazy("Changed places"),
    "cancelled": gettext_lazy("Cancelled"),
    "late_cancelled": gettext_lazy("Cancelled late"),
    "undone": gettext_lazy("Taken back"),
    "kept": gettext_lazy("Kept, as the season stands now"),
    "confirmed": gettext_lazy("Confirmed"),
    "arrived": gettext_lazy("Arrived"),
    "in_session": gettext_lazy("Session begun"),
    "done": gettext_lazy("Done"),
    "no_show": gettext_lazy("Did not come"),
    "paid": gettext_lazy("Paid"),
    giving_back.DID: gettext_lazy("Given back"),
}
HOW: dict[str, str | Promise] = {
    "cash": gettext_lazy("Cash"),
    "card": gettext_lazy("Card"),
    "transfer": gettext_lazy("Bank transfer"),
    "voucher": gettext_lazy("Voucher"),
}
UNNAMED = frozenset({"prenatal"})  # services whose name alone tells of somebody's body


@dataclass(frozen=True)
class Happened:
    """One line of history; `at` on the wall of the studio, `who` as people say it."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True)
class AppointmentPage:
    """All but health. `late_fee` is what a cancellation now would cost, "" while it is free."""

    line: Line
    history: list[Happened]
    undoable: bool
    late_fee: str
    fee: str
    payable: str
    paid_how: str
    messages: list[messages.Line]


@dataclass(frozen=True)
class Agreed:
    """The group whose terms a session goes by; None is what the group leaves to the service."""

    group: str
    hours: int | None
    percent: int | None


@dataclass(frozen=True)
class Receipt:
    """A receipt, neutrally named: it is read by employers and insurers.

    `back` is what was given back since, "" for nothing.
    """

    number: int
    paid_at: datetime
    clinic: str
    studio: str
    address: str
    client: str
    what: str
    session_at: datetime
    amount: str
    how: str
    back: str = ""
    back_how: str = ""
    back_at: datetime | None = None


def page(row: Appointment, now: datetime) -> AppointmentPage:
    """The page of an appointment found before: a fixed number of queries."""
    told = with_intakes([line(appointments.one(row, now), now)], now)[0]
    held = told.row
    amount = dues.due(told.state, price=held.price, fee=held.fee)
    open_ = held.paid_at is None and told.state not in ("held", "lapsed")
    return AppointmentPage(
        line=told,
        history=history(held),
        undoable=appointments.undoable(held, now) is not None,
        late_fee=late_fee(held, now) if told.changeable else "",
        fee=money.told(held.fee, held.currency) if held.fee else "",
        payable=money.told(amount, held.currency) if amount and open_ else "",
        paid_how=str(HOW.get(held.paid_how, "")),
        messages=messages.about(held.code, now, held.zone),
    )


def late_fee(row: Appointment, now: datetime) -> str:
    """What a cancellation now would cost; "" while it is in time."""
    hours, percent = row.change_hours, row.late_fee_percent
    if lifecycle.cancelled_as(row.start_at, change_hours=hours, now=now) == "cancelled":
        return ""
    return money.told(lifecycle.fee(row.price, percent), row.currency)


def agreed(row: Appointment) -> Agreed | None:
    """What of a session's terms its client's group has agreed; None for nothing: one query.

    A session keeps the terms it was booked on, so what the group has agreed since then is left out.
    """
    group = ClientGroup.objects.filter(members__client=row.client_id, active=True).first()
    if group is None:
        return None
    hours = row.change_hours if group.change_hours == row.change_hours else None
    percent = row.late_fee_percent if group.late_fee_percent == row.late_fee_percent else None
    return None if hours is None and percent is None else Agreed(group.name, hours, percent)


def history(row: Appointment) -> list[Happened]:
    """What happened to an appointment, the latest first: one query."""
    rows = row.history.select_related("by").order_by("-at", "-pk")
    return [
        Happened(walls.wall_of(each.at, row.zone), _who(each, row), _what(each, row))
        for each in rows
    ]


def receipt(row: Appointment) -> Receipt:
    """Raises `NotFound` for a session that is not paid.

    The amount is that of the moment of payment: a session may be marked otherwise afterwards.
    """
    lines = {each.did: each for each in row.history.filter(did__in=("paid", giving_back.DID))}
    paid, back = lines.get("paid"), lines.get(giving_back.DID)
    if row.receipt is None or row.paid_at is None or paid is None:
        raise NotFound("not_found", _("There is no such receipt."))
    fell = paid.after["state"] in lifecycle.OVER
    amount = paid.after["fee"] if fell else row.price
    return Receipt(
        number=row.receipt,
        paid_at=walls.wall_of(row.paid_at, row.zone),
        clinic=people.practice().name,
        studio=row.location.name,
        address=row.location.address,
        client=row.client.name,
        what=_("Cancellation fee") if fell else neutral(row),
        session_at=datetime.fromisoformat(row.local_start),
        amount=dues.exact(amount, row.currency),
        how=str(HOW.get(row.paid_how, "")),
        back=dues.exact(back.after["units"], row.currency) if back else "",
        back_how=_how(back) if back else "",
        back_at=walls.wall_of(back.at, row.zone) if back else None,
    )


def neutral(row: Appointment) -> str:
    """What was given, without a word of why."""
    if row.type == "injury" or row.kind in UNNAMED:
        return _("Massage session")
    return row.service.name


def _who(each: HistoryLine, row: Appointment) -> str:
    if each.by is None:
        return _("the link of a mail") if each.did in appointments.UNDONE_BY else "Legwork"
    if each.by_id == row.client.user_id:
        return _("the client")
    return str(each.by)


def _what(each: HistoryLine, row: Appointment) -> str:
    said = str(DID.get(each.did, each.did))
    if each.did == giving_back.DID:
        return f"{said}: {money.told(each.after['units'], row.currency)}, {_how(each)}"
    if each.did == "confirmed" and each.before.get("state") == "arrived":
        return _("Not here after all")
    if each.did == "resized":
        lasted = {"before": _lasts(each.before), "after": _lasts(each.after)}
        return _("Changed from %(before)d to %(after)d minutes") % lasted
    if each.did in ("moved", "swapped"):
        told = {"before": _wall(each.before["local"]), "after": _wall(each.after["local"])}
        return _("Moved from %(before)s to %(after)s") % told
    if each.did == "undone":
        return _("Taken back: %(when)s again") % {"when": _wall(each.after["local"])}
    why = reason_words.word(each.after.get("why", ""))
    return f"{said}: {why}" if why else said


def _how(each: HistoryLine) -> str:
    return str(HOW[each.after["how"]])


def _lasts(stood: dict[str, Any]) -> int:
    begin, end = (datetime.fromisoformat(stood[name]) for name in ("start", "end"))
    return (end - begin) // timedelta(minutes=1)


def _wall(local: str) -> str:
    return dateformat.format(datetime.fromisoformat(local), "D j M, H:i")
