"""Skaters, heats, times and false starts, and the log that they follow from.

Only `jury.py` writes results. Times are whole milliseconds.
"""

from django.db import models
from django.db.models import F, Q

from results.version import version_of

SEXES = [("M", "M"), ("F", "F")]


class Tournament(models.Model):
    """One edition. `seq` is the number of its newest log entry; its row lock orders all writers."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    venue = models.CharField(max_length=500, blank=True)
    time_zone = models.CharField(max_length=60, default="Europe/Amsterdam")
    starts_on = models.DateField()
    ends_on = models.DateField()
    selection = models.JSONField(default=dict)  # per sex: quota and max_designations
    false_start_rule = models.CharField(
        max_length=10, default="skater", choices=[("skater", "skater"), ("pair", "pair")]
    )
    reskate_rule = models.CharField(
        max_length=10, default="better", choices=[("better", "better"), ("last", "last")]
    )
    precision = models.CharField(max_length=11, default="thousandths", db_default="thousandths")
    seq = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)  # shown on every page: what a reader must know of these data

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="tournament_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(false_start_rule__in=["skater", "pair"]), name="tournament_false_start_rule"
            ),
            models.CheckConstraint(
                condition=Q(reskate_rule__in=["better", "last"]), name="tournament_reskate_rule"
            ),
            models.CheckConstraint(
                condition=Q(precision__in=["thousandths", "hundredths"]), name="tournament_precision"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Skater(models.Model):
    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="skaters")
    slug = models.CharField(max_length=60)
    first_name = models.CharField(max_length=500, blank=True, null=True)
    last_name = models.CharField(max_length=200)
    sex = models.CharField(max_length=1, choices=SEXES)
    team = models.CharField(max_length=500, null=True)
    born = models.CharField(max_length=10, null=True)
    bib = models.JSONField(null=True)  # a number or a word, as the file has it
    personal_bests = models.JSONField(default=dict)
    external_ids = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "slug"], name="skater_slug_unique"),
            models.CheckConstraint(condition=Q(sex__in=["M", "F"]), name="skater_sex"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name or ''} {self.last_name}".strip()


class Event(models.Model):
    """A distance of one sex. `entries` null: who takes part is not known yet."""

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="events")
    slug = models.CharField(max_length=60)
    sex = models.CharField(max_length=1, choices=SEXES)
    distance = models.CharField(max_length=20)
    runs = models.PositiveSmallIntegerField(default=1)
    counts = models.CharField(max_length=10, default="single")
    start_places = models.PositiveSmallIntegerField()
    schedule = models.JSONField(default=list)
    status = models.CharField(max_length=12, default="scheduled")
    entries = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "slug"], name="event_slug_unique"),
            models.CheckConstraint(condition=Q(sex__in=["M", "F"]), name="event_sex"),
            models.CheckConstraint(condition=Q(runs__in=[1, 2]), name="event_runs"),
            models.CheckConstraint(
                condition=Q(runs=1, counts="single") | Q(runs=2, counts__in=["best", "sum"]),
                name="event_counts",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["scheduled", "live", "provisional", "official"]), name="event_status"
            ),
        ]

    @property
    def topic(self) -> str:
        return self.slug

    def __str__(self) -> str:
        return self.slug


class Heat(models.Model):
    """Skaters on the ice together; `number` is the pair's number in that run."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="heats")
    run = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "run", "number"], name="heat_number_unique"),
            models.CheckConstraint(condition=Q(run__in=[1, 2]), name="heat_run"),
            models.CheckConstraint(condition=Q(number__gte=1), name="heat_number"),
        ]


class Start(models.Model):
    """A skater in one run: heat, lane, outcome, time. `version` is the log entry that changed it last."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="starts")
    run = models.PositiveSmallIntegerField()
    heat = models.ForeignKey(Heat, models.CASCADE, null=True, related_name="starts")  # null: no pairs drawn
    skater = models.ForeignKey(Skater, models.CASCADE, related_name="starts")
    lane = models.CharField(max_length=5, null=True)
    status = models.CharField(max_length=10, default="to skate")
    time_ms = models.PositiveIntegerField(null=True)
    thousandths = models.BooleanField(default=False)  # the thousandth of time_ms is known
    splits = models.JSONField(default=list)
    fell = models.BooleanField(default=False)
    reskate = models.CharField(max_length=8, null=True)
    note = models.CharField(max_length=500, null=True)
    source = models.CharField(max_length=500, null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "run", "skater"], name="start_once_a_run"),
            models.UniqueConstraint(
                fields=["heat", "lane"], condition=Q(lane__isnull=False), name="start_lane_unique"
            ),
            models.CheckConstraint(
                condition=Q(lane__isnull=True) | Q(lane__in=["inner", "outer"]), name="start_lane"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["to skate", "finished", "DNS", "DNF", "DQ", "WDR"]),
                name="start_status",
            ),
            models.CheckConstraint(
                condition=Q(time_ms__isnull=True) | Q(time_ms__gt=0), name="start_time_positive"
            ),
            models.CheckConstraint(
                condition=~Q(status="finished") | Q(time_ms__isnull=False), name="start_finished_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="to skate") | Q(time_ms__isnull=True), name="start_to_skate_has_no_time"
            ),
            models.CheckConstraint(
                condition=Q(reskate__isnull=True) | Q(reskate__in=["granted", "skated"]), name="start_reskate"
            ),
        ]


class FalseStart(models.Model):
    """A false start called against a skater in one run; `number` counts from 1."""

    start = models.ForeignKey(Start, models.CASCADE, related_name="false_starts")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["start", "number"], name="false_start_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="false_start_number"),
        ]


class LogEntry(models.Model):
    """One decision: who, when, from where, what from what to what, and why. The database refuses to change it."""

    tournament = models.ForeignKey(Tournament, models.PROTECT, related_name="log")
    seq = models.PositiveIntegerField()
    key = models.UUIDField(unique=True)  # the idempotency key: the same request sent again finds this entry
    verb = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    device = models.CharField(max_length=200, blank=True)
    event = models.CharField(max_length=60, blank=True)
    skater = models.CharField(max_length=60, blank=True)
    run = models.PositiveSmallIntegerField(null=True)
    changes = models.JSONField()  # [{"at": path in the document, "old": …, "new": …}]
    reason = models.TextField(blank=True)
    asked = models.TextField(blank=True)  # the wish: the same key with another one is another request
    undoes = models.PositiveIntegerField(null=True)  # the seq of the entry that this one takes back

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["tournament", "seq"], name="log_seq_unique"),
            models.UniqueConstraint(
                fields=["tournament", "undoes"], condition=Q(undoes__isnull=False), name="log_undone_once"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="log_seq_from_one"),
        ]


class Publication(models.Model):
    """How far a tournament has been published. Its row lock lets one refresh write at a time."""

    tournament = models.OneToOneField(Tournament, models.CASCADE, related_name="publication")
    seq = models.PositiveIntegerField(default=0)
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    at = models.DateTimeField(null=True)

    @property
    def version(self) -> float:
        return version_of(self.seq, self.step)


class Panel(models.Model):
    """What everybody sees of one topic since version (`seq`, `step`): its data, and its HTML per language."""

    tournament = models.ForeignKey(Tournament, models.CASCADE, related_name="panels")
    topic = models.CharField(max_length=80)
    seq = models.PositiveIntegerField()
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    data = models.JSONField()
    html = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tournament", "topic"], name="panel_topic_unique")]
        indexes = [models.Index(fields=["tournament", "seq"])]

    @property
    def version(self) -> float:
        return version_of(self.seq, self.step)
