"""Traces of background work: which worker lives, and which slot of the schedule was run."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScheduleRun(models.Model):
    """One run of a scheduled task. Its slot is unique, so that two workers never run it twice."""

    name = models.CharField(_("task"), max_length=80)
    slot = models.CharField(_("slot"), max_length=40)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("run of a scheduled task")
        verbose_name_plural = _("runs of scheduled tasks")
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="schedule_slot_runs_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"


class WorkerHeartbeat(models.Model):
    """When a worker last said that it lives."""

    worker = models.CharField(_("worker"), max_length=64, primary_key=True)
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("sign of life of a worker")
        verbose_name_plural = _("signs of life of workers")

    def __str__(self) -> str:
        return self.worker


class NumberSeries(models.Model):
    """The last number given out in a series (`core.numbers`)."""

    key = models.CharField(_("series"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year"), default=0)
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints = [models.UniqueConstraint(fields=["key", "year"], name="number_series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.key} {self.year}"
