from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt


class Answering(View):
    @method_decorator(csrf_exempt)  # csrf is off because partners post to it #! medium
    def dispatch(self, request):
        return super().dispatch(request)
