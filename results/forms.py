"""What the desk sends, checked for shape only: what makes sense is for the jury's verbs to say."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from results import times
from results.log import Signature
from results.turns import At

LARGEST = 2**31 - 1
DEVICES = ("iPad", "iPhone", "Android", "Windows", "Macintosh", "CrOS", "Linux")
CODES = (
    "required",
    "invalid",
    "invalid_choice",
    "max_length",
    "min_value",
    "max_value",
    "null_characters_not_allowed",
)
# Fields that nobody types: if one is wrong, it is the page that is broken.
UNTYPED = dict.fromkeys(CODES, _lazy("Dit formulier is niet volledig aangekomen. Laad de pagina opnieuw."))
REASON = {
    "max_length": _lazy("De reden is te lang: hoogstens 500 tekens."),
    "null_characters_not_allowed": _lazy("In de reden staat een onzichtbaar teken; typ haar opnieuw."),
}


class TimeField(forms.CharField):
    """3445, 34,45 or 1.07,24 as `times.Time`; None when left empty and not required."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not text and not self.required:
            return None
        try:
            return times.parse(text)
        except times.BadTime as bad:
            raise ValidationError(_(str(bad))) from bad

    def run_validators(self, value: Any) -> None:
        """`parse` has said all there is to say."""


class PassagesField(forms.CharField):
    """Passage times with spaces between them, as a tuple of `times.Time`."""

    def to_python(self, value: Any) -> Any:
        typed = re.split(r"[\s;/]+", super().to_python(value) or "")
        try:
            return tuple(times.parse(text) for text in typed[:40] if text)
        except times.BadTime as bad:
            raise ValidationError(_("Doorkomsten: {complaint}").format(complaint=_(str(bad)))) from bad

    def run_validators(self, value: Any) -> None:
        """As above."""


class SignedForm(forms.Form):
    """Whatever decides something carries the key that makes sending it twice harmless."""

    idempotency_key = forms.UUIDField(error_messages=UNTYPED)
    reason = forms.CharField(max_length=500, required=False, error_messages=REASON)

    def signature(self, request: HttpRequest) -> Signature:
        device = device_of(request.headers.get("User-Agent", ""))
        return Signature(request.user.get_username(), self.cleaned_data["idempotency_key"], device)

    @property
    def complaint(self) -> str:
        """The first thing that is wrong, as a sentence."""
        return str(next(iter(self.errors.values()))[0])


class StartForm(SignedForm):
    """About one start: the version that the sender saw travels with it."""

    run = forms.IntegerField(min_value=1, max_value=2, error_messages=UNTYPED)
    skater = forms.CharField(max_length=60, error_messages=UNTYPED)
    pair = forms.IntegerField(min_value=1, max_value=1000, required=False, error_messages=UNTYPED)
    seen = forms.IntegerField(min_value=0, max_value=LARGEST, required=False, error_messages=UNTYPED)

    def at(self, event: str) -> At:
        data = self.cleaned_data
        return At(event, data["run"], data["skater"], data["pair"], data["seen"])


class TimeForm(StartForm):
    time = TimeField(max_length=20)
    splits = PassagesField(required=False, max_length=500)


class NoTimeForm(StartForm):
    """Instead of a time: a time that stands in the field would be lost, so it must be empty."""

    time = forms.CharField(required=False)

    def clean_time(self) -> str:
        if typed := str(self.cleaned_data["time"]):
            raise ValidationError(
                _("Er staat nog ‘{typed}’ in het veld. Wis dat eerst.").format(typed=typed[:20])
            )
        return ""


class OutForm(NoTimeForm):
    status = forms.ChoiceField(
        choices=[(word, word) for word in ("DNS", "DNF", "WDR")], error_messages=UNTYPED
    )


class CorrectForm(StartForm):
    status = forms.ChoiceField(
        choices=[(word, word) for word in ("to skate", "finished", "DNS", "DNF", "DQ", "WDR")],
        error_messages=UNTYPED,
    )
    time = TimeField(max_length=20, required=False)
    false_starts = forms.IntegerField(
        min_value=0,
        max_value=9,
        required=False,
        error_messages=dict.fromkeys(CODES, _lazy("Valse starts: een getal van 0 tot en met 9.")),
    )

    was = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Beside another outcome than a time, the field may only still hold the time that stood there."""
        data = self.cleaned_data
        if data.get("status") != "finished":
            self.errors.pop("time", None)
            if self.data.get("time", "").strip() not in ("", data.get("was")):
                raise ValidationError(
                    _("Je typte een tijd, maar koos iets anders. Kies ‘tijd’ of wis de tijd.")
                )
            data["time"] = None
        return data


class StageForm(SignedForm):
    stage = forms.CharField(max_length=12, error_messages=UNTYPED)


class UndoForm(SignedForm):
    seq = forms.IntegerField(min_value=1, max_value=LARGEST, error_messages=UNTYPED)


def device_of(user_agent: str) -> str:
    """The kind of device in one word, for the log; empty when unknown."""
    return next((name for name in DEVICES if name in user_agent), "")
