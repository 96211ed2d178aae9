from django.db import transaction
from rest_framework import serializers

from shop.models import Line, Order


class OrderSerializer(serializers.ModelSerializer):
    def create(self, validated_data):
        lines = validated_data.pop("lines")
        order = Order.objects.create(**validated_data)
        for line in lines:
            Line.objects.create(order=order, **line)  #!
        return order


class SafeSerializer(serializers.ModelSerializer):
    @transaction.atomic
    def create(self, validated_data):
        lines = validated_data.pop("lines")
        order = Order.objects.create(**validated_data)
        for line in lines:
            Line.objects.create(order=order, **line)
        return order


class PlainSerializer(serializers.ModelSerializer):
    def create(self, validated_data):
        return Order.objects.create(**validated_data)
