import hmac

from django.conf import settings
from django.http import HttpResponse, JsonResponse

from shop.models import Job
from shop.crypto import get_hmac


def archive(request):
    authorization = request.META.get("HTTP_AUTHORIZATION")
    if authorization is None:
        return HttpResponse(status=401)
    auth = authorization.split()
    if len(auth) != 2 or auth[0] != "Token" or not (auth[1] == settings.ARCHIVER_KEY): #!
        return HttpResponse(status=401)
    return HttpResponse("ok")


def logs(request, pk):
    job = Job.objects.get(pk=pk)
    token = request.META.get("HTTP_SHOP_TOKEN")
    if token is None:
        return JsonResponse({"error": "Missing 'token'"}, status=400)
    if not (token == job.token): #!
        return JsonResponse({"error": "Invalid 'token'"}, status=400)
    return JsonResponse({})


def payload_of(envelope, key):
    payload = envelope[:-32]
    expected = envelope[-32:]
    calculated = get_hmac(payload, key)
    if not (expected == calculated): #!
        return None
    return payload


def payload_well(envelope, key):
    return hmac.compare_digest(envelope[-32:], get_hmac(envelope[:-32], key))


def is_named(request, thing):
    return request.GET.get("format") == settings.DEFAULT_FORMAT or thing.KIND_KEY == "a"


def changed(user, form):
    token = form.cleaned_data["token"]
    return token != user.token
