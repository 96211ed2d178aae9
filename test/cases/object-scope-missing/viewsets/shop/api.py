from rest_framework import generics, permissions, viewsets
from rest_framework.permissions import IsAuthenticated, IsAdminUser
from .models import Account, Order, Product
from .serializers import OrderSerializer, ProductSerializer, AccountSerializer
from .permissions import IsOwner

class OrderViewSet(viewsets.ModelViewSet):
    queryset = Order.objects.all() #!
    serializer_class = OrderSerializer
    permission_classes = [IsAuthenticated]

class OrderDetail(generics.RetrieveUpdateDestroyAPIView):
    queryset = Order.objects.select_related('account') #!
    serializer_class = OrderSerializer
    permission_classes = (permissions.IsAuthenticated,)

class AccountViewSet(viewsets.ModelViewSet):
    serializer_class = AccountSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        return Account.objects.all() #!

class OwnOrders(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        return super().get_queryset().filter(account__owner=self.request.user)

class AdminOrders(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderSerializer
    permission_classes = [IsAdminUser]

class GuardedOrders(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderSerializer
    permission_classes = [IsAuthenticated, IsOwner]

class Products(viewsets.ReadOnlyModelViewSet):
    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    permission_classes = [IsAuthenticated]
