from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from saml2.response import StatusError


@method_decorator(csrf_exempt, name="dispatch")  #! medium
class AssertionView(View):
    def post(self, request):
        try:
            return self.login(request)
        except StatusError:
            return None
