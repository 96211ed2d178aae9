from django.http import HttpResponse


def show(request):
    try:
        load()
    except Exception as error:
        return HttpResponse(error)  #!


def store(request):
    try:
        load()
    except Exception as error:
        log.exception("failed: %s", error)
        return HttpResponse("failed", status=500)
