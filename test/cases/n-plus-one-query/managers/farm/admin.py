from django.contrib import admin
from django.db.models import Count

from farm.models import Box, Farm


@admin.register(Farm)
class FarmAdmin(admin.ModelAdmin):
    list_display = ("name", "box_count")

    def box_count(self, obj):
        return obj.boxes.count() #!

    def last_box(self, obj):
        return obj.boxes.last()


class CountedFarmAdmin(admin.ModelAdmin):
    list_display = ("name", "box_count")

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(boxes_there=Count("boxes"))

    def box_count(self, obj):
        return obj.boxes_there
