"""Plans and calendars that come from elsewhere: where from, and what each of their events made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client
from protocols.core.facts import WORKOUT_KINDS
from protocols.models.absences import Absence
from protocols.models.races import Race
from protocols.models.workouts import Workout


class Source(models.Model):
    """Files of one tool that a runner uploads, or a feed. A feed's `address` is a secret: sealed.

    `name` is what the runner sees; of a feed never more of its address than the host. `read_at` is
    when it was last read well. The rest is a feed's: when it is looked at again, since when and why
    it cannot be read, how often in a row, and until when somebody is at it.
    """

    class Kind(models.TextChoices):
        FILE = "file"
        FEED = "feed"

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    tool = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    address = EncryptedText(null=True)
    added_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    fails = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    claimed_until = models.DateTimeField(null=True)

    SEALED: ClassVar[tuple[str, ...]] = ("address",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="feed", address__isnull=False, due_at__isnull=False)
                | models.Q(kind="file", address=None, due_at=None),
                name="source_feed_has_address",
            ),
            models.UniqueConstraint(
                fields=["client", "tool"],
                condition=models.Q(kind="file"),
                name="source_of_files_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="source_due")]

    def __str__(self) -> str:
        return self.name


class Imported(models.Model):
    """One event of a source, by the source's own name for it, and what it made here.

    `told` is what the source said last (of an absence nothing: its words are sealed), `digest` says
    whether it says the same again. `kept` is the row that it made, as the import wrote it: what
    differs now was changed by the runner, and is theirs. A made thing that is not there any more
    was removed by the runner, and stays so.
    """

    class State(models.TextChoices):
        SUGGESTED = "suggested"  # may be a race: the runner says
        MADE = "made"
        DECLINED = "declined"  # no race, said the runner: what it made is a workout

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="imported")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="items")
    uid = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices)
    what = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    told = models.JSONField(null=True)
    kept = models.JSONField(null=True)
    race = models.OneToOneField(Race, null=True, on_delete=models.SET_NULL, related_name="imported")
    workout = models.OneToOneField(
        Workout, null=True, on_delete=models.SET_NULL, related_name="imported"
    )
    absence = models.OneToOneField(
        Absence, null=True, on_delete=models.SET_NULL, related_name="imported"
    )
    seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "uid"], name="imported_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["client"],
                condition=models.Q(state="suggested"),
                name="imported_suggested",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.code}"


class PlanDraft(models.Model):
    """A file that was read and not kept yet. `content` is sealed: what a reader found in it."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="plan_draft")
    content = EncryptedText()
    made_at = models.DateTimeField()

    SEALED: ClassVar[tuple[str, ...]] = ("content",)

    def __str__(self) -> str:
        return f"draft {self.code}"


class NamedTitle(models.Model):
    """What a runner means by a title that says nothing to us: the kind of workout it is.

    `title` as `core.plans.titles.key` writes it.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="named_titles")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client", "title"], name="title_named_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=WORKOUT_KINDS) & ~models.Q(kind="unknown"),
                name="title_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.kind}"
