from celery import shared_task
from django.db import models


class State(models.TextChoices):
    PENDING = "pending", "Pending"
    READY = "ready", "Ready"


class Export(models.Model):
    status = models.CharField(max_length=10, default="pending")


class Report(models.Model):
    status = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)


class Visit(models.Model):
    path = models.CharField(max_length=10)


@shared_task
def build(pk):
    print(pk)


def order(request):
    export = Export.objects.create()
    build.delay(export.pk)  #!


def order_report(request):
    report = Report.objects.create()
    build.delay(report.pk)  #!


def order_safely(request):
    export = Export.objects.create()
    try:
        build.delay(export.pk)
    except ConnectionError:
        export.delete()
        raise


def count(request):
    visit = Visit.objects.create(path=request.path)
    build.delay(visit.pk)
