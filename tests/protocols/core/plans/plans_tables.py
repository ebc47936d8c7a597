"""Tables and lists as tools export them, modelled on their shapes, and how a test reads one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from protocols.core.plans.shape import Ask, BadFile, Item, Read

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BERLIN = Ask("Europe/Berlin", NOW)
NEW_YORK = Ask("America/New_York", NOW)


def rows(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def one(found: Read) -> Item:
    """The only item of what was read, nothing else in it."""
    assert (len(found.items), found.skipped) == (1, ())
    return found.items[0]


def why(found: Read) -> list[tuple[int, str]]:
    """Lines and reasons of what was skipped."""
    return [(each.line, each.why) for each in found.skipped]


def bad(read: Callable[[bytes, Ask], Read], content: bytes) -> str:
    """The code of the BadFile that comes of it, "" if it can be read."""
    try:
        read(content, BERLIN)
    except BadFile as fault:
        return fault.code
    return ""


def event(**fields: Any) -> dict[str, Any]:
    """An event of intervals.icu."""
    usual = {
        "id": 71,
        "category": "WORKOUT",
        "name": "Tempo 3 x 10",
        "type": "Run",
        "start_date_local": "2026-12-01T00:00:00",
        "end_date_local": "2026-12-02T00:00:00",
        "moving_time": 3600,
        "distance": None,
    }
    return usual | fields


def workout(**fields: Any) -> dict[str, Any]:
    """A workout of Final Surge."""
    usual = {
        "WorkoutKey": "1f0c-22",
        "WorkoutDate": "2026-12-01T00:00:00",
        "WorkoutTime": None,
        "WorkoutTitle": "Marathon tempo",
        "WorkoutTypeName": "Run",
        "WorkoutSubTypeName": None,
        "WorkoutCompleted": False,
        "WorkoutRace": False,
        "PlannedTime": 4800,
        "PlannedDistance": 10.0,
        "PlannedDistanceType": "mi",
        "ActualTime": None,
        "ActualDistanceMeters": None,
    }
    return usual | fields


def activity(**fields: Any) -> dict[str, Any]:
    """An activity as Strava's interface gives it: its local start says Z, and is none."""
    usual = {
        "id": 16_200_300_400,
        "name": "City 10k",
        "sport_type": "Run",
        "workout_type": 1,
        "start_date": "2026-10-18T07:00:12Z",
        "start_date_local": "2026-10-18T09:00:12Z",
        "timezone": "(GMT+01:00) Europe/Berlin",
        "elapsed_time": 2412,
        "moving_time": 2410,
        "distance": 10_012.4,
    }
    return usual | fields


def listed(*objects: Mapping[str, Any]) -> bytes:
    return json.dumps(objects).encode()


def list_of(names: str) -> list[str]:
    return names.split(",")


ENGLISH = list_of(
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,"
    "Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,"
    "Bike Weight,Elapsed Time,Moving Time,Distance"
)
GERMAN = list_of(
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,"
    "Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,Notiz,Ausrüstung,Dateiname,"
    "Sportlergewicht,Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz"
)
FRENCH = list_of(
    "ID de l’activité,Date de l’activité,Nom de l’activité,Type d’activité,Description,Temps écoulé,"
    "Distance,FC max,Effort,Trajet,Note,Matériel,Nom du fichier,Poids,Poids du vélo,Temps écoulé,"
    "Durée de déplacement,Distance"
)
SPANISH = list_of(
    "ID de actividad,Fecha de la actividad,Nombre de la actividad,Tipo de actividad,Descripción,"
    "Tiempo transcurrido,Distancia,FC máx,Esfuerzo,Trayecto,Nota,Equipo,Archivo,Peso,Peso de la bici,"
    "Tiempo transcurrido,Tiempo en movimiento,Distancia"
)
LATER = 95  # headings before that of a competition


def export(heading: list[str], *lines: Mapping[int, str], marks: tuple[str, str] | None) -> bytes:
    """An `activities.csv`: cells by their column; `marks` head those of competitions and long runs."""
    names = [*heading, *(f"H{at}" for at in range(len(heading), LATER))]
    names += [*marks, "Media"] if marks else ["Media"]
    written = [names, *([line.get(at, "") for at in range(len(names))] for line in lines)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in written).encode()


def run(when: str, name: str = "City 10k", kind: str = "Run", **marks: str) -> dict[int, str]:
    """A line of an export: 10,012 m in 2,412 s."""
    cells = {
        0: "1620030",
        1: when,
        2: name,
        3: kind,
        5: "2412",
        6: "10.01",
        15: "2412.0",
        17: "10012.4",
    }
    return cells | {LATER: marks.get("race", "0.0"), LATER + 1: marks.get("long", "0.0")}
