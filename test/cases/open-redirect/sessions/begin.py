# What an earlier request put into the session is as the client sent it, unless it was looked at then.
from django.utils.http import url_has_allowed_host_and_scheme


def begin(request):
    request.session["after_login"] = request.GET.get("next")
    request.session["step"] = "first"
    back = request.GET.get("back", "/")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        request.session["back"] = back
    request.session["user_page"] = request.POST["page"]
    request.session["here"] = request.get_full_path()
