from django.conf import settings
from django.http import HttpResponse
from django.views import View


class Auth(View):
    def post(self, request):
        secret = request.POST.get("secret")
        if not settings.AUTH_SHARED_SECRET:
            return HttpResponse("no\nplease set AUTH_SHARED_SECRET", content_type="text/plain")
        if secret != settings.AUTH_SHARED_SECRET:
            return HttpResponse("no\n", content_type="text/plain")
        return HttpResponse("yes\n")
