"""What the columns of a table are for: by their headings, by their cells where there are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from protocols.core.plans import dates
from protocols.core.plans.cells import Row
from protocols.core.plans.making import Unfit
from protocols.core.plans.texts import flat

# By role, the surest name first. Accents and case are gone.
NAMES = {
    "date": (
        "date, datum, fecha, start date, workout date, workout day, race date, event date, activity date, "
        "startdatum, wettkampfdatum, fecha de inicio, date de debut, data, begin, when, wann, day, tag, "
        "dia, jour, giorno, termin, dag, kalendertag, trainingstag"
    ),
    "until": "until, end date, to, bis, enddatum, hasta, jusqu au, fin, fecha fin, date de fin",
    "title": (
        "title, titel, titulo, titre, workout name, workout title, race name, event name, name, nombre, "
        "nom, bezeichnung, workout, session, einheit, trainingseinheit, training, entrenamiento, sesion, "
        "entrainement, seance, allenamento, activity, activity name, aktivitat, actividad, activite, "
        "event, subject, betreff, run, lauf, plan, description, beschreibung, descripcion, details, inhalt, "
        "programm, programme, notes, notizen, notas, workout description, what, was"
    ),
    "kind": (
        "kind, type, workout type, session type, typ, art, trainingsart, tipo, category, kategorie, "
        "categoria, categorie, activity type, sport, sportart, deporte, discipline, disziplin, intensity, "
        "run type"
    ),
    "minutes": (
        "minutes, duration, dauer, planned duration, duracion, duree, durata, planned time, moving time, "
        "total time, time total, trainingszeit, zeitdauer, expected time, estimated time, goal time, "
        "zielzeit, mins"
    ),
    "time": (
        "start time, start, time, uhrzeit, startzeit, hora, hora de inicio, heure, beginn, zeit, clock, "
        "time of day, orario, heure de depart, start at"
    ),
    "distance": (
        "distance, dist, planned distance, distanz, strecke, streckenlange, distancia, lange, umfang, "
        "distanza, volume, kms, target distance, total distance, mileage"
    ),
    "priority": "priority, prio, prioritat, prioridad, priorite, abc, race priority",
    "race": "race, is race, wettkampf, rennen, carrera, competition, competicion, competencia, gara",
    "terrain": "terrain, surface, gelande, untergrund, terreno, course type, profile, profil",
}
ROLES = {name: role for role, names in NAMES.items() for name in names.split(", ")}
RANK = {name: at for names in NAMES.values() for at, name in enumerate(names.split(", "))}
SURE_DATES = 13  # so many of its names can mean nothing else
UNITS = {
    "km": "km kms kilometer kilometers kilometre kilometres kilometros kilometros",
    "mi": "mi mile miles meilen millas",
    "m": "m meter meters metre metres metros",
    "yd": "yd yds yards",
    "min": "min mins minute minutes minuten minutos mm",
    "h": "h hr hrs hour hours std stunden horas heures hh",
    "s": "s sec secs second seconds sekunden segundos secondes ss",
}
OF_LENGTH, OF_TIME = ("km", "mi", "m", "yd"), ("h", "min", "s")
UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}
LINKS = {"in", "en", "of", "the", "de", "planned", "target", "total", "ca", "approx", "your"}
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")  # PlannedDistanceInMeters
MOST_HOURS = 8.0  # a column of bare numbers no larger than this is of hours
BARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,20})?")
SECONDS = re.compile(r"[0-9]{1,2}:[0-9]{2}:(?!00)[0-9]{2}(?:[.,][0-9]+)?")  # nothing starts so
WORDED = 3  # columns that may name a row, where no heading says which
SEARCHED = 20  # rows in which the headings are looked for


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of each role, the surest first; the unit of a column where its heading tells it.

    `heading` is the row of headings, None where there is none.
    """

    columns: dict[str, list[int]]
    units: dict[int, str] = field(default_factory=dict)
    heading: Row | None = None

    def first(self, role: str) -> int | None:
        """The surest column of a role."""
        return next(iter(self.columns.get(role, ())), None)

    def texts(self, row: Row, role: str) -> list[str]:
        """What a row says in the columns of a role, where it says something."""
        return [cell for at in self.columns.get(role, ()) if (cell := row.cell(at))]

    def text(self, row: Row, role: str) -> str:
        """The first of them, or ""."""
        return next(iter(self.texts(row, role)), "")


def layout_of(rows: Sequence[Row]) -> Layout | None:
    """What the columns are for. None if none of them holds days."""
    found = max((_headed(row) for row in rows[:SEARCHED]), key=_worth, default=Layout({}))
    days = _days_of(rows)
    dated = found.first("date")
    if dated is not None and (RANK[_words(found, dated)] < SURE_DATES or days.get(dated)):
        return _worded(_timed(found, rows), rows)
    if not days:
        return None
    column = max(days, key=lambda at: (days[at], -at))
    heading = found.heading
    if found.columns and heading is not None and not is_day(heading.cell(column)):
        dated_so = Layout({**found.columns, "date": [column]}, found.units, heading)
        return _worded(_timed(dated_so, rows), rows)
    return _worded(_bare(column, rows), rows)


def is_day(text: str) -> bool:
    """Whether a cell holds a day and nothing but one."""
    try:
        dates.when(text)
    except Unfit as unfit:
        return unfit.why == "years"
    return True


def role_of(heading: str) -> tuple[str, str, str]:
    """The role of a heading ("" if it is none that is known), its unit, and the name it is known by."""
    words = re.findall(r"[^\W\d_]+", flat(HUMPS.sub(" ", heading[:60])))
    units = [UNIT_OF[word] for word in words if word in UNIT_OF]
    whole = " ".join(words)
    bare = " ".join(word for word in words if word not in UNIT_OF)
    short = " ".join(word for word in bare.split() if word not in LINKS)
    known = next((name for name in (whole, bare, short) if name in ROLES), "")
    role = ROLES.get(known, "")
    unit = units[0] if units else ""
    if unit in OF_LENGTH and (role == "distance" or not short) and not set(units) & set(OF_TIME):
        return "distance", unit, "distance"
    clock = role == "time" and (known not in ("time", "zeit") or "hh" in words)
    if unit in OF_TIME and not clock and (role in ("time", "minutes") or not short):
        return ("", "", "") if set(units) & set(OF_LENGTH) else ("minutes", unit, "duration")
    return role, "", known


def _headed(row: Row) -> Layout:
    """The row as headings."""
    found: dict[str, list[tuple[int, int]]] = {}
    units: dict[int, str] = {}
    for at, cell in enumerate(row.cells):
        role, unit, name = role_of(cell)
        if role:
            found.setdefault(role, []).append((RANK[name], at))
        if unit:
            units[at] = unit
    return Layout({role: [at for _, at in sorted(ats)] for role, ats in found.items()}, units, row)


def _worth(layout: Layout) -> tuple[int, int]:
    known = len(layout.columns)
    return (
        (known, int("date" in layout.columns)) if known > 1 or "date" in layout.columns else (0, 0)
    )


def _words(layout: Layout, column: int) -> str:
    heading = layout.heading.cell(column) if layout.heading else ""
    return role_of(heading)[2] or "day"


def _days_of(rows: Sequence[Row]) -> dict[int, int]:
    """How many days each column holds, of the first rows."""
    found: dict[int, int] = {}
    for row in rows[: SEARCHED * 5]:
        for at, cell in enumerate(row.cells[:40]):
            if cell and is_day(cell):
                found[at] = found.get(at, 0) + 1
    return found


def _timed(layout: Layout, rows: Sequence[Row]) -> Layout:
    """A column "Time" is how long it takes beside one that says when it starts, beside days that
    have clocks, and if its cells are no clocks: 45:00.
    """
    columns = {role: list(ats) for role, ats in layout.columns.items()}
    times = columns.get("time", [])
    longs = times if _are_clocked(layout.first("date"), rows) else []
    if not longs and "minutes" not in columns:
        longs = times[1:] or [at for at in times if _are_long(at, rows)]
    if longs:
        columns["minutes"] = [*columns.get("minutes", []), *longs]
        columns["time"] = [at for at in times if at not in longs]
    units = dict(layout.units)
    for at in columns.get("minutes", []):
        if at not in units and _are_hours(at, rows):
            units[at] = "h"
    return Layout(columns, units, layout.heading)


def _are_clocked(column: int | None, rows: Sequence[Row]) -> bool:
    """Whether the days of a column have clocks."""
    for row in rows[: SEARCHED * 5]:
        try:
            if (at := dates.when(row.cell(column)).at) is not None and at != time(0):
                return True
        except Unfit:
            continue
    return False


def _are_hours(column: int, rows: Sequence[Row]) -> bool:
    """Whether a column holds bare numbers, all too small for minutes."""
    cells = [cell for row in rows[: SEARCHED * 5] if (cell := row.cell(column))]
    found = [float(cell.replace(",", ".")) for cell in cells if BARE.fullmatch(cell)]
    return any(found) and max(found) <= MOST_HOURS


def _are_long(column: int, rows: Sequence[Row]) -> bool:
    cells = (row.cell(column) for row in rows[: SEARCHED * 5])
    return any(
        not _is_clock(cell) or SECONDS.fullmatch(cell)
        for cell in cells
        if any(c.isdigit() for c in cell)
    )


def _is_clock(cell: str) -> bool:
    try:
        return dates.clock(cell) is not None
    except Unfit:
        return False


def _is_letter(cell: str) -> bool:
    return cell.upper() in ("A", "B", "C")


def _bare(column: int, rows: Sequence[Row]) -> Layout:
    """Without headings that are known: the days, clocks where all of a column are clocks, A, B, C."""
    dated = [at for at, row in enumerate(rows) if is_day(row.cell(column))][: SEARCHED * 5]
    above = rows[dated[0] - 1] if dated[0] else None
    headed = above is not None and not any(c.isdigit() for c in above.cell(column))
    columns = {"date": [column]}
    cells = _cells([rows[at] for at in dated], columns)
    for role, fits in (("time", _is_clock), ("priority", _is_letter)):
        columns[role] = [at for at, texts in cells.items() if all(map(fits, texts))][:1]
    return Layout(columns, heading=above if headed else None)


def _worded(layout: Layout, rows: Sequence[Row]) -> Layout:
    """Where no heading says what the rows are called: the columns of most letters, but weekdays."""
    if {"title", "kind", "race"} & layout.columns.keys():
        return layout
    column = layout.first("date") or 0
    dated = [row for row in rows if is_day(row.cell(column))][: SEARCHED * 5]
    cells = _cells(dated, layout.columns)
    letters = {
        at: sum(c.isalpha() for text in texts for c in text)
        for at, texts in cells.items()
        if any(dates.weekday(text) is None for text in texts)
    }
    worded = [at for at in sorted(letters, key=lambda at: -letters[at]) if letters[at]][:WORDED]
    return Layout({**layout.columns, "title": worded}, layout.units, layout.heading)


def _cells(rows: Sequence[Row], but: dict[str, list[int]]) -> dict[int, list[str]]:
    """What stands in the columns that have no role yet, where anything does."""
    taken = {at for ats in but.values() for at in ats}
    wide = max((len(row.cells) for row in rows), default=0)
    found = {
        at: [c for row in rows if (c := row.cell(at))] for at in range(wide) if at not in taken
    }
    return {at: texts for at, texts in found.items() if texts}
