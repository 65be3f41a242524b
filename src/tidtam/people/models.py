from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from tidtam.orgs.models import Agency
from tidtam.people.roles import ROLE_NAMES, Role
from tidtam.people.states import INVITATION_STATE_NAMES, NEW_PASSWORD, InvitationState
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual


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
    session_round = models.PositiveIntegerField(default=0)
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

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends with a new password, and when its person ended all sessions."""
        words = f"{self.password}{self.session_round or ''}"
        salt = "tidtam.people.session"
        return salted_hmac(salt, words, secret=secret, algorithm="sha256").hexdigest()


class Post(models.Model):
    """A role held at an agency from a day to a day (inclusive; open where empty).

    ``handed_to`` is the post to which this one was handed over; ``work_waits`` is true while
    the work stays with this person because that post has not begun.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(
        max_length=30, choices=[(role.value, ROLE_NAMES[role].th) for role in Role]
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)
    handed_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    work_waits = models.BooleanField(default=False)

    class Meta:
        ordering = ("person", "starts_on", "pk")

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"

    @property
    def role_name(self) -> Bilingual:
        return ROLE_NAMES[Role(self.role)]


class Invitation(models.Model):
    """A way in, by a code that is kept only as a keyed hash: for a post, or a new password.

    ``renews`` is set on an invitation by which an existing person sets a new password;
    ``hands_over`` is the post whose work goes to whoever accepts.
    """

    code_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=30, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    full_name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    renews = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    drops_second_factor = models.BooleanField(default=False)
    hands_over = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.pk} {self.role}"

    @property
    def state(self) -> InvitationState:
        """Where the invitation stands at this moment."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.OPEN if clock.now() < self.expires_at else InvitationState.EXPIRED

    @property
    def state_name(self) -> Bilingual:
        return INVITATION_STATE_NAMES[self.state]

    @property
    def role_name(self) -> Bilingual:
        return ROLE_NAMES[Role(self.role)] if self.role else NEW_PASSWORD


class SignIn(models.Model):
    """A sign-in of a person: which session it made and how; the session row tells if it lives."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    way = models.CharField(max_length=20)
    browser = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.person_id} {self.way}"


class Tries(models.Model):
    """How often something was tried since a moment; the key is a keyed hash of what and who."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tries"

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.count}"
