from rest_framework import serializers

from shop.models import Order


class OrderSerializer(serializers.ModelSerializer):
    line_count = serializers.SerializerMethodField()
    note_count = serializers.SerializerMethodField()
    last_note = serializers.SerializerMethodField()
    title = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = ["id", "line_count", "note_count", "last_note", "title"]

    def get_line_count(self, order):
        return order.lines.count()  #!

    def get_note_count(self, order):
        return order.notes.count()

    def get_last_note(self, order):
        return order.notes.filter(pk__gt=1).first()  #!

    def get_title(self, order):
        return order.number.title()


class SingleSerializer(serializers.ModelSerializer):
    line_count = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = ["id", "line_count"]

    def get_line_count(self, order):
        return order.lines.count()
