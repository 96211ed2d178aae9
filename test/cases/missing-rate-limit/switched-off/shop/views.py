from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView


class Login(APIView):
    permission_classes = [AllowAny]
    throttle_classes = []

    def post(self, request):  #!
        return Response({})


class Reset(APIView):
    permission_classes = [AllowAny]
    throttle_scope = "login"

    def post(self, request):
        return Response({})


class Orders(APIView):
    throttle_classes = []

    def post(self, request):
        return Response({})
