from django.db import models
from django.http import JsonResponse
from django.urls import path


class Job(models.Model):
    name = models.CharField(max_length=20)


class Suite(models.Model):
    job = models.ForeignKey(Job, on_delete=models.CASCADE)


class Case(models.Model):
    suite = models.ForeignKey(Suite, on_delete=models.CASCADE)
    is_open = models.BooleanField(default=True)


def of_job(request, pk):
    job = Job.objects.get(pk=pk)
    return JsonResponse({"cases": [case.pk for case in Case.objects.filter(suite__job=job)]})


def all_cases(request):
    return JsonResponse({"cases": [case.pk for case in Case.objects.all()]})  #!


def of_kind(request):
    cases = Case.objects.filter(is_open=True)
    return JsonResponse({"cases": [case.pk for case in cases]})  #!


urlpatterns = [
    path("jobs/<int:pk>/", of_job),
    path("cases/", all_cases),
    path("open/", of_kind),
]
