"""Every model of protocols, so that Django finds them."""

from protocols.models.rules import RuleVersion, TimingRule
from protocols.models.session_types import SessionType

__all__ = ["RuleVersion", "SessionType", "TimingRule"]
