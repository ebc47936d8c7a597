"""The engine: from a calendar, a shape and starts to windows; from one start to a judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from protocols.core.facts import BODY_SERVICES, Calendar, Case, Shape
from protocols.core.kinds import KINDS
from protocols.core.kinds.body import answers
from protocols.core.phases import phase_at
from protocols.core.rules import RANK, Rule, Ruleset
from protocols.core.windows import Frame, Window, trimmed
from protocols.core.words import NAMES, sentence

REVIEW = "REVIEW"
VERDICTS = ("blocked", "caution", "recommended", "fine")


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired, at its worst and nearest; the words come from the rule, by language."""

    window: Window
    start: int

    @property
    def rule(self) -> Rule:
        return self.window.rule

    @property
    def effect(self) -> str:
        return self.window.effect


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the engine says of one start: verdict, phase, review, skills, reasons worst first."""

    verdict: str
    phase: str
    review: bool
    requires_skills: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def as_json(
        self, case: Case, language: str = "en", *, discreet: bool = False
    ) -> dict[str, Any]:
        """The answer of the contract; `discreet` is what those who do not treat the runner get.

        They hear of the body only that a therapist must look: one reason for all of them, at the
        worst effect, and no skills.
        """
        reasons = told(
            self.reasons,
            lambda reason: reason_json(reason.window, case, language),
            language,
            discreet=discreet,
        )
        return {
            "verdict": self.verdict,
            "phase": self.phase,
            "review": self.review,
            "requires_skills": [] if discreet else list(self.requires_skills),
            "reasons": reasons,
        }


def reason_json(window: Window, case: Case, language: str = "en") -> dict[str, Any]:
    """One reason of the contract's answer."""
    return {
        "rule": window.rule.id,
        "effect": window.effect,
        "because": sentence(window, case, language),
        "source": list(window.rule.source),
    }


def told(
    reasons: Iterable[Reason],
    tell: Callable[[Reason], dict[str, Any]],
    language: str = "en",
    *,
    discreet: bool = False,
) -> list[dict[str, Any]]:
    """Reasons as they may be told, each as `tell` puts it; `discreet` as in `Judgement.as_json`."""
    shown = [tell(reason) for reason in reasons if not (discreet and reason.rule.health)]
    hidden = [reason.effect for reason in reasons if discreet and reason.rule.health]
    if hidden:
        worst, because = min(hidden, key=RANK.__getitem__), NAMES[language]["review"]
        shown.append({"rule": REVIEW, "effect": worst, "because": because, "source": []})
        shown.sort(key=lambda reason: RANK[reason["effect"]])
    return shown


def windows(
    ruleset: Ruleset, calendar: Calendar, shape: Shape, begin: int, end: int
) -> list[Window]:
    """Every window that touches the starts `[begin, end)`, in no particular order."""
    return _windows(ruleset, Frame(calendar, shape, ruleset.phases, begin, end))


def windows_of(
    ruleset: Ruleset, calendar: Calendar, shapes: Sequence[Shape], begin: int, end: int
) -> Iterator[list[Window]]:
    """The same for several shapes, in their order: the days are cut once for all of them."""
    frame = Frame(calendar, shapes[0], ruleset.phases, begin, end)
    return (_windows(ruleset, frame.shaped(shape)) for shape in shapes)


def _windows(ruleset: Ruleset, frame: Frame) -> list[Window]:
    rules = speaking(ruleset, frame.shape)
    found = [window for rule in rules for window in KINDS[rule.kind](rule, frame)]
    if frame.calendar.waivers:
        found = [_waived(window, frame.calendar) for window in found]
    if any("silent_with" in rule.only for rule in rules):
        found = [kept for window in found for kept in _unless_silenced(window, found)]
    return found


def judge(ruleset: Ruleset, case: Case) -> Judgement:
    """Judge one start."""
    calendar, shape, start = case.calendar, case.shape, case.start
    reasons = at(windows(ruleset, calendar, shape, start, start + 1), start)
    frame = Frame(calendar, shape, ruleset.phases, start, start + 1)
    return Judgement(
        verdict=verdict(reason.effect for reason in reasons),
        phase=phase_at(calendar, ruleset.phases, start, calendar.days.day(start)),
        review=needs_review(ruleset, frame),
        requires_skills=skills(ruleset, frame),
        reasons=reasons,
    )


def at(found: Iterable[Window], start: int) -> tuple[Reason, ...]:
    """The reasons at one start: each rule once, at its worst and nearest; worst rules first."""
    best: dict[str, Window] = {}
    for window in found:
        if window.begin <= start < window.end:
            known = best.get(window.rule.id)
            if known is None or window.nearness(start) < known.nearness(start):
                best[window.rule.id] = window
    ordered = sorted(best.values(), key=lambda w: (RANK[w.effect], w.rule.sort_key))
    return tuple(Reason(window, start) for window in ordered)


def verdict(effects: Iterable[str]) -> str:
    """The worst effect; notes leave it alone; `fine` where no rule speaks."""
    found = set(effects)
    return next((effect for effect in VERDICTS if effect in found), "fine")


def speaking(ruleset: Ruleset, shape: Shape) -> tuple[Rule, ...]:
    """The rules that speak of sessions of this shape at all."""
    body = shape.type == "none" and shape.service in BODY_SERVICES
    return ruleset.speaking_of(shape.type, shape.depth, body=body)


def needs_review(ruleset: Ruleset, frame: Frame) -> bool:
    """Whether a therapist must look first: an answer that asks for it and was not cleared."""
    cleared = frame.calendar.cleared
    return any(
        band.review and code not in cleared
        for rule in _flags(ruleset, frame.shape)
        for code, band in answers(rule, frame)
    )


def skills(ruleset: Ruleset, frame: Frame) -> tuple[str, ...]:
    """The skills a therapist needs for this runner, sorted."""
    wanted = {
        skill
        for rule in _flags(ruleset, frame.shape)
        if "skills" in rule.only and any(answers(rule, frame))
        for skill in rule.only["skills"]
    }
    return tuple(sorted(wanted))


def _flags(ruleset: Ruleset, shape: Shape) -> list[Rule]:
    return [rule for rule in speaking(ruleset, shape) if rule.kind == "flag"]


def _waived(window: Window, calendar: Calendar) -> Window:
    rule = window.rule
    if window.effect == "blocked" and rule.waivable and rule.id in calendar.waivers:
        return window.waiving()
    return window


def _unless_silenced(window: Window, found: list[Window]) -> Iterable[Window]:
    silencers = window.rule.only.get("silent_with")
    if not silencers:
        return (window,)
    return trimmed(window, [(w.begin, w.end) for w in found if w.rule.id in silencers])


@dataclass(frozen=True, slots=True)
class Segment:
    """Starts `[begin, end)` with one verdict and the windows behind it."""

    begin: int
    end: int
    verdict: str
    windows: tuple[Window, ...]


def timeline(found: Iterable[Window], begin: int, end: int) -> list[Segment]:
    """`[begin, end)` cut wherever a window opens or closes, in order, neighbours of one mind merged."""
    inside = [w for w in found if w.begin < end and w.end > begin]
    edges = sorted({begin, *(e for w in inside for e in (w.begin, w.end) if begin < e < end)})
    segments: list[Segment] = []
    for low, high in zip(edges, [*edges[1:], end], strict=True):
        active = tuple(w for w in inside if w.begin <= low < w.end)
        said = verdict(w.effect for w in active)
        last = segments[-1] if segments else None
        if last and last.verdict == said and _same_rules(last.windows, active):
            segments[-1] = replace(last, end=high)
        else:
            segments.append(Segment(low, high, said, active))
    return segments


def _same_rules(left: tuple[Window, ...], right: tuple[Window, ...]) -> bool:
    def fired(found: tuple[Window, ...]) -> set[tuple[str, str]]:
        return {(w.rule.id, w.effect) for w in found}

    return fired(left) == fired(right)
