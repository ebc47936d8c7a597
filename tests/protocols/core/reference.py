"""Naive reference of the timing engine: one small function or line for each rule.

`reference(case)` answers {"verdict", "phase", "review", "requires_skills", "reasons"}; in place of
a sentence each reason has "nearest": the array and index of what it is told of, or None.
Every hour is an exact fraction; every instant is in integer microseconds in UTC.
"""

from fractions import Fraction

import tests.protocols.core.reference_input as given
from tests.protocols.core.reference_input import Bad, Case, Race, Ref, Session, Workout

__all__ = ["Bad", "reference"]

HOUR = 60 * given.MINUTE
EFFECTS = ("blocked", "caution", "recommended", "note")  # from the worst
TENDON, STRAIN = ("tendinopathy", "ligament"), ("strain",)
NEVER = 10**9  # more hours and days than any calendar here has

Effect = str | None
Hit = tuple[str, Fraction, int, Ref | None]  # effect, hours in the rule's measure, start, what


def hours(start: int, end: int) -> Fraction:
    """Hours from one instant to another, exactly."""
    return Fraction(end - start, HOUR)


def running(s: Session) -> bool:
    """One of the four running types."""
    return s.type in given.RUNNING_TYPES


def running_or_body(s: Session) -> bool:
    """Running, or type none with a service that touches the legs too."""
    body = ("swedish", "hot_stone", "prenatal", "couples")
    return running(s) or (s.type == "none" and s.service in body)


def running_deep(s: Session) -> bool:
    """Of a running type, deep."""
    return running(s) and s.depth == "deep"


def lighter(s: Session) -> bool:
    """Light or moderate."""
    return s.depth in ("light", "moderate")


def overlap(s: Session, start: int, end: int) -> bool:
    """Touching ends do not overlap."""
    return s.start < end and start < s.end


def counted(c: Case) -> list[Race]:
    """Races that count: all but dns and cancelled."""
    return [r for r in c.races if r.status not in ("dns", "cancelled")]


def small(r: Race) -> bool:
    """Priority C and at most 120 min from start to finish."""
    return r.priority == "C" and r.finish - r.start <= 120 * given.MINUTE


def full(c: Case) -> list[Race]:
    """The others that count."""
    return [r for r in counted(c) if not small(r)]


def demanding(r: Race) -> bool:
    """Terrain hilly, downhill or trail, or more than 180 min."""
    return r.terrain in ("hilly", "downhill", "trail") or r.finish - r.start > 180 * given.MINUTE


def near_full_race(c: Case) -> bool:
    """The candidate ends [0, 120) h before, starts [0, 96) h after, or overlaps a full race."""
    return any(
        0 <= hours(c.me.end, r.start) < 120
        or 0 <= hours(r.finish, c.me.start) < 96
        or overlap(c.me, r.start, r.finish)
        for r in full(c)
    )


def phase(c: Case) -> str:
    """Give the phase at the candidate's start, from full races."""
    finishes = [r.finish for r in full(c) if r.finish <= c.me.start]
    since = hours(max(finishes), c.me.start) if finishes else Fraction(NEVER)
    ahead = [r for r in full(c) if r.start >= c.me.start]
    a_or_else_b = [r for r in ahead if r.priority == "A"] or ahead
    nearest = min(a_or_else_b, key=lambda r: r.start, default=None)
    days = (nearest.day - c.me.day).days if nearest else NEVER
    if since < 96:
        return "recovery"
    if days <= 14:
        return "taper"
    if days <= 56:
        return "peak"
    if since < 336:
        return "recovery"
    return "base" if days <= 168 else "maintenance"


def when(condition: bool, effect: str) -> Effect:
    """The effect where the condition holds."""
    return effect if condition else None


def pre(c: Case, r: Race, h: Fraction) -> dict[str, Effect]:
    """Effects of §2 for one race, h >= 0 hours from the candidate's end to its start."""
    m, longest = c.me, c.me.minutes
    deep, moderate, light = running_deep(m), m.depth == "moderate", m.depth == "light"
    general, pre_event = m.type == "general", m.type == "pre_event"
    rehearsed = any(s.type == "pre_event" and hours(s.start, r.start) >= 120 for s in c.sessions)
    earlier = [s for s in c.sessions if running(s) and s.start < m.start and s.day == m.day]
    earlier += [s for s in c.sessions if running(s) and 1 <= (m.day - s.day).days <= 28]
    quiet_day = c.quiet_days > 0 and 0 <= (r.day - m.day).days <= c.quiet_days
    fits_3 = (general or pre_event) and (light or moderate)
    fits_5 = running(m) and (light or moderate) and longest > 45
    fits_9 = running_or_body(m) and (light or moderate) and longest > 30
    fits_10 = pre_event and r.priority == "A" and not rehearsed
    return {
        "PRE-1": when(deep and h < 72, "blocked"),
        "PRE-2": when(deep and 72 <= h < 120, "caution"),
        "PRE-3": when(fits_3 and 168 <= h < 240, "recommended"),
        "PRE-4": when(pre_event and light and longest <= 45 and 72 <= h < 120, "recommended"),
        "PRE-5": when(fits_5 and 24 <= h < 120, "caution"),
        "PRE-6": when(pre_event and light and longest <= 45 and 24 <= h < 72, "recommended"),
        "PRE-7": when(running_or_body(m) and moderate and h < 72, "caution"),
        "PRE-8": when(
            pre_event and light and longest <= 30 and h < 24, "note" if h < 2 else "recommended"
        ),
        "PRE-9": when(fits_9 and h < 24, "blocked" if longest > 45 else "caution"),
        "PRE-10": when(fits_10 and h < 120, "note" if light and longest <= 30 else "caution"),
        "PRE-11": when(running_or_body(m) and quiet_day, "blocked"),
        "PRE-12": when(m.type == "injury" and (light or moderate) and h < 72, "caution"),
        "PRE-13": when(pre_event and not earlier and 72 <= h < 120, "note"),
    }


def post(c: Case, r: Race, h: Fraction) -> dict[str, Effect]:
    """Effects of §3 for one race, h >= 0 hours from its finish to the candidate's start."""
    m, deep = c.me, running_deep(c.me)
    moderate, light, post_event = m.depth == "moderate", m.depth == "light", m.type == "post_event"
    fits_1 = post_event and light and (h >= 6 or m.minutes <= 30)
    sore = c.answers["race_soreness"]
    return {
        "POST-1": when(fits_1 and h < 36, "recommended"),
        "POST-2": when(running_or_body(m) and moderate and h < 24, "caution"),
        "POST-3": when(post_event and (light or moderate) and 24 <= h < 96, "recommended"),
        "POST-4": when(deep and h < 48, "blocked"),
        "POST-5": when(deep and 48 <= h < 72, "blocked" if demanding(r) else "caution"),
        "POST-6": when(deep and 72 <= h < (168 if demanding(r) else 96), "caution"),
        "POST-7": when(deep and sore and 72 <= h < 168, "caution"),
    }


def race_hits(c: Case) -> dict[str, list[Hit]]:
    """Every race for which a rule of §2 or §3 fires; a small race fires three rules only."""
    hits: dict[str, list[Hit]] = {}
    for r in counted(c):
        for rules, h in ((pre, hours(c.me.end, r.start)), (post, hours(r.finish, c.me.start))):
            for rule, effect in rules(c, r, h).items() if h >= 0 else ():
                if effect and (not small(r) or rule in ("PRE-6", "PRE-8", "POST-1")):
                    hits.setdefault(rule, []).append((effect, h, r.start, r.ref))
    return hits


def once(effect: str, condition: bool) -> list[Hit]:
    """A hit that is told of no race, workout or session."""
    return [(effect, Fraction(0), 0, None)] if condition else []


def trainings(c: Case) -> list[Workout]:
    """The workouts, and every small race as one of kind race_pace from its start to its finish."""
    races = [r for r in counted(c) if small(r)]
    return c.workouts + [
        Workout(r.ref, r.start, r.finish, r.day, "race_pace", timed=True) for r in races
    ]


def hits_before(c: Case, kinds: tuple[str, ...], low: int, high: int, effect: str) -> list[Hit]:
    """Workouts of some kinds that start [low, high) h after the candidate's end."""
    all_hours = [(w, hours(c.me.end, w.start)) for w in trainings(c) if w.kind in kinds]
    return [(effect, h, w.start, w.ref) for w, h in all_hours if low <= h < high]


def hits_after(c: Case, low: int, high: int, effect: str) -> list[Hit]:
    """Hard workouts that end [low, high) h before the candidate's start."""
    all_hours = [(w, hours(w.end, c.me.start)) for w in trainings(c) if w.kind in given.HARD]
    return [(effect, h, w.start, w.ref) for w, h in all_hours if low <= h < high]


def train(c: Case) -> dict[str, list[Hit]]:
    """The hits of §4."""
    deep = running_deep(c.me)
    kinds = [w.kind for w in trainings(c) if w.day == c.me.day]
    gentle = bool(kinds) and all(kind in ("easy", "cross_training", "rest") for kind in kinds)
    fits = c.me.type == "general" and lighter(c.me) and not near_full_race(c)
    beside = any(abs((s.day - c.me.day).days) < 7 for s in c.sessions if running(s))
    good = "note" if beside else "recommended"
    long = ("intervals", "long_run")
    in_peak = phase(c) == "peak"
    return {
        "TRAIN-1": hits_before(c, given.HARD, 0, 24, "blocked") if deep else [],
        "TRAIN-2": hits_before(c, given.HARD, 24, 48, "caution") if deep else [],
        "TRAIN-3": hits_before(c, long, 48, 72, "caution") if deep and in_peak else [],
        "TRAIN-4": once(good, fits and gentle),
        "TRAIN-5": hits_after(c, 6, 36, good) if fits else [],
        "TRAIN-6": hits_after(c, 0, 24, "caution") if deep else [],
    }


def cadence(c: Case, of_phase: str, least_days: int) -> list[Hit]:
    """General in a phase, with at least so many local days to the running sessions beside it."""
    before = [s for s in c.sessions if running(s) and s.start < c.me.start]
    after = [s for s in c.sessions if running(s) and s.start >= c.me.start]
    since = (c.me.day - max(before, key=lambda s: s.start).day).days if before else NEVER
    until = (min(after, key=lambda s: s.start).day - c.me.day).days if after else NEVER
    fits = c.me.type == "general" and phase(c) == of_phase and not near_full_race(c)
    return once("recommended", fits and min(since, until) >= least_days)


def cad_5(c: Case) -> list[Hit]:
    """In maintenance from 21 days (30 if recreational; 14 if load_rising, which wins)."""
    days = 30 if c.answers["recreational"] else 21
    return cadence(c, "maintenance", 14 if c.answers["load_rising"] else days)


def inj_1(c: Case) -> list[Hit]:
    """Injury, light or moderate, diagnosed, far enough from the nearest other injury session."""
    if c.me.type != "injury" or not lighter(c.me) or c.diagnosed_by is None:
        return []
    if "PRE-12" in race_hits(c) or too_many(c, TENDON, 3) or too_many(c, STRAIN, 2):
        return []
    least = {"tendinopathy": 2, "ligament": 2, "strain": 3, "other": 7}[str(c.injury_kind)]
    gaps = [abs((s.day - c.me.day).days) for s in c.sessions if s.type == "injury"]
    return once("recommended", min(gaps, default=NEVER) >= least)


def too_many(c: Case, kinds: tuple[str, ...], most: int) -> list[Hit]:
    """FREQ-1, 2: a 168 h window holds the candidate and, itself included, over `most` sessions."""
    if c.me.type != "injury" or c.injury_kind not in kinds:
        return []
    starts = [c.me.start] + [s.start for s in c.sessions if s.type == "injury"]
    for first in starts:
        held = [start for start in starts if 0 <= hours(first, start) < 168]
        if 0 <= hours(first, c.me.start) < 168 and len(held) > most:
            return once("blocked", True)
    return []


def freq_3(c: Case) -> list[Hit]:
    """Deep within 36 h of deep, 48 h for masters, from the end of one to the other's start."""
    limit = 48 if c.answers["masters"] else 36
    others = [s for s in c.sessions if running_deep(c.me) and running_deep(s)]
    after = [("caution", hours(s.end, c.me.start), s.start, s.ref) for s in others]
    before = [("caution", hours(c.me.end, s.start), s.start, s.ref) for s in others]
    return [hit for hit in before + after if 0 <= hit[1] < limit]


def freq_4(c: Case) -> list[Hit]:
    """Running, not light, sore or bruised, no less deep than the last running session before."""
    before = [s for s in c.sessions if running(s) and s.start < c.me.start]
    sore = c.answers["last_session_sore_over_36h"] or c.answers["last_session_bruised"]
    if not running(c.me) or c.me.depth == "light" or not sore or not before:
        return []
    last = max(before, key=lambda s: (s.start, given.DEPTHS.index(s.depth)))
    fires = given.DEPTHS.index(c.me.depth) >= given.DEPTHS.index(last.depth)
    return [("caution", hours(last.start, c.me.start), last.start, last.ref)] if fires else []


def day_1(c: Case) -> list[Hit]:
    """On one local day: deep running work and a facial, waxing or spa."""
    spa = ("facial", "waxing", "spa")
    beside = [s for s in c.sessions if s.day == c.me.day]
    fits = [s for s in beside if running_deep(c.me) and s.service in spa]
    fits += [s for s in beside if c.me.service in spa and running_deep(s)]
    return [("caution", Fraction(0), s.start, s.ref) for s in fits]


def day_2(c: Case) -> list[Hit]:
    """Chair massage for fewer than 5."""
    return once("blocked", c.me.service == "chair_massage" and c.group_size < 5)


def clashes(c: Case, rule: str) -> list[Hit]:
    """Overlaps: 1 a race that counts, 2 a workout with a start but rest, 3 a session, 4 an away."""
    spans: dict[str, list[tuple[int, int, Ref]]] = {
        "CLASH-1": [(r.start, r.finish, r.ref) for r in counted(c)],
        "CLASH-2": [(w.start, w.end, w.ref) for w in c.workouts if w.timed and w.kind != "rest"],
        "CLASH-3": [(s.start, s.end, s.ref) for s in c.sessions],
        "CLASH-4": [(a.start, a.end, a.ref) for a in c.away],
    }
    effect = "caution" if rule == "CLASH-2" else "blocked"
    over = [(start, ref) for start, end, ref in spans[rule] if overlap(c.me, start, end)]
    return [(effect, Fraction(0), start, ref) for start, ref in over]


# Rule, codes, effect of deep, moderate and light, whether a therapist must look.
FLAGS = (
    ("FLAG-1", ("hot_tendon",), ("blocked", "caution", "note"), False),
    ("FLAG-2", ("acute_strain",), ("blocked", "caution", "caution"), True),
    ("FLAG-2", ("contusion", "boggy_swelling"), ("blocked", "caution", "caution"), True),
    ("FLAG-3", ("numbness_below_knee",), ("caution", "caution", "caution"), True),
    ("FLAG-4", ("anticoagulant",), ("blocked", "caution", "note"), True),
    ("FLAG-4", ("medication_change",), ("caution", "note", "note"), True),
    ("FLAG-5", ("short_sleep",), ("caution", "caution", "note, but over 60 min caution"), False),
    ("FLAG-7", given.GRAVE, ("blocked", "blocked", "blocked"), True),
    ("FLAG-8", ("pregnancy",), ("caution", "note", "note"), "if deep"),
)


def flags(c: Case) -> tuple[dict[str, list[Hit]], bool, list[str]]:
    """Give the hits of the screening, whether a therapist must look, and the skills required."""
    hits: dict[str, list[Hit]] = {}
    review = False
    if c.me.service == "chair_massage":
        return hits, review, []
    for rule, codes, by_depth, must_look in FLAGS:
        for code in [code for code in c.screening if code in codes]:
            if not running(c.me) and rule not in ("FLAG-7", "FLAG-8"):
                continue
            effect = by_depth[("deep", "moderate", "light").index(c.me.depth)]
            if effect == "note, but over 60 min caution":
                effect = "caution" if c.me.minutes > 60 else "note"
            if code not in c.cleared:
                review = review or must_look is True or (bool(must_look) and c.me.depth == "deep")
            elif effect == "blocked":
                effect = "caution"
            hits.setdefault(rule, []).extend(once(effect, True))
    hits["FLAG-6"] = once("caution", c.me.type == "injury" and c.diagnosed_by is None)
    return hits, review, ["prenatal"] if "pregnancy" in c.screening else []


SOURCES = {
    "S0 S2": "POST-3",
    "S0 S2 derived": "POST-6",
    "S0 S3": "INJ-1",
    "S0 S3 S4": "POST-1",
    "S2": "PRE-3 PRE-5 PRE-9 POST-7 TRAIN-1 TRAIN-2 TRAIN-3 TRAIN-4 TRAIN-5 CAD-1 DAY-1 DAY-2"
    " FLAG-1 FLAG-2 FLAG-3 FLAG-4 FLAG-5",
    "S2 S3 S4": "PRE-8",
    "S2 S3 derived": "TRAIN-6",
    "S2 S4": "PRE-1 PRE-2 PRE-4 POST-5 CAD-2 CAD-5",
    "S3": "PRE-10 PRE-11 POST-2 FREQ-1 FREQ-2 FREQ-4 FLAG-6",
    "S3 S4": "PRE-6 POST-4",
    "S3 S4 derived": "PRE-7",
    "S3 derived": "FREQ-3",
    "S4": "PRE-13",
    "S4 derived": "PRE-12",
    "derived": "CLASH-1 CLASH-2 CLASH-3 CLASH-4",
    "practice": "FLAG-7 FLAG-8",
}


def told(c: Case, rule: str, hits: list[Hit]) -> dict[str, object]:
    """One reason for a rule: its worst effect, of the nearest that has it, then the waiver."""
    worst = min((hit[0] for hit in hits), key=EFFECTS.index)
    with_worst = [hit for hit in hits if hit[0] == worst]
    effect, _, _, ref = min(with_worst, key=lambda hit: (hit[1], hit[2], hit[3] or ("", 0)))
    can_waive = rule.startswith(("PRE-", "POST-", "TRAIN-", "FREQ-")) and rule != "PRE-11"
    if effect == "blocked" and can_waive and rule in c.waivers:
        effect = "caution"
    source = next(codes for codes, rules in SOURCES.items() if rule in rules.split())
    nearest = list(ref) if ref else None
    return {"rule": rule, "effect": effect, "source": source.split(), "nearest": nearest}


def reference(case: object) -> dict[str, object]:
    """Judge a case, or raise `Bad` with the path of its first fault."""
    c = given.read(case)
    flag_hits, review, skills = flags(c)
    hits = race_hits(c) | train(c) | flag_hits
    hits |= {"CAD-1": cadence(c, "base", 14), "CAD-2": cadence(c, "peak", 7), "CAD-5": cad_5(c)}
    hits |= {
        "INJ-1": inj_1(c),
        "FREQ-1": too_many(c, TENDON, 3),
        "FREQ-2": too_many(c, STRAIN, 2),
        "FREQ-3": freq_3(c),
    }
    hits |= {"FREQ-4": freq_4(c), "DAY-1": day_1(c), "DAY-2": day_2(c)}
    hits |= {rule: clashes(c, rule) for rule in ("CLASH-1", "CLASH-2", "CLASH-3", "CLASH-4")}
    reasons = [told(c, rule, found) for rule, found in hits.items() if found]

    def order(reason: dict[str, object]) -> tuple[int, str, int]:
        letters, number = str(reason["rule"]).split("-")
        return EFFECTS.index(str(reason["effect"])), letters, int(number)

    loud = [str(reason["effect"]) for reason in reasons if reason["effect"] != "note"]
    return {
        "verdict": min(loud, key=EFFECTS.index, default="fine"),
        "phase": phase(c),
        "review": review,
        "requires_skills": skills,
        "reasons": sorted(reasons, key=order),
    }
