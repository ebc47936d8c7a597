"""Finding clients, for the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.backends.base.base import BaseDatabaseWrapper
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
from django.db.models.sql.compiler import SQLCompiler

from clinic.foundation.core import slips, texts
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import must_be_desk

WORDS = 6  # more say nothing
LONG_ENOUGH = 4  # letters of a word that may be mistyped
COMPARED = 1_000  # clients who are put in order by how like they are: of more nobody is meant
LONGEST = (
    100  # letters of a word, and of a name by which it is put in order, in the indexes of 0007
)
NUMBER = "\x01"  # before the digits of the number in what is searched: no name holds it


class _Kept(Func):
    """A column of clients that is no field: the database keeps it, migration 0007 made it."""

    output_field, column = TextField(), ""

    def __init__(self) -> None:
        super().__init__(F("name"))  # for the table that it stands beside, by whatever name

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_more: Any, **_named: Any
    ) -> tuple[str, Any]:
        (beside,) = self.get_source_expressions()
        return f'{compiler.quote_name_unless_alias(beside.alias)}."{self.column}"', []


class Find(_Kept):
    """Name, e-mail and digits, spelt as `core.texts.plain`."""

    column = "find"


class Names(_Kept):
    """The words of the name, a space before and behind each."""

    column = "find_name"


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
    how a number is grouped, nor its leading zeros. Where nobody is found, who is one slip of the
    finger away, then who is spelt much like it. Nothing is found for an empty text. Two queries,
    three where nobody is found. Raises `Refused` for all but desk and owner.
    """
    must_be_desk(by)
    words = texts.plain(texts.one_line(text)).split()[:WORDS]
    if not words:
        return []
    rows = list(_exact(words, most))
    if rows or not any(map(_mistypable, words)):
        return rows
    return list({one.pk: one for one in _nearly(words, most)}.values())


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


def _nearly(words: list[str], most: int) -> QuerySet[Any, Any]:
    """Those of whom every word is a slip away, by name; then those who are spelt much like it.

    Somebody may be both. How like is reckoned only where slips are too few, and of some only: of a
    word that many share it takes long.
    """
    slipped = _all_of(words, _slipped).annotate(rank_=Value(float(len(words))))
    close = _all_of(words, _resembles).order_by().values("pk")[:COMPARED]
    like = [TrigramWordSimilarity(word, _searched(word)) for word in words]
    some = _all_of(words, lambda word: Q()).filter(pk__in=close)
    some = some.annotate(rank_=reduce(add, like))
    parts = [part.order_by("-rank_", "find", "pk")[:most] for part in (slipped, some)]
    found: QuerySet[Any, Any] = parts[0].union(parts[1], all=True)[:most]
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


def _slipped(word: str) -> Q:
    """The word as it is, or a word of the name that begins with it but for one slip."""
    asked = _holds(word)
    if _mistypable(word) and not _of_mail(word):
        for pattern in slips.patterns(word.replace("-", " ")):
            asked |= Q(Like(Names(), Value(pattern)))
    return asked


def _resembles(word: str) -> Q:
    asked = _holds(word)
    return asked | Q(Resembles(_searched(word), Value(word))) if _mistypable(word) else asked


def _searched(word: str) -> Func:
    """Where a mistyped word is looked for. Providers of mail are shared by all: names go first."""
    return Find() if _of_mail(word) else Names()


def _of_mail(word: str) -> bool:
    return re.search(r"[@.\d]", word) is not None


def _mistypable(word: str) -> bool:
    return word.isascii() and len(re.findall("[a-z]", word)) >= LONG_ENOUGH
