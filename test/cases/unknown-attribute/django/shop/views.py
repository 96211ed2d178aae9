from django.shortcuts import get_object_or_404
from rest_framework import serializers

from shop.models import Line, Order

def cancel(pk):
    order = get_object_or_404(Order, pk=pk)
    return order.cancelled_on, order.number, order.lines.count() #!

def first(number):
    order = Order.objects.get(number=number)
    return order.lines, order.line_set, order.owner #!

class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Line
        fields = ['id', 'order', 'price'] #!

class OrderSerializer(serializers.ModelSerializer):
    lines = LineSerializer(many=True)
    total = serializers.SerializerMethodField()
    weight = serializers.SerializerMethodField() #!

    def get_total(self, order):
        return sum(line.amount for line in order.lines.all())

    class Meta:
        model = Order
        fields = ('id', 'number', 'lines', 'total', 'weight')
