"""What a call comes to so far: who, what and when, read from the address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from bookings.forms.desk_clients import NewClientForm
from bookings.forms.panel import BookForm, WantedForm
from bookings.models import Location
from bookings.queries import catalogue, desk_client, panel, panel_times, standing, wishes
from bookings.queries.panel import Beside, Caller
from bookings.queries.panel_times import Times, Verdict
from bookings.queries.plans import Wanted
from bookings.queries.standing import Standing
from bookings.web.desk_asking import Staff

KEPT = ("location", "therapist", "room", "start", "until", "when")
WHOLE = (*KEPT, "client", "service", "depth", "guests", "team", "walk")


@dataclass
class Asked:
    """Everything of one showing. Without `beside` nobody is chosen yet; without `wanted` no time."""

    address: dict[str, str]
    text: str = ""
    found: list[Caller] = field(default_factory=list)
    new: NewClientForm | None = None
    beside: Beside | None = None
    stands: Standing | None = None
    form: WantedForm | None = None
    times: Times | None = None
    wanted: Wanted | None = None
    verdict: Verdict | None = None
    book: BookForm | None = None
    refused: str = ""

    def url(self, **changes: str) -> str:
        """This page with something else in its address."""
        told = QueryDict(mutable=True)
        told.update({name: value for name, value in {**self.address, **changes}.items() if value})
        return f"{reverse('panel_new')}?{told.urlencode()}"

    @property
    def here(self) -> str:
        return self.url()

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was chosen on the calendar: it stays while somebody is looked for."""
        return [(name, self.address[name]) for name in KEPT if self.address.get(name)]

    @property
    def anybody(self) -> str:
        return self.url(client="")

    @property
    def links(self) -> list[tuple[str, Any]]:
        """Callers, each with the page on which they are chosen."""
        return [(self.url(client=one.client.code, q=""), one) for one in self.found]

    @property
    def with_new(self) -> str:
        return self.url(new=self.text)

    def to(self, time: panel_times.Time) -> tuple[str, panel_times.Time]:
        """A time, found in whatever room, with the page on which it is chosen."""
        chosen = {"start": time.start, "location": time.studio, "therapist": time.therapist}
        return self.url(**chosen, team=".".join(time.team), room="", until="", walk=""), time

    @property
    def best(self) -> list[tuple[str, Any]]:
        return [self.to(time) for time in self.times.best] if self.times else []

    @property
    def first(self) -> tuple[str, Any] | None:
        return self.to(self.times.first) if self.times and self.times.first else None

    @property
    def of_day(self) -> list[tuple[str, Any]]:
        return [self.to(time) for time in self.times.of_day] if self.times else []

    @property
    def near(self) -> list[tuple[str, Any]]:
        return [self.to(time) for time in self.verdict.near] if self.verdict else []

    @property
    def without_time(self) -> str:
        return self.url(start="", room="", team="", walk="")

    @property
    def now(self) -> str:
        """For who stands at the desk: the next quarter of an hour, with whoever is free."""
        return self.url(walk="1", start="", until="", room="", team="", when="")

    @property
    def team(self) -> str:
        """The names of those who would give it together."""
        return " + ".join(name for _code, name in self.verdict.team) if self.verdict else ""

    @property
    def named(self) -> bool:
        """Whether it is said who would give it."""
        return self.wanted is not None and bool(self.wanted.therapist or self.wanted.team)

    @property
    def walks_in(self) -> bool:
        return bool(self.address.get("walk"))


def read(request: HttpRequest, me: Staff, *, client: str = "", fresh: bool = False) -> Asked:
    """From the address; a POST brings only what goes with the booking. Raises `NotFound`.

    `client` is one who has just been put on file; `fresh`: as if nothing had been sent.
    """
    told = request.GET
    address = {name: told[name][:120] for name in WHOLE if told.get(name)}
    if client:
        address["client"] = client
    asked = Asked(address, text=told.get("q", "")[:200].strip())
    if not address.get("client"):
        return _whom(request, me, asked)
    whom = desk_client.one(me.by, address["client"], me.now)
    address["client"] = whom.code
    asked.beside = panel.beside(whom, me.now)
    asked.stands = standing.must(me.by, whom, me.now)
    sends = request.method == "POST" and not (client or fresh)
    _what(request.POST if sends else None, me, asked)
    return asked


def _whom(request: HttpRequest, me: Staff, asked: Asked) -> Asked:
    if "new" in request.GET or "make" in request.POST:
        data = request.POST if "make" in request.POST else None
        asked.new = NewClientForm(data, initial={"name": request.GET.get("new", "")[:200]})
    elif asked.text:
        asked.found = panel.callers(me.by, asked.text, me.now)
    return asked


def _what(posted: QueryDict | None, me: Staff, asked: Asked) -> None:
    menu, studios = list(catalogue.menu(staff=True)), list(catalogue.studios())
    beside, stands = asked.beside, asked.stands
    if beside is None or stands is None or not studios:
        return
    if asked.walks_in and "start" not in asked.address:
        _walks_in(asked, studios, me)
    data, therapists = _prefilled(asked, me, menu), wishes.therapists()
    form = WantedForm(data, menu=menu, studios=studios, therapists=therapists)
    asked.form = form
    if not form.is_valid():
        return
    order = form.tried(form.order)
    if order is None:
        return
    start = form.tried(form.moment)
    where = {name: form.cleaned_data[name] for name in ("location", "therapist")}
    if start is None:
        zone, day = form.studio.zone, form.cleaned_data["when"]
        asked.times = form.tried(
            lambda: panel_times.times(order, beside.client, me.now, zone=zone, day=day, **where)
        )
        return
    where["location"] = form.studio.code
    team = tuple(asked.address.get("team", "").split("."))
    here = {one.code for one in therapists}
    if len(team) < 2 or len(team) != order.service.therapists or not here.issuperset(team):
        team = ()  # chosen for another service, or somebody has left
    asked.wanted = Wanted(
        beside.client, order, start=start, room=form.cleaned_data["room"], team=team, **where
    )
    asked.verdict = panel_times.verdict(asked.wanted, stands, form.studio, me.now)
    if asked.verdict.team:  # whose names are shown are those who are booked
        team = tuple(code for code, _name in asked.verdict.team)
        asked.wanted = replace(asked.wanted, team=team)
        asked.address["team"] = ".".join(team)
    cautions = asked.verdict.reasons if asked.verdict.verdict == "caution" else []
    asked.book = BookForm(posted, cautions=cautions, off_site=order.service.off_site)


def _walks_in(asked: Asked, studios: list[Location], me: Staff) -> None:
    """As soon as can be, in the studio that is shown, else in the clinic's first."""
    studio = next((s for s in studios if s.code == asked.address.get("location")), studios[0])
    start = panel_times.walk_in(me.now, studio.zone)
    asked.address |= {"start": f"{start:%Y-%m-%dT%H:%M}", "location": studio.code}


def _prefilled(asked: Asked, me: Staff, menu: list[Any]) -> dict[str, Any]:
    """What is in the address, and for what is not, what they likely want."""
    data: dict[str, Any] = dict(asked.address)
    if "service" in data or asked.beside is None:
        return data
    found = panel.likely(asked.beside.client, menu, asked.beside.races, me.now)
    if found is None:
        return data
    lengths = [minutes for minutes, _price in found.service.lengths]
    length = _selected(data)
    minutes = min(lengths, key=lambda one: abs(one - length)) if length else found.minutes
    asked.address |= {"service": f"{found.service.code}:{minutes}", "depth": found.depth}
    return data | asked.address


def _selected(data: dict[str, Any]) -> int:
    """Minutes of the range that was drawn on the calendar, 0 for none."""
    try:
        ends = [datetime.fromisoformat(data[name]) for name in ("start", "until")]
        return int((ends[1] - ends[0]).total_seconds()) // 60
    except (KeyError, ValueError, TypeError):
        return 0
