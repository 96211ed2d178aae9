from models import Claim
from ninja import Router
from tasks import assess

router = Router()


def renew(text: str) -> Claim:
    claim, _ = Claim.objects.update_or_create(text=text, defaults={"state": "new"})
    assess.delay(claim.pk)  #!
    return claim


@router.post("/claims")
def post_claim(request, text: str):
    return {"id": renew(text).pk}
