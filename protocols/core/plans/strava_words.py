"""The headings of Strava's export, and its words for running, in several languages.

Headings of another language are known by their places: the order is always the same, and what was
added over the years stands at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from protocols.core.plans import figures
from protocols.core.plans.cells import Row
from protocols.core.plans.making import Unfit
from protocols.core.plans.texts import flat

FULL = 18  # headings of an export that has the measured distance
CODE, DATE, NAME, KIND, TIME_SHOWN, KM, SECONDS, METRES = 0, 1, 2, 3, 5, 6, 15, 17
COMPETITION, LONG_RUN = 95, 96
HEADINGS = {
    "code": (
        "activity id|aktivitats-id|id de l'activite|id de actividad|id de la actividad|id attivita|"
        "activiteits-id|id da atividade|aktivitets-id|aktivitets-id|aktivitetsid"
    ),
    "date": (
        "activity date|aktivitatsdatum|date de l'activite|fecha de la actividad|fecha de actividad|"
        "data attivita|data dell'attivita|activiteitsdatum|datum activiteit|data da atividade|aktivitetsdato"
    ),
    "name": (
        "activity name|name der aktivitat|nom de l'activite|nombre de la actividad|nombre de actividad|"
        "nome attivita|nome dell'attivita|naam activiteit|activiteitsnaam|nome da atividade|aktivitetsnavn"
    ),
    "kind": (
        "activity type|sport type|aktivitatsart|type d'activite|tipo de actividad|tipo di attivita|"
        "tipo attivita|type activiteit|activiteitstype|tipo de atividade|aktivitetstype"
    ),
    "seconds": (
        "elapsed time|verstrichene zeit|temps ecoule|tiempo transcurrido|tempo trascorso|"
        "verstreken tijd|tempo decorrido"
    ),
    "metres": "distance|distanz|distancia|distanza|afstand",
    "race": "competition|wettkampf|competicion|gara|wedstrijd|competizione|competicao",
    "long": (
        "long run|langer lauf|sortie longue|course longue|carrera larga|tirada larga|lungo|"
        "corsa lunga|lange loop|duurloop|corrida longa|longo"
    ),
}
ROLES = {name: role for role, names in HEADINGS.items() for name in names.split("|")}
RUNNING = re.compile(
    r"run|\blauf|laufen\b|traillauf|berglauf|jogg|\bcourse\b|course a pied|\btrail|\bcorr|\bcorsa|"
    r"\bcarrera|hardlo|\bbieg|\blob\b|\blop|juoks|ランニング|\bラン|跑|달리기|бег"
)
NOT_RUNNING = re.compile(r"ski|\beis|inline|skat|rad|bike|ride|schnee")


@dataclass(frozen=True, slots=True)
class Places:
    """The columns. `kilometres`: the distance is as shown, not as measured; so it is where it is the
    same as in the column `shown`.
    """

    code: int
    date: int
    name: int
    kind: int
    seconds: int | None
    metres: int | None
    kilometres: bool
    race: int | None
    long: int | None
    shown: int | None = None

    def seconds_at(self, row: Row) -> float | None:
        """Seconds from start to end."""
        return _number(row.cell(self.seconds))

    def metres_at(self, row: Row) -> float | None:
        """Metres; as shown, more than a few hundred are metres too: of a pool."""
        found = _number(row.cell(self.metres))
        as_shown = self.kilometres or (
            self.shown is not None and found == _number(row.cell(self.shown))
        )
        small = as_shown and found is not None and found < figures.MOST_KM
        return found * 1000 if found is not None and small else found


def places(heading: Sequence[str]) -> Places | None:
    """The columns by their headings, None where they are not those of an export."""
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(heading):
        role = ROLES.get(flat(cell[:60]).replace("’", "'").strip())
        if role:
            found.setdefault(role, []).append(at)
    if not {"code", "date", "name", "kind"} <= found.keys():
        return None
    full = len(heading) >= FULL
    seconds, metres = found.get("seconds", []), found.get("metres", [])
    return Places(
        **{role: found[role][0] for role in ("code", "date", "name", "kind")},
        seconds=seconds[-1] if seconds else (SECONDS if full else None),
        metres=metres[-1] if metres else (METRES if full else None),
        kilometres=len(metres) == 1 or (not metres and not full),
        race=_place(found, "race", heading, COMPETITION),
        long=_place(found, "long", heading, LONG_RUN),
        shown=metres[0] if len(metres) > 1 else None,
    )


def by_position(heading: Sequence[str]) -> Places | None:
    """The columns of an export in a language that nobody here knows."""
    if len(heading) < FULL or any(any(c.isdigit() for c in cell) for cell in heading[:4]):
        return None
    return Places(
        CODE,
        DATE,
        NAME,
        KIND,
        SECONDS,
        METRES,
        kilometres=False,
        race=_place({}, "race", heading, COMPETITION),
        long=_place({}, "long", heading, LONG_RUN),
    )


def is_running(kind: str) -> bool:
    """Whether a kind of activity is running, in any of the languages."""
    words = flat(kind[:60])
    return bool(RUNNING.search(words)) and not NOT_RUNNING.search(words)


def is_set(row: Row, column: int | None) -> bool:
    """Whether a mark stands in a column."""
    return figures.is_yes(row.cell(column))


def _place(
    found: dict[str, list[int]], role: str, heading: Sequence[str], usual: int
) -> int | None:
    by_name = found.get(role, [])
    return by_name[-1] if by_name else (usual if len(heading) > usual + 1 else None)


def _number(text: str) -> float | None:
    try:
        return figures.number(text) if text else None
    except Unfit:
        return None
