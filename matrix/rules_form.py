"""The rules as the committee's page sends them: which fields there are depends on the tournament."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from matrix.proposals import sex_word
from matrix.proposed_rules import MOST, event_word
from matrix.rules import SEXES, EventRules, Rules, rules_of
from results.document import Document, Event, RuleOptions, SelectionRules, Sex
from results.forms import CODES, LARGEST, UNTYPED, SignedForm


def quota(sex: str) -> str:
    """The name of the field; so below."""
    return f"quota-{sex}"


def designations(sex: str) -> str:
    return f"aanwijsplekken-{sex}"


def places(event: str) -> str:
    return f"startplekken-{event}"


def counts(event: str) -> str:
    return f"telt-{event}"


def typed(rules: Rules) -> dict[str, Any]:
    """These rules as the values of the fields."""
    found: dict[str, Any] = dict(rules.options)
    for sex, part in rules.selection.items():
        found |= {quota(sex): part.quota, designations(sex): part.max_designations}
    for id, one in rules.events.items():
        found |= {places(id): one.start_places, counts(id): one.counts}
    return found


class RulesForm(SignedForm):
    """`seen`: the entry that set the rules which were edited."""

    seen = forms.IntegerField(min_value=1, max_value=LARGEST, error_messages=UNTYPED)
    false_start = forms.ChoiceField(choices=[("skater", ""), ("pair", "")], error_messages=UNTYPED)
    reskate = forms.ChoiceField(choices=[("better", ""), ("last", "")], error_messages=UNTYPED)
    precision = forms.ChoiceField(choices=[("thousandths", ""), ("hundredths", "")], error_messages=UNTYPED)

    def __init__(self, data: Mapping[str, Any], document: Document) -> None:
        super().__init__(data)
        self.document = document
        for sex in SEXES:
            needed = sex in document.selection
            about = _("Startbewijzen {sex}: een getal van 1 tot en met {most}.")
            self.fields[quota(sex)] = _number(1, about.format(sex=sex_word(sex), most=MOST), needed)
            about = _("Aanwijsplekken {sex}: een getal van 0 tot en met {most}.")
            self.fields[designations(sex)] = _number(0, about.format(sex=sex_word(sex), most=MOST), needed)
        for event in document.events:
            about = _("Startplekken {event}: een getal van 0 tot en met {most}.")
            self.fields[places(event.id)] = _number(0, about.format(event=event_word(event), most=MOST))
            if event.runs == 2:
                choices = [("best", ""), ("sum", "")]
                self.fields[counts(event.id)] = forms.ChoiceField(choices=choices, error_messages=UNTYPED)

    def clean(self) -> dict[str, Any]:
        """A sex without rules gets both numbers or neither."""
        data = self.cleaned_data
        for sex in SEXES:
            both = [data.get(name(sex)) for name in (quota, designations)]
            if not self.errors and both.count(None) == 1:
                text = _("Geef voor de {sex} de startbewijzen en de aanwijsplekken.")
                raise forms.ValidationError(text.format(sex=sex_word(sex)))
        return data

    def rules(self) -> Rules:
        """What was filled in; for what the form has no field for, what is in force."""
        data, in_force = self.cleaned_data, rules_of(self.document)
        selection: dict[Sex, SelectionRules] = {
            sex: SelectionRules(quota=data[quota(sex)], max_designations=data[designations(sex)])
            for sex in SEXES
            if data[quota(sex)] is not None
        }

        def of(event: Event) -> EventRules:
            how = data.get(counts(event.id), in_force.events[event.id].counts)
            return EventRules(data[places(event.id)], how)

        return Rules(
            selection=selection,
            options=RuleOptions(**{name: data[name] for name in RuleOptions.model_fields}),
            events={event.id: of(event) for event in self.document.events},
        )


def _number(least: int, about: str, needed: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=least, max_value=MOST, required=needed, error_messages=dict.fromkeys(CODES, about)
    )
