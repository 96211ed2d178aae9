from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import login_required, permission_required, user_passes_test
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin, UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.views import View
from rest_framework import generics, permissions, viewsets
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.views import APIView
from .models import Coupon, Order, User
from .serializers import CouponSerializer, OrderSerializer, UserSerializer


class OrderViewSet(viewsets.ModelViewSet):
    permission_classes = [IsAuthenticated]
    queryset = Order.objects.all()
    serializer_class = OrderSerializer

    def get_queryset(self):
        return Order.objects.filter(user=self.request.user)


class AdminOrderViewSet(viewsets.ModelViewSet):  #!
    permission_classes = [IsAuthenticated]
    queryset = Order.objects.all()
    serializer_class = OrderSerializer


class CouponViewSet(viewsets.ModelViewSet):
    permission_classes = [IsAdminUser]
    queryset = Coupon.objects.all()
    serializer_class = CouponSerializer


class UserList(generics.ListCreateAPIView):  #!
    permission_classes = (permissions.IsAuthenticated,)
    queryset = User.objects.all()
    serializer_class = UserSerializer


class Payouts(APIView):
    permission_classes = [IsAuthenticated, IsAdminUser]

    def post(self, request):
        return None


class IsFinance(permissions.BasePermission):
    def has_permission(self, request, view):
        return request.user.groups.filter(name='finance').exists()


class Tax(APIView):
    permission_classes = [IsFinance]

    def post(self, request):
        return None


@login_required
def export(request):  #!
    return None


@permission_required('shop.add_order', raise_exception=True)
def load(request):
    return None


class FlagsView(LoginRequiredMixin, View):
    def get(self, request):  #!
        return None


class SecretView(LoginRequiredMixin, UserPassesTestMixin, View):
    def test_func(self):
        return self.request.user.is_staff

    def get(self, request):
        return None


@login_required
def refund(request, pk):
    if not request.user.is_staff:
        raise PermissionDenied
    return None


@staff_member_required
def void(request, pk):
    return None


@login_required
def me(request):
    return None


class ProfileView(LoginRequiredMixin, View):
    def get(self, request):
        return None
