"""The words of what a therapist is told to do for one runner, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protocols.core.extras import Advice, NearRace
from protocols.web.words import source_text

WHY: dict[str, str | Promise] = {
    "first_visit": _("A first visit"),
    "masters": _("40 or older"),
    "before_race": _("A race in the next days"),
    "pre_event": _("Before a race"),
    "trail": _("Trail"),
    "hills": _("Hills"),
    "winter": _("Winter"),
}
DO: dict[str, str | Promise] = {
    "moderate": _("Stay moderate, however much is asked for."),
    "time_to_talk": _("Leave time to talk about training, aims and what hurts."),
    "warm_room": _("Warm the room, and keep it warm."),
    "slow_strokes": _("Warm up with slower strokes."),
    "joint_play": _("More joint play, going with the breath."),
    "less_depth": _("Less depth."),
    "longer_recovery": _("Say that recovery may take longer."),
    "short": _("30 to 45 minutes are enough this close to it."),
    "few_passes": _("Deeper strokes only where needed, 5 to 10 passes a spot."),
    "with_movement": _("Better while the muscle moves: pin and stretch."),
    "peroneals": _("Peroneals, along the outside of the lower leg."),
    "ankle_turns": _("Turn the ankle in and out."),
    "peroneal_nerve": _("Take care round the common peroneal nerve, below the head of the fibula."),
    "outer_quads": _("Outer quadriceps."),
    "calves": _("Calves."),
    "gentle_tendons": _("Gentle work on the tendons."),
    "ankle_mobility": _("Mobility of the ankle."),
    "cold_calves": _("Cold stiffens calves and hip flexors: give them longer."),
}


@dataclass(frozen=True)
class Told:
    """One piece of advice in words; `source` names who says so."""

    why: str
    race: NearRace | None
    does: list[str]
    source: str


def told(found: Iterable[Advice]) -> list[Told]:
    """Advice as people read it, in its order."""
    return [
        Told(
            str(WHY[each.why]),
            each.race,
            [str(DO[do.code]) for do in each.does],
            ", ".join(source_text(dict.fromkeys(code for do in each.does for code in do.source))),
        )
        for each in found
    ]
