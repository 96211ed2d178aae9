from django.db import transaction
from django.http import JsonResponse
from django.views import View
from models import Claim
from tasks import assess


def take(text: str) -> Claim:
    claim = Claim.objects.create(text=text)
    assess.delay(claim.pk)  #!
    return claim


class Intake(View):
    def post(self, request):
        with transaction.atomic():
            claim = Claim.objects.create(text=request.POST["text"])
        assess.delay(claim.pk)  #!
        return JsonResponse({"id": claim.pk})

    def put(self, request):
        return JsonResponse({"id": take(request.POST["text"]).pk})


class Patient(View):
    def post(self, request):
        claim = Claim.objects.create(text=request.POST["text"])
        transaction.on_commit(lambda: assess.delay(claim.pk))
        return JsonResponse({"id": claim.pk})
