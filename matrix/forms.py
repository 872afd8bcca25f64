"""What the committee sends: a designation, a name. A draft of the matrix is in `draft_form`."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from results.forms import CODES, LARGEST, UNTYPED, SignedForm


class HolderForm(SignedForm):
    sex = forms.ChoiceField(choices=[("M", "M"), ("F", "F")], error_messages=UNTYPED)
    number = forms.IntegerField(min_value=1, max_value=1000, error_messages=UNTYPED)
    skater = forms.CharField(max_length=60, required=False, error_messages=UNTYPED)


class DesignateForm(SignedForm):
    """`sex`: of the list that the skater was chosen from."""

    sex = forms.ChoiceField(choices=[("M", "M"), ("F", "F")], required=False, error_messages=UNTYPED)
    skater = forms.CharField(
        max_length=60, error_messages=UNTYPED | {"required": _lazy("Kies wie je aanwijst.")}
    )
    kind = forms.ChoiceField(choices=[("team", "team"), ("start", "start")], error_messages=UNTYPED)
    event = forms.CharField(max_length=60, required=False, error_messages=UNTYPED)
    place = forms.IntegerField(
        min_value=1,
        max_value=1000,
        required=False,
        error_messages=dict.fromkeys(CODES, _lazy("Een startplek is een getal vanaf 1.")),
    )
    made_on = forms.DateField(
        error_messages=dict.fromkeys(CODES, _lazy("Geef de dag van het besluit, bijvoorbeeld 2026-01-02."))
    )

    def clean(self) -> dict[str, Any]:
        """A place in the team has no event; a start place has one."""
        data = self.cleaned_data
        if data.get("kind") == "team":
            data["event"], data["place"] = None, None
        elif not data.get("event"):
            raise forms.ValidationError(_("Kies de afstand en de startplek waarvoor je aanwijst."))
        return data


class WithdrawForm(SignedForm):
    designation = forms.IntegerField(min_value=1, max_value=LARGEST, error_messages=UNTYPED)


class StartPlaceForm(SignedForm):
    """A start place that became free, given or taken back."""

    event = forms.CharField(max_length=60, error_messages=UNTYPED)
    skater = forms.CharField(
        max_length=60, error_messages=UNTYPED | {"required": _lazy("Kies wie de startplek krijgt.")}
    )
