"""What a client said of themself as a runner."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from clinic.foundation.models import Client
from protocols.models import Absence, Injury, Race, RunnerProfile, Screening, Source, Workout

ADULT_AGE = 18


def profile_of(client: Client) -> RunnerProfile:
    """The client's profile, or one that is not kept yet, with the defaults: one query."""
    return RunnerProfile.objects.filter(client=client).first() or RunnerProfile(client=client)


def lacks_guardian(profile: RunnerProfile, today: date) -> bool:
    """Under 18 and no guardian named.

    The year alone is known: whoever turns 18 within `today`'s year counts as under age.
    """
    if profile.birth_year is None or profile.guardian_name:
        return False
    return today.year - profile.birth_year <= ADULT_AGE


def nothing_kept(client: Client) -> bool:
    """Whether a record holds no race, workout, absence, injury, answer, profile or feed: one query."""
    kept = (RunnerProfile, Race, Workout, Absence, Injury, Screening, Source)
    own = [Q(Exists(model.objects.filter(client=OuterRef("pk")))) for model in kept]
    return not Client.objects.filter(reduce(or_, own), pk=client.pk).exists()
