"""Who can sign in, and the roles they were given."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from clinic.foundation.codes import new_code
from clinic.foundation.roles import STAFF, Role


class UserManager(BaseUserManager["User"]):
    """Finds by e-mail; accounts are made by actions."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person with a login. What they may do follows from grants and their client record."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name


@pghistory.track()
class Grant(models.Model):
    """One staff role of one person, from when to when, and who gave it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=[(r.value, r.value) for r in sorted(STAFF)])
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="grants_given"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(ended_at=None),
                name="grant_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(r.value for r in STAFF)),
                name="grant_is_a_staff_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} as {Role(self.role)}"
