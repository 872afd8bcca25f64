"""The matrix and the committee's decisions, which only `committee.py` writes; and the draft that they share."""

from django.db import models
from django.db.models import Q

from results.models import SEXES, Event, Skater, Tournament


class MatrixVersion(models.Model):
    """The matrix of one sex as the committee published it; the highest number is in force."""

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="matrix_versions")
    sex = models.CharField(max_length=1, choices=SEXES)
    number = models.PositiveIntegerField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "sex", "number"], name="matrix_version_unique"),
            models.CheckConstraint(condition=Q(sex__in=["M", "F"]), name="matrix_sex"),
        ]


class Position(models.Model):
    """A numbered line of the matrix: worth place `place` in `event`, or filled by name (`place` null)."""

    version = models.ForeignKey(MatrixVersion, models.CASCADE, related_name="positions")
    number = models.PositiveSmallIntegerField()
    event = models.ForeignKey(Event, models.CASCADE, related_name="positions")
    place = models.PositiveSmallIntegerField(null=True)
    named = models.ForeignKey(Skater, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="position_number_unique"),
            models.UniqueConstraint(fields=["version", "event", "place"], name="position_place_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="position_number"),
            models.CheckConstraint(condition=Q(place__isnull=True) | Q(place__gte=1), name="position_place"),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(named__isnull=True), name="position_one_of_two"
            ),
        ]


class MatrixDraft(models.Model):
    """One revision of the draft that the committee shares; the highest one is the draft. `rows` null: there is none.

    No result and no decision, so not in the log (docs/decisions/0007). Only `drafts.py` writes it; nothing is changed.
    """

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="matrix_drafts")
    sex = models.CharField(max_length=1, choices=SEXES)
    revision = models.PositiveIntegerField()
    verb = models.CharField(
        max_length=10
    )  # what made it: edit, begin, import, merge, discard, restore, publish
    base = models.PositiveIntegerField()  # the number of the version it builds on; 0 where there was none
    rows = models.JSONField(null=True)  # [[event, worth, named], …] as typed: see draft_lines.Row
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "sex", "revision"], name="matrix_draft_revision"),
            models.CheckConstraint(condition=Q(sex__in=["M", "F"]), name="matrix_draft_sex"),
        ]


class Designation(models.Model):
    """A place in the team outright (`team`), or the start place `place` of `event` (`start`)."""

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="designations")
    sex = models.CharField(max_length=1, choices=SEXES)
    skater = models.ForeignKey(Skater, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=[("team", "team"), ("start", "start")])
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(null=True)
    made_on = models.DateField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tournament", "skater"], condition=Q(kind="team"), name="designation_team_once"
            ),
            models.UniqueConstraint(
                fields=["tournament", "event", "place"],
                condition=Q(kind="start"),
                name="designation_start_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="team", event__isnull=True, place__isnull=True)
                | Q(kind="start", event__isnull=False, place__gte=1),
                name="designation_kind",
            ),
        ]


class StartAssignment(models.Model):
    """The committee's choice for a start place that became free."""

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="start_assignments")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    skater = models.ForeignKey(Skater, models.CASCADE, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["event", "skater"], name="start_assignment_once")]
