"""The default rules: the practitioners' figures as one literal, version 1 of every clinic.

Sources: S0 a New York practice with a marathon case, S1 five London therapists, S2 a clinic's
guide to cadence and buffers, S3 a therapist who runs, S4 a New Orleans studio's calendar.
`derived` follows from them, `practice` is standard in the trade. See docs/protocols.md.
"""

from protocols.core.defaults.after import AFTER_RACE
from protocols.core.defaults.around import AROUND
from protocols.core.defaults.before import BEFORE_RACE
from protocols.core.defaults.flags import FLAGS, SCREENING
from protocols.core.defaults.often import FREQUENCY
from protocols.core.defaults.training import CADENCE, TRAINING
from protocols.core.rules import Ruleset

DEFAULTS = Ruleset((*BEFORE_RACE, *AFTER_RACE, *TRAINING, *CADENCE, *FREQUENCY, *AROUND, *FLAGS))
RULE_IDS = frozenset(rule.id for rule in DEFAULTS.rules)

__all__ = ["DEFAULTS", "RULE_IDS", "SCREENING"]
