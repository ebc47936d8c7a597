"""A runner's training: two weeks at a glance, and each workout."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from protocols.actions import workouts as actions
from protocols.core import walls
from protocols.forms.workouts import FromForm, NewWorkoutForm, WorkoutForm, typed_workout
from protocols.queries import imports, training, workouts
from protocols.web.answering import asked, to

PAGE = ["GET", "HEAD", "POST"]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Two weeks from a Monday: this one, or the one asked for."""
    me = asked(request)
    first = training.monday(FromForm(request.GET).day() or walls.today(me.now, me.zone))
    days = training.fortnight(me.client, first, me.zone, me.now)
    context = {
        "days": days,
        "busy": [day for day in days if day.races or day.workouts],
        "earlier": first - timedelta(days=training.DAYS),
        "later": first + timedelta(days=training.DAYS),
        "me": me,
    }
    return render(request, "protocols/training/page.html", context)


@require_http_methods(PAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Put a workout down, once or week after week."""
    me = asked(request)
    day = FromForm(request.GET).day() or walls.today(me.now, me.zone)
    form = NewWorkoutForm(request.POST if request.method == "POST" else None, initial={"day": day})
    if request.method == "POST" and form.is_valid():
        entry, weeks = form.entry(me.zone), form.cleaned_data["weeks"]
        told = {"client": me.client, "workout": entry, "weeks": weeks}
        do = partial(actions.add, by=me.by, now=me.now, **told)
        if form.tried(lambda: me.once(form, "add workout", do)):
            messages.success(request, _("It is in your training."))
            return to("training")
    return render(request, "protocols/training/new.html", {"form": form})


@require_http_methods(PAGE)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Change a workout."""
    me = asked(request)
    workout = workouts.one(me.by, code, me.now)
    data = request.POST if request.method == "POST" else None
    form = WorkoutForm(data, initial=typed_workout(workout))
    if request.method == "POST" and form.is_valid():
        changes = form.fields_in(workout.zone)
        if form.tried(
            lambda: actions.change(by=me.by, workout=workout, changes=changes, now=me.now)
        ):
            messages.success(request, _("Changed."))
            return to("training")
    origin = imports.origins(me.client, workouts=[workout]).get(workout.code)
    context = {"form": form, "workout": workout, "origin": origin, "me": me}
    return render(request, "protocols/training/one.html", context)


@require_http_methods(PAGE)
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then take it out."""
    me = asked(request)
    workout = workouts.one(me.by, code, me.now)
    if request.method == "POST":
        actions.remove(by=me.by, workout=workout, now=me.now)
        messages.success(request, _("It is out of your training."))
        return to("training")
    context = {"workout": workout, "typed": typed_workout(workout)}
    return render(request, "protocols/training/remove.html", context)
