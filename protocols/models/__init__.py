"""Every model of protocols, so that Django finds them."""

from protocols.models.absences import Absence
from protocols.models.imports import Imported, NamedTitle, PlanDraft, Source
from protocols.models.injuries import Injury
from protocols.models.races import ListedRace, Race
from protocols.models.rules import RuleVersion, TimingRule
from protocols.models.runners import RunnerProfile
from protocols.models.screenings import Screening
from protocols.models.session_types import SessionType
from protocols.models.workouts import Workout

__all__ = [
    "Absence",
    "Imported",
    "Injury",
    "ListedRace",
    "NamedTitle",
    "PlanDraft",
    "Race",
    "RuleVersion",
    "RunnerProfile",
    "Screening",
    "SessionType",
    "Source",
    "TimingRule",
    "Workout",
]
