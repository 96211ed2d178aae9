from django.http import JsonResponse
from django.views.decorators.http import require_http_methods
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import ModelViewSet
from rest_framework.views import APIView


class OrderViewSet(ModelViewSet):
    queryset = None


class ExportView(APIView):
    permission_classes = []

    def post(self, request): #!
        return None


class CatalogueView(APIView):
    permission_classes = [AllowAny]

    def get(self, request):
        return None

    def post(self, request):
        return None


@require_http_methods(["POST"])
def import_orders(request):
    return JsonResponse({})
