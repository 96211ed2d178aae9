from django.core.exceptions import PermissionDenied
from django.http import HttpResponseForbidden
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin


class DeskOnly:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(("/desk/", "/back-office/")):
            if not request.user.is_authenticated:
                return redirect("login")
            if not request.user.is_staff:
                return HttpResponseForbidden()
        return self.get_response(request)


class KeepersOnly(MiddlewareMixin):
    def process_request(self, request):
        if "/keepers/" not in request.path and not request.path_info.startswith("/x/"):
            return None
        if not request.user.is_staff:
            raise PermissionDenied
        return None


def auditors_only(get_response):
    def middleware(request):
        if not request.path.startswith("/crates/audit/"):
            return get_response(request)
        if request.user.has_perm("depot.audit"):
            return get_response(request)
        raise PermissionDenied

    return middleware


class Pause:
    """Turns away everybody, whoever it is: no check of the caller."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith("/crates/") and paused():
            return HttpResponseForbidden()
        return self.get_response(request)


def paused():
    return False
