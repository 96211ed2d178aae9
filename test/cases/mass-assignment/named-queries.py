import json

from django.http import JsonResponse

from .models import Machine


def change(request, machine_id):
    machines = Machine.objects.filter(id=machine_id)
    data = json.loads(request.body)
    machines.update(**data)  #!
    return JsonResponse({})


def rename(request, machine_id):
    machines = Machine.objects.filter(id=machine_id)
    data = json.loads(request.body)
    machines.update(name=data["name"])
    return JsonResponse({})


def collect(request):
    found = {}
    data = json.loads(request.body)
    found.update(**data)
    return JsonResponse(found)
