"""The rule kinds: small pure functions (rule, frame) -> windows, listed in one table."""

from collections.abc import Callable, Iterator
from types import MappingProxyType

from protocols.core.kinds import around, body, frequency, races, training
from protocols.core.rules import Rule
from protocols.core.windows import Frame, Window

Kind = Callable[[Rule, Frame], Iterator[Window]]

KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "before_race": races.before_race,
        "after_race": races.after_race,
        "quiet_days": races.quiet_days,
        "before_hard": training.before_hard,
        "after_hard": training.after_hard,
        "easy_day": training.easy_day,
        "cadence": training.cadence,
        "spacing": frequency.spacing,
        "most_a_week": frequency.most_a_week,
        "deep_again": frequency.deep_again,
        "step_down": frequency.step_down,
        "same_day": around.same_day,
        "group": around.group,
        "overlap": around.overlap,
        "flag": body.flag,
        "no_diagnosis": body.no_diagnosis,
        "plan": around.plan,
    }
)
