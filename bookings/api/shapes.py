"""What the calls of bookings take and give, field by field."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StrictBool, StrictInt

from clinic.foundation.api import ErrorBody, ErrorDetail
from protocols.api.evaluate import ReasonOut
from protocols.api.shared import Strict, Time

Code = Annotated[str, Field(max_length=16, pattern="^[0-9A-Za-z]+$")]
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2200, 12, 31))]
Minutes = Annotated[StrictInt, Field(ge=1, le=1440)]
Guests = Annotated[StrictInt, Field(ge=1, le=500)]
RuleId = Annotated[str, Field(max_length=16, pattern="^[A-Z0-9-]+$")]
Verdict = Literal["blocked", "caution", "recommended", "fine"]
State = Literal[
    "held",
    "review",
    "confirmed",
    "arrived",
    "in_session",
    "done",
    "cancelled",
    "late_cancelled",
    "no_show",
    "lapsed",
]


class Money(Schema):
    """An amount in minor units (cents) of a currency."""

    amount: int
    currency: str


class LengthPrice(Money):
    """What a session of so many minutes costs."""

    minutes: int


class NeedsOut(Schema):
    """What a service takes: skills of the therapist, features of the room, how many therapists."""

    skills: list[str]
    features: list[str]
    therapists: int


class ServiceOut(Schema):
    """A line of the menu. `price` is that of the shortest length, `prices` are all of them."""

    code: str
    name: str
    about: str
    kind: str
    type: Literal["pre_event", "post_event", "general", "injury", "none"]
    depths: list[str]
    minutes: list[int]
    price: Money
    prices: list[LengthPrice]
    needs: NeedsOut
    off_site: bool
    group_size: tuple[int, int] = Field(description="The fewest and the most guests.")
    change_hours: int


class HoursOut(Schema):
    """Hours of one weekday by the wall clock; past 24:00 they are the next day's."""

    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    begin: str = Field(alias="from", description="HH:MM")
    until: str


class LocationOut(Schema):
    """A studio."""

    code: str
    name: str
    zone: str
    address: str
    hours: list[HoursOut]


class WorksAt(Schema):
    """Where a therapist works in an ordinary week, and when."""

    location: str
    hours: list[HoursOut]


class TherapistOut(Schema):
    """A therapist."""

    code: str
    name: str
    languages: list[str]
    gender: str
    skills: list[str]
    locations: list[WorksAt]


class Services(Schema):
    """One page of the menu; `next` is null on the last one."""

    items: list[ServiceOut]
    next: str | None


class Locations(Schema):
    """One page of studios; `next` is null on the last one."""

    items: list[LocationOut]
    next: str | None


class Therapists(Schema):
    """One page of therapists; `next` is null on the last one."""

    items: list[TherapistOut]
    next: str | None


class SlotOut(Schema):
    """One free time. `verdict` and `reasons` are there when a client's calendar was asked."""

    start: Time
    end: Time
    location: str
    therapist: str
    therapists: list[str] | None = Field(None, description="Of a service that takes several.")
    verdict: Verdict | None = None
    reasons: list[ReasonOut] | None = None


class SlotsOut(Schema):
    """Free times by start, then therapist, and the first one that can be booked."""

    slots: list[SlotOut]
    next_free: Time | None


class MoveIn(Strict):
    """Where an appointment goes. `waivers` and `reason` are for a therapist who treats."""

    start: Time
    therapist: Code | None = None
    accept_caution: StrictBool = False
    waivers: list[RuleId] = Field([], max_length=40)
    reason: str = Field("", max_length=500)


class AppointmentIn(MoveIn):
    """A time to book. Without `depth` it is the service's first; staff add `client`."""

    service: Code
    minutes: Minutes
    depth: str | None = Field(None, max_length=10)
    location: Code
    note: str = Field("", max_length=1_000)
    group_size: Guests = 1
    venue: str = Field("", max_length=300, description="Of a visit away from our rooms.")
    client: Code | None = None


class CancelIn(Strict):
    """Inside the change window a fee is due, and has to be accepted."""

    accept_late: StrictBool = False


class NothingIn(Strict):
    """A call that takes no words."""


class AppointmentOut(Schema):
    """An appointment as it stands. `fee` is what a late cancellation or a no-show costs."""

    code: str
    state: State
    service: str
    type: str
    depth: str
    minutes: int
    start: Time
    end: Time
    location: str
    therapist: str | None
    therapists: list[str]
    client: str
    group_size: int
    venue: str
    price: Money
    fee: Money
    booked_at: Time


class AppointmentInFull(AppointmentOut):
    """The same, with the note: for its client and for those who treat them, else null."""

    note: str | None


class Appointments(Schema):
    """One page, by start; `next` is null on the last one."""

    items: list[AppointmentOut]
    next: str | None


class TakenDetail(ErrorDetail):
    """Somebody was faster: the open times nearest to it, at most five, none blocked."""

    alternatives: list[SlotOut] | None = None


class TakenBody(Schema):
    """409: `taken`, or `changed`, or `in_flight` of a retry that came too early."""

    error: TakenDetail


class RefusalDetail(ErrorDetail):
    """`reasons` of `blocked` and `caution`; `fee` of `late`, in minor units.

    `alternatives` to a start that never was one: `notice`, `horizon`, `grid`, `closed`.
    """

    reasons: list[ReasonOut] | None = None
    fee: int | None = None
    alternatives: list[SlotOut] | None = None


class RefusalBody(Schema):
    """422: a field at fault, or a rule."""

    error: RefusalDetail


BOOKING = {403: ErrorBody, 404: ErrorBody, 409: TakenBody, 413: ErrorBody, 422: RefusalBody}
