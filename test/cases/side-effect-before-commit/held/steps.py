from django.db import transaction
from models import Claim
from tasks import assess


def record(text: str) -> Claim:
    claim = Claim.objects.create(text=text)
    assess.delay(claim.pk)  #!
    return claim


def record_loose(text: str) -> Claim:
    claim = Claim.objects.create(text=text)
    assess.delay(claim.pk)
    return claim


def record_later(text: str) -> Claim:
    claim = Claim.objects.create(text=text)
    transaction.on_commit(lambda: assess.delay(claim.pk))
    return claim


def again(key: int) -> None:
    claim = Claim.objects.get(pk=key)
    assess.delay(claim.pk)
