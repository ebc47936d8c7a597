"""Rules about the runner's body: screening answers and the missing diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from protocols.core.rules import RANK, Band, Rule
from protocols.core.windows import Frame, Window

CHAIR_MASSAGE = "chair_massage"  # its guests are screened one by one at the visit


def flag(rule: Rule, frame: Frame) -> Iterator[Window]:
    """The worst of what the answers of this rule ask for; a cleared answer never blocks."""
    found = [
        (RANK[effect], place, effect, code, band)
        for place, (code, band) in enumerate(answers(rule, frame))
        for effect in [_effect(band, code, frame)]
    ]
    if found:
        _, _, effect, code, band = min(found)
        figures: dict[str, int | str] = {"code": code}
        if code in frame.calendar.cleared:
            figures["cleared"] = 1
        yield Window(rule, effect, frame.begin, frame.end, band, figures=figures)


def no_diagnosis(rule: Rule, frame: Frame) -> Iterator[Window]:
    """An injury session whose injury nobody has diagnosed."""
    injury = frame.calendar.injury
    if injury is None or injury.diagnosed_by is None:
        yield Window(rule, rule.bands[0].effect, frame.begin, frame.end, rule.bands[0])


def answers(rule: Rule, frame: Frame) -> Iterator[tuple[str, Band]]:
    """The runner's answers that this rule speaks of, each with its band."""
    shape = frame.shape
    if shape.service == CHAIR_MASSAGE:
        return
    for code in frame.calendar.screening:
        for band in rule.bands:
            if code in band.codes and band.fits(shape.depth, shape.minutes):
                yield code, band
                break


def _effect(band: Band, code: str, frame: Frame) -> str:
    cleared = code in frame.calendar.cleared
    return "caution" if cleared and band.effect == "blocked" else band.effect
