"""Forms about people; each field has its own plain error."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tidtam.people.models import Person

_NEW = {"autocomplete": "new-password"}


class ConfirmForm(forms.Form):
    """The current password, where the person has one."""

    current_password = forms.CharField(
        label=_("รหัสผ่านปัจจุบัน"),
        strip=False,
        error_messages={"required": _("กรอกรหัสผ่านปัจจุบัน")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not person.has_usable_password():
            del self.fields["current_password"]


# Django has no Thai for these.
_WEAK = {
    "password_too_short": _("รหัสผ่านสั้นเกินไป โปรดใช้อย่างน้อย 8 ตัวอักษร"),
    "password_too_common": _("รหัสผ่านนี้มีผู้ใช้บ่อย เดาได้ง่าย โปรดตั้งรหัสอื่น"),
    "password_entirely_numeric": _("รหัสผ่านเป็นตัวเลขล้วน เดาได้ง่าย โปรดเพิ่มตัวอักษร"),
    "password_too_similar": _("รหัสผ่านคล้ายชื่อของท่าน เดาได้ง่าย โปรดตั้งรหัสอื่น"),
}


class PasswordTwice(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("รหัสผ่านใหม่"),
        strip=False,
        error_messages={"required": _("กรอกรหัสผ่านใหม่")},
        widget=forms.PasswordInput(attrs=_NEW),
    )
    again = forms.CharField(
        label=_("รหัสผ่านใหม่อีกครั้ง"),
        strip=False,
        error_messages={"required": _("กรอกรหัสผ่านใหม่อีกครั้ง")},
        widget=forms.PasswordInput(attrs=_NEW),
    )

    def owner(self) -> Person | None:
        """Whose password it will be, so that it is not like the name."""
        return None

    def is_old(self, password: str) -> bool:
        """Whether it is the password of before."""
        return False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", _("รหัสผ่านสองช่องไม่เหมือนกัน โปรดกรอกใหม่"))
        if password:
            owner = self.owner()
            if self.is_old(password):
                self.add_error("password", _("รหัสผ่านใหม่เหมือนรหัสผ่านเดิม โปรดตั้งรหัสใหม่ที่ต่างจากเดิม"))
            try:
                validate_password(password, owner)
            except forms.ValidationError as weak:
                for each in weak.error_list:
                    self.add_error("password", _WEAK.get(str(each.code), each))
        return given


class NewPasswordForm(PasswordTwice, ConfirmForm):
    """Change of the own password."""

    field_order = ["current_password", "password", "again"]

    def owner(self) -> Person | None:
        return self.person

    def is_old(self, password: str) -> bool:
        # Against what was typed, not what is stored: else an open session could try out
        # passwords here, where no guard counts.
        return password == self.cleaned_data.get("current_password")


class RenewForm(PasswordTwice):
    """A new password for whom a code was made."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def owner(self) -> Person | None:
        return self.person

    def is_old(self, password: str) -> bool:
        return self.person.check_password(password)


class AcceptForm(PasswordTwice):
    """Who accepts an invitation: name, sign-in name, password."""

    full_name = forms.CharField(
        label=_("ชื่อและนามสกุล"),
        max_length=200,
        error_messages={"required": _("กรอกชื่อและนามสกุล")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sign_in_name = forms.RegexField(
        regex=r"^[\w.@+-]{3,60}$",
        label=_("ชื่อผู้ใช้"),
        help_text=_("ยาว 3–60 ตัว ใช้ตัวอักษร ตัวเลข และ . @ + - _ ไม่เว้นวรรค"),
        error_messages={
            "required": _("ตั้งชื่อผู้ใช้"),
            "invalid": _("ชื่อผู้ใช้ยาว 3–60 ตัว ใช้ตัวอักษร ตัวเลข และ . @ + - _ เท่านั้น ไม่เว้นวรรค"),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["full_name", "sign_in_name", "password", "again"]

    def owner(self) -> Person | None:
        given = self.cleaned_data
        return Person(
            sign_in_name=given.get("sign_in_name", ""), full_name=given.get("full_name", "")
        )


class CodeOfInvitation(forms.Form):
    """The code of an invitation, as printed."""

    code = forms.CharField(
        label=_("รหัสคำเชิญ"),
        max_length=40,
        error_messages={"required": _("กรอกรหัสคำเชิญ")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
