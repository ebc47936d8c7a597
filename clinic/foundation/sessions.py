"""How long a session lasts: 12 hours for anybody, 15 idle minutes for staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.foundation.http import Middleware, by_token, policy_of, roles
from clinic.foundation.queries.prepared import Prepared, columns, made
from clinic.foundation.roles import STAFF

LONGEST = 12 * 60 * 60  # seconds
IDLE = 15 * 60
GRAIN = 30  # a busy page writes its session at most this often
BEGAN = "signed_in_at"
ACTIVE = "active_at"


def begin(request: HttpRequest, **_more: Any) -> None:
    """Django's signal of a sign-in: from here on the clock runs."""
    request.session[BEGAN] = request.session[ACTIVE] = _now()


class SessionStore(db.SessionStore):  # of this name: what is stored is signed with it
    """Django's sessions in a table, read by a query that is compiled once."""

    def _get_session_from_db(self) -> Session | None:
        for row in _STORED.rows(key=self.session_key or "", now=timezone.now()):
            return made(Session, row)
        self._session_key = None
        return None


def _stored(*, key: str, now: datetime) -> QuerySet[Session, Any]:
    live = Session.objects.filter(session_key=key, expire_date__gt=now)
    return live.values_list(*columns(Session))


_STORED = Prepared(_stored, {"key": "no such key", "now": datetime(1901, 1, 1, tzinfo=UTC)})


class SessionLimits(Middleware):
    """Ends a session whose time is up before its request reaches any view.

    A page that asks on its own (a polling route, or an element named `poll`) keeps nobody signed
    in. A session that does not know when it began is over.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> None:
        policy = policy_of(request)
        if policy.probe or by_token(request) or not request.user.is_authenticated:
            return
        now, staff = _now(), bool(roles(request) & STAFF)
        began, active = (int(request.session.get(key, 0)) for key in (BEGAN, ACTIVE))
        if now >= began + LONGEST or (staff and now >= active + IDLE):
            logout(request)
            del request.roles_now  # type: ignore[attr-defined]  # ours
            messages.info(request, _("You were signed out because some time has passed."))
        elif staff and now >= active + GRAIN and not (policy.polling or _polls(request)):
            request.session[ACTIVE] = now


def _polls(request: HttpRequest) -> bool:
    return request.headers.get("HX-Trigger-Name") == "poll"


def _now() -> int:
    return int(timezone.now().timestamp())
