from django.apps import apps


def handle():
    if not apps.is_installed("django.contrib.sites"):
        raise LookupError("the sites framework is not installed")
    from django.contrib.sites.models import Site

    return Site.objects.get()


def other():
    from json import dumps  #!

    return dumps({})
