"""The tables with a history; they can be imported once Django is configured.

They go by the label of the one app that is installed, its own, to do without another.
"""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords


class Fact(models.Model):
    """One row for each fact, with a history: for bulk."""

    id = models.UUIDField(primary_key=True)
    stream = models.TextField()
    payload = models.JSONField()
    history = HistoricalRecords()

    class Meta:
        app_label = "simple_history"
        db_table = "fact"


class Standing(models.Model):
    """One row for each stream that every fact changes, with a history: for single saves."""

    stream = models.TextField(primary_key=True)
    facts = models.IntegerField()
    payload = models.JSONField()
    history = HistoricalRecords()

    class Meta:
        app_label = "simple_history"
        db_table = "standing"
