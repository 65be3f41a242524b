from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from tidtam.orgs.models import Agency
from tidtam.people.roles import ROLE_NAMES, Role


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the only writers are this room's actions."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """People type their sign-in name with any mixture of capitals."""
        return self.get(sign_in_name=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who can sign in. What they may do comes from their posts alone."""

    sign_in_name = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        ordering = ("sign_in_name",)
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sign_in_name = self.sign_in_name.strip().lower()
        super().save(*args, **kwargs)


class Post(models.Model):
    """A role held at an agency from a day to a day (inclusive; open where empty)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(
        max_length=30, choices=[(role.value, ROLE_NAMES[role].th) for role in Role]
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ("person", "starts_on", "pk")

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"
