"""Finding clients, for the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Left
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext as _

from clinic.foundation.core import texts
from clinic.foundation.errors import Refused
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role

DESK = frozenset({Role.DESK, Role.OWNER})
WORDS = 6  # more say nothing
LONG_ENOUGH = 4  # letters of a word that may be mistyped
BEGINNING = 3  # letters by which a mistyped word is looked up
ALIKE = 0.4  # of a word's trigrams, for one that begins alike
LONGEST = (
    100  # letters of a word, and of a name by which it is put in order, in the indexes of 0007
)
NUMBER = "\x01"  # before the digits of the number in what is searched: no name holds it


class Find(Func):
    """The column that migration 0007 made: name, e-mail and digits, spelt as `core.texts.plain`."""

    template, output_field = '"clinic_client"."find"', TextField()


class Like(Func):
    """Whether a text is of this pattern."""

    template, arg_joiner, output_field = "%(expressions)s", " LIKE ", BooleanField()


class Begin(Func):
    """Whether words of a text begin as a query of PostgreSQL's says, by the index of its words."""

    template, arg_joiner, output_field = "(%(expressions)s)", " @@ ", BooleanField()

    def __init__(self, words: list[str], joiner: str) -> None:
        quoted = (word[:LONGEST].replace("\\", r"\\").replace("'", "''") for word in words)
        asked = f" {joiner} ".join(f"'{word}':*" for word in quoted)
        held = Func(F("find"), function="clinic_words", output_field=TextField())
        super().__init__(held, Func(Value(asked), template="%(expressions)s::tsquery"))


class Resembles(Func):
    """Whether a text holds a word that shares six of ten trigrams with this one."""

    template, arg_joiner, output_field = "%(expressions)s", " %%> ", BooleanField()


BY_NAME = Left(Find(), LONGEST)


def search(by: User, text: str, now: datetime, *, most: int = 20) -> list[Client]:
    """Clients of whom every word is part of name, e-mail or telephone number.

    Those first of whom most words begin a word, then by name. Case and accents do not count, nor
    how a number is grouped, nor its leading zeros. Where nobody is found, whoever is spelt much
    like it, the likest first. Nothing is found for an empty text. Two queries, three where nobody
    is found. Raises `Refused` for all but desk and owner.
    """
    if not roles_of(by) & DESK:
        raise Refused("refused", _("Only the front desk can do this."))
    words = texts.plain(texts.one_line(text)).split()[:WORDS]
    if not words:
        return []
    rows = list(_exact(words, most))
    if rows or not any(map(_mistypable, words)):
        return rows
    like = [TrigramWordSimilarity(word, "find") for word in words]
    found = _all_of(words, _resembles).annotate(rank_=reduce(add, like))
    return list(found.order_by("-rank_", "find", "pk")[:most])


def _exact(words: list[str], most: int) -> QuerySet[Any, Any]:
    """Those of whom every word begins a word, then where some do, then where none does.

    Each kind is asked for only while those before it are too few. The last may be nearly everybody:
    an index by name finds its first, without a look at all of them. For the others the index of
    beginnings is the faster, so that they are put in order by what the one by name does not hold.
    """
    held, begins = _all_of(words, _holds), [Q(find__contains=f" {word}") for word in words]
    every, some = reduce(and_, begins), reduce(or_, begins)
    first = _all_of(words, lambda word: Q()).filter(Begin(words, "&"))
    first = first.annotate(rank_=Value(len(words)))
    between = held.filter(Begin(words, "|")).exclude(every)
    between = between.annotate(rank_=reduce(add, map(_one_if, begins)))
    last = held.exclude(some).annotate(rank_=Value(0))
    parts = [first, between, last] if len(words) > 1 else [first, last]
    orders = [*(("-rank_", "find", "pk") for _part in parts[1:]), (BY_NAME, "pk")]
    ranked = [part.order_by(*order)[:most] for part, order in zip(parts, orders, strict=True)]
    # A union of all is not put in order again: it ends as soon as there are enough.
    found: QuerySet[Any, Any] = ranked[0].union(*ranked[1:], all=True)[:most]
    return found


def _all_of(words: list[str], rule: Callable[[str], Q]) -> QuerySet[Any, Any]:
    found = Client.objects.filter(joined_into=None).alias(find=Find()).select_related("user")
    for word in words:
        found = found.filter(rule(word))
    return found


def _one_if(rule: Q) -> Case:
    return Case(When(rule, then=1), default=0, output_field=IntegerField())


def _holds(word: str) -> Q:
    # A number is told of below: in it, leading zeros are none.
    told = Q(Like(F("find"), Value(f"%{word}%{NUMBER}%")))
    asked = told if word.isdecimal() else Q(find__contains=word)
    digits = re.sub(r"[-+/().]", "", word)
    if digits.isdecimal() and digits.isascii() and digits.lstrip("0"):
        asked |= Q(Like(F("find"), Value(f"%{NUMBER}%{digits.lstrip('0')}%")))
    return asked


def _resembles(word: str) -> Q:
    """The word; or neighbours swapped, many trigrams alike, the beginning alike and some trigrams."""
    asked = _holds(word)
    if not _mistypable(word):
        return asked
    for at in range(len(word) - 1):
        asked |= Q(find__contains=word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    some = GreaterThanOrEqual(TrigramWordSimilarity(word, "find"), Value(ALIKE))
    begins = Q(find__contains=f" {word[:BEGINNING]}")
    return asked | Q(Resembles(F("find"), Value(word))) | (begins & Q(some))


def _mistypable(word: str) -> bool:
    return len(word) >= LONG_ENOUGH and word.isascii() and not re.search(r"\d", word)
