from celery import shared_task
from models import Claim
from tasks import assess


@shared_task
def import_claims(texts: list[str]) -> None:
    """No request is around it."""
    for text in texts:
        claim = Claim.objects.create(text=text)
        assess.delay(claim.pk)
