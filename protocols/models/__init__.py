"""Every model of protocols, so that Django finds them."""

from protocols.models.injuries import Injury
from protocols.models.races import ListedRace, Race
from protocols.models.rules import RuleVersion, TimingRule
from protocols.models.runners import RunnerProfile
from protocols.models.screenings import Screening
from protocols.models.session_types import SessionType
from protocols.models.workouts import Workout

__all__ = [
    "Injury",
    "ListedRace",
    "Race",
    "RuleVersion",
    "RunnerProfile",
    "Screening",
    "SessionType",
    "TimingRule",
    "Workout",
]
