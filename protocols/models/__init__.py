"""Every model of protocols, so that Django finds them."""

from protocols.models.absences import Absence
from protocols.models.checkins import CheckIn
from protocols.models.consents import Consent, ConsentText
from protocols.models.imports import Imported, NamedTitle, PlanDraft, Source
from protocols.models.injuries import Injury
from protocols.models.intake import FormVersion, Intake
from protocols.models.races import ListedRace, Race
from protocols.models.rules import RuleVersion, TimingRule
from protocols.models.runners import RunnerProfile
from protocols.models.screenings import Screening
from protocols.models.session_types import SessionType
from protocols.models.workouts import Workout

__all__ = [
    "Absence",
    "CheckIn",
    "Consent",
    "ConsentText",
    "FormVersion",
    "Imported",
    "Injury",
    "Intake",
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
