"""What the title of an event tells: whether it looks like a race, and which kind of workout it is.

Words of English, and the common ones of German, French and Spanish. A title that says nothing stays
unknown: its runner names it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from clinic.foundation.core.texts import folded
from protocols.core.facts import HARD_KINDS
from protocols.core.plans import measures
from protocols.core.plans.measures import flattened, minutes_of, terrain_of
from protocols.core.plans.shape import MOST_TITLE

__all__ = ["distance_of", "key", "kind_of", "looks_like_race", "minutes_of", "terrain_of"]

MOST_LOOKED_AT = 120  # letters: what a title is about stands at its beginning
_HEAD = re.compile(r"(?:\W*+\w++){0,12}+\W*+")  # and words


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b")


# What makes a title one of training, whatever distance or race it speaks of.
_TRAINING = _words(
    r"easy|recover\w*|shake ?out|tempo\w*|threshold|pace[sd]?|effort|intervals?|repeats?|reps?|rep",
    r"fartlek|strides?|warm ?up|cool ?down|jog\w*|steady|rest|drills?|workout|session|training",
    r"practice|treadmill|progress\w*|cruise|vo2\w*|time trial|tt|lactate|aerobic|z[1-5]|zone [1-5]",
    r"\d+ ?x ?\d+\w*|mp|hmp|gp|simulation|rehearsal|walk|swim\w*|bike|biking|cycling|ride|strength",
    r"yoga|mobility|pilates|gym|massage|physio\w*|social|preparation|prep|predictor|build ?up|taper",
    r"locker\w*|dauerlauf|dl|intervalle?\w*|regenerat\w*|fahrtspiel|footing|endurance|allure|seuil",
    r"mrt|hmrt|wkt|tdl|ldl|\w+tempo",
    r"fractionne\w*|rodaje|series (?:de|[0-9])|trote|suave|facile|facil|ritmo|umfang|schwelle\w*|speed ?work",
)
# What is about a race and is none.
_ABOUT = _words(
    r"(?:no|pre|post|after|before|until|mock) race",
    r"day (?:before|after)|(?:first|second|1st|2nd|last|other) half",
    r"half (?:hour|mile|way|an|the|lap|day|term|time|price|year|board|off)",
    r"(?:race|marathon|half|ultra|[0-9]+k) (?:week|plan\w*|specific|kit|registration|briefing|entry)",
    r"(?:race|marathon|half|ultra) (?:number|bib|pick|packet|report|strategy|ready|fuel\w*|nutrition)",
    r"(?:race|marathon|half|ultra) (?:block|build|phase|base|intensity|expo|travel|pack\w*|goal|sim)",
    r"recce|course preview|week [0-9]+ of [0-9]+|couch to|c25k",
)
# What has to be done around a race.
_ERRANDS = _words(
    r"bib(?! ?#? ?[0-9])|packet|pick ?up|expo|volunteer\w*|marshal\w*|spectat\w*|cheer\w*|ballot|lottery",
    r"registration|briefing|entries|deadline|planning|startunterlagen\w*|anmeldung",
    r"startnummer(?! ?#? ?[0-9])",
)
# Of others, of machines and animals, of sofas; of every day; and what is arranged for a race.
_NEVER = _words(
    r"meetings?|committee|sign ?up|lecture|webinar|watch(?:ing)?|hotel|airbnb|flights?|tickets?",
    r"train to|drive to|refund|film|movies?|netflix|tv|binge\w*|gaming|lord of the rings|dinner",
    r"f1|formula (?:1|one|e)|moto ?gp|nascar|indycar|sailing|regatta|karting",
    r"(?:horse|drag|dog|greyhound|boat|car|arms|space|motor) rac(?:e|es|ing)|budget|half term",
    r"birthday|geburtstag|anniversaire|cumpleanos|dentist|zahnarzt|doctor|arzt\w*|termin|call",
    r"stand ?up|sync|1 ?: ?1|interview|lunch|mittagessen|party|wedding|hochzeit|concert|konzert",
    r"appointment|busy|versammlung|\w+versammlung|elternabend|payday|hairdresser|friseur|reunion",
)
_OUTSPOKEN = re.compile(
    r"^(?:[abc][ -]{1,3})?(?>race ?day|race)\b(?![ -](?:\w*pace|effort|week|prep|plan|sim|rehearsal|kit"
    r"|specific|recover|report|strategy|tempo|intensity|entry|bib|briefing|registration|shake|walk"
    r"|speed|ready|fuel|nutrition|pack|morning|travel|weight|warm|cool|number|training|workout|session))"
)
_RACE = _words(
    r"races?|racing|race ?day|wettkampf|wettkaempfe|rennen|competition|competicion|competencia",
    r"volkslauf|stadtlauf|strassenlauf|crosslauf|berglauf|silvesterlauf|firmenlauf|staffellauf",
    # German races are called after a place, a saint, a brewery: any -lauf that is no training.
    r"(?!(?:dauer|tempo|inter|reg|steig|koord|ein|aus|ab|ver|um|kreis|morgen|abend|mittag|frueh|fruh"
    r"|feierab|nuecht|nucht|grund|lang|ski|eis|genuss|grupp|verein|wochen|train|erhol|wald|gelaend"
    r"|geland|park|trail|prob|wiederh|schwell|pyram|cresc|hugel|huegel|locker|fett|basis|vor|end"
    r"|flach|test|spass|barf|minut|kilomet|berg|strass|montag|dienst|mittw|donner|freitag|samst"
    r"|sonntag|sonnab|nach|alltag|fahrt|technik|sprint|ober|progress|laktat)\w*lauf\b)\w{4,}lauf",
    r"\w+wettkampf|b2run|corporate challenge|santa (?:run|dash)|tough mudder|swimrun|sierre zinal",
    r"marseille cassis|stramilano|escalade|bob graham|backyard|last one standing|thunder run",
    r"sdw ?100|south downs way|lakeland (?:50|100)|carrera de la mujer|dirty weekend",
    r"(?:12|24|48) ?(?:h|hours?|stunden) ?(?:run|race|lauf|event)",
    r"park ?run|championships?|meisterschaft\w*|corrida|turkey trot|fun run|carrera popular",
    r"great \w+ run|relay|ekiden|utmb|beer mile|track meet|cross country meet",
    r"(?:xc|cross country|fell|road|harriers?)(?: \w+){0,2} league|league (?:xc|cross country)",
    # Well known ones that have none of these words in their names.
    r"western states|hardrock|leadville|badwater|spartathlon|javelina|lavaredo|comrades",
    r"wings for life|bolder boulder|bay to breakers|peachtree road|behobia\w*|san silvestre",
    r"goteborgsvarvet|lidingoloppet|zevenheuvelen\w*|dam tot dam\w*|city pier city",
)
_DISTANCE_RACE = _words(
    r"\w*marathon|marat[oh]n\w*|marato|ultra\w*|semi|half(?!-)|triathlon|duathlon|ironman|70[.]3",
    r"(?:5|10|15|20|21|21[.,]1|25|30|42|42[.,]2|50|80|100|160|161) ?(?:k|kms?|kilomet(?:er|re)s?)",
    r"(?:5|10|13[.,]1|26[.,]2|50|100) ?-?(?:mi|miles?|milers?)|[0-9]+ ?milers?|ten milers?|ten miles?",
)
# A figure of less than 50 alone is how plans write a run, but of the distances that are only raced.
_PLAIN = re.compile(
    r"(?:~|ca\.? ?)?(?!13[.,]1|21[.,]|26[.,]2|42[.,])[1-4]?[0-9](?:[.,][0-9]+)?"
    r" ?(?:km|kms|kilomet\w+|mi|miles?|m)[!.]?"
)
_HILLS_ALONE = re.compile(r"^hills\b|\bhills$")
_ONLY_RUNNING = _words(r"run|runs|running|lauf|laufen|jog|course|carrera|correr|courir|footing")
_NO_NAME = _words(
    r"the|a|an|my|with|in|on|at|of|and|for|to|run|runs|running|lauf|laufen|course|carrera|correr",
    r"courir|a pied|morning|afternoon|evening|lunch|lunchtime|night|day|week|weekend|today|total",
    r"outdoors?|indoors?|road|track|flat|hilly|group|club|solo|relaxed|planned|distance|about|ca|approx",
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|[0-9.,:]+|km|k|mi|miles?",
    r"min|mins|minutes|hours?|h|m|medium|short|normal|general|basic|plain|hard|fast|gentle|slow",
)
_LONG = re.compile(
    r"\bmlr\b|\bldl\b|\blong ?(?:slow )?(?:distance )?runs?\b|\blsd\b|\beasy long\b"
    r"|\blangere?[rn]?\b|\blange[rnm]?\b"
    r"|\blong\b(?!\.)(?! (?:interval|tempo|rep|hill|threshold|warm|cool|stride|sprint|fartlek|ride|bike"
    r"|swim|walk|hike|island|beach|eaton|course))|\bsortie longue\b|\btirada(?: larga)?\b|\blargo\b"
    r"|\brodaje largo\b|\blongue\b|\blauf lang\b"
)
_RUNNING = _words(
    r"run|runs|running|jog\w*|\w*lauf|footing|course|carrera|rodaje|strides?|track|marathon|sortie"
)
_CROSS = _words(
    r"bik(?:e|es|ing)|cycl(?:e|ing)|rides?|spin(?:ning)?|zwift|turbo|peloton|swim\w*|pool|aqua\w*|row",
    r"rowing|rower|elliptical|strength\w*|weights?|gym|lift(?:s|ing)?|core|yoga|pilates|mobility|stretch\w*",
    r"(?:cross|x)[ -]?train\w*|xt|cross(?![ -]?(?:country|lauf))|ski(?:s|ing|erg)?|langlauf",
    r"hik(?:e|ing)|walk(?:s|ing)?|conditioning",
    r"(?:upper|lower|full) body|legs and core|radfahren|rad|radtour|schwimmen|kraft\w*|velo|natation",
    r"musculation|bici\w*|natacion|fuerza|gimnasio|football|soccer|tennis|stair ?master|skating|kayak\w*",
    r"plyo\w*|foam roll\w*|stabi\w*|athletik|renfo\w*",
)
_REST = re.compile(
    r"^(?:complete |full |total )?(?:rest|ruhe|ruhetag|repos|descanso)\b(?!-| interval)"
    r"|^(?:off|frei)(?:$| day\b| ?[–:,(/])"
    r"|\b(?:rest|off|recovery) day\b(?! run)|\bday off\b|\bruhetag\b|\bjour de repos\b|\bdia de descanso\b"
)
_HARD: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "race_pace",
        _words(
            r"(?:race|goal|marathon|half(?: marathon)?|hm|m)[ -]?pace|[mhg]m?p|hmp|race (?:effort|specific)",
            r"(?:half )?marathon effort|race sim\w*|simulation|dress rehearsal|time[ -]trial|tt",
            r"wettkampftempo|renntempo|marathontempo|h?mrt|wkt",
            r"allure (?:\w+ )?(?:marathon|semi|course|specifique)",
            r"ritmo (?:de )?(?:carrera|maraton|competicion)|^[0-9.]+ ?(?:k|kms?|mi?|miles?) pace$",
        ),
    ),
    (
        "hills",
        _words(
            r"hills?(?! (?:park|road|street))|uphill|bergsprints?|berglaufe?|huegel\w*|hugel\w*",
            r"cotes?|cuestas?",
        ),
    ),
    (
        "threshold",
        _words(
            r"tempo\w*|threshold|cruise|lactate|progress\w*|schwelle\w*|schwellen\w*|tdl|seuil|umbral",
            r"lt|lt[12]|sub ?t|sweet ?spot|fast finish",
        ),
    ),
    (
        "intervals",
        _words(
            r"intervals?|repeats?|reps?|track|vo2\w*|fartlek\w*|fahrtspiel\w*|intervall\w*|fractionne\w*",
            r"speed\w*|sprints?|yassos?|ladder|pyramids?|\d+ ?x ?\d+\w*|\d{3,4}s|vma|bahn|bahntraining",
            r"(?:5|10|3|15) ?k(?:m)? pace|series (?:de|[0-9])|billats?|over ?unders?|surges|anaerobic",
        ),
    ),
)
_EASY = _words(
    r"easy|recover\w*|shake[ -]?out|jog\w*|regenerat\w*|footing|leicht\w*|locker\w*|dauerlauf|dl|ga ?1",
    r"aerobic|base|endurance|z[12]|zone [12]|conversational|foundation|facile|facil|suave|trote|rodaje",
    r"walk ?run|run ?walk|strides?|steigerung\w*|warm[ -]?up|cool[ -]?down|relaxed|gentle|maintenance",
)
_WALK_RUN = re.compile(r"\b(?:walk|jog)[ /&-]{0,3}run\b|\brun[ /&-]{0,3}walk\b")
_STRIDES = re.compile(r"\bstrides?\b|\bsteigerung\w*")
_STRENGTH_RUN = re.compile(r"\bstrength\b.*\d ?x ?\d+ ?(?:m|k|km|mi|miles?)\b")  # of running plans
_PARTS = re.compile(
    r"[+,;(|•/&]|\b(?:with|w|incl\w*|and|then|into|plus|followed by|mit|und|avec|et|puis|con|y)\b"
)
_LATER = re.compile(r"(?<=\w)\W+(?:day )?(?:after|before|following|nach|vor|apres|avant)\b.*$")


def key(title: str) -> str:
    """How a title is remembered: one spelling for all that anybody would call the same."""
    return " ".join(folded(title).split())[:MOST_TITLE].strip()


def distance_of(title: str) -> int | None:
    """Metres, as far as a title tells: "10k", "26.2 mi", and "half marathon" where that is run, not
    its pace or the training for it. None if it does not.
    """
    figure = measures.distance_of(head(title))
    if figure or not (named := measures.named_distance_of(head(title))):
        return figure
    flat = _spaced(title)
    return None if _TRAINING.search(flat) or _ABOUT.search(flat) else named


@lru_cache(maxsize=64)  # one title is asked more than once, one after the other
def looks_like_race(title: str) -> bool:
    """Whether a title speaks of a race that is run: race, parkrun, marathon, 10k …, not "race pace"."""
    flat = _spaced(title)
    if _NEVER.search(flat) or _ERRANDS.search(flat) or _PLAIN.fullmatch(flat):
        return False
    if _OUTSPOKEN.search(flat):
        return True
    if _ABOUT.search(flat) or _TRAINING.search(flat):
        return False
    if _RACE.search(flat):
        return True
    if not _DISTANCE_RACE.search(flat) or _LONG.search(flat) or _HILLS_ALONE.search(flat):
        return False
    left = re.findall(r"\w+", _NO_NAME.sub(" ", _DISTANCE_RACE.sub(" ", flat)))
    return bool(left) or not _ONLY_RUNNING.search(flat)


def is_about(title: str) -> bool:
    """Whether a title speaks of something around a race, or of training."""
    flat = _spaced(title)
    return bool(_ABOUT.search(flat) or _TRAINING.search(flat))


def is_errand(title: str) -> bool:
    """Whether a title speaks of what nobody runs: a birthday, a meeting, a race's registration."""
    flat = _spaced(title)
    found = _NEVER.search(flat) or _ERRANDS.search(flat)
    return bool(found) and not _ONLY_RUNNING.search(flat)


def head(title: str) -> str:
    """The beginning of a title, as far as it is looked at."""
    found = _HEAD.match(title[:MOST_LOOKED_AT])
    return found[0] if found else ""


def _spaced(title: str) -> str:
    return flattened(head(title)).replace("-", " ").replace("_", " ")


@lru_cache(maxsize=64)
def kind_of(title: str) -> str:
    """One of `WORKOUT_KINDS`: "unknown" where the title does not say.

    What comes first names the workout ("long run with tempo"); a gentle beginning does not hide a
    hard part ("easy, then 6 x 400"), but in what it comes before or after ("easy after intervals").
    """
    flat = _WALK_RUN.sub("easy", flattened(head(title)).replace("_", " "))
    if _REST.search(flat):
        return "rest"
    alone = _LATER.sub("", flat)
    return next(
        (kind for text in dict.fromkeys((alone, flat)) if (kind := _of_parts(text))), "unknown"
    )


def _of_parts(text: str) -> str:
    parts = _PARTS.split(text)
    kinds = [kind for part in parts if (kind := _of_part(part))]
    if set(kinds) == {"cross_training"} and _RUNNING.search(parts[0]) and not _of_part(parts[0]):
        return ""  # "Run 8k + strength" is a run
    if not kinds:
        return ""
    return (
        kinds[0]
        if kinds[0] in HARD_KINDS
        else next((k for k in kinds if k in HARD_KINDS), kinds[0])
    )


def _of_part(part: str) -> str:
    cross, running = _CROSS.search(part), _RUNNING.search(part)
    if _STRENGTH_RUN.search(part):
        return "intervals"
    if cross and not (running and running.start() < cross.start()):
        return "cross_training"
    if _LONG.search(part):
        return "long_run"
    strides = _STRIDES.search(part)
    hard = next((kind for kind, pattern in _HARD if not strides and pattern.search(part)), "")
    return hard or ("easy" if _EASY.search(part) else "cross_training" if cross else "")
