"""What a drag needs to know, asked for once: where a session would fit, and what the rules say."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.gzip import gzip_page

from bookings.forms.calendar import FitForm, body
from bookings.queries import calendar_fit
from bookings.web.calendar_answers import answers
from bookings.web.calendar_wishes import looked_for
from bookings.web.desk_asking import staff


@gzip_page
@answers
def fit(request: HttpRequest) -> dict[str, Any]:
    """Verdicts by start, and who and which rooms are free, over at most a fortnight."""
    me, form = staff(request), FitForm(body(request.body))
    ask, discreet = looked_for(me, form.told())
    return calendar_fit.fit(ask, now=me.now, discreet=discreet)
