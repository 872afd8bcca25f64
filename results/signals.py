"""The one link upward: `okt` listens, `results` and `matrix` only tell."""

from django.dispatch import Signal

# Sent after the commit of a log entry, with `tournament_id`, its `slug` and the entry's `seq`.
changed = Signal()
