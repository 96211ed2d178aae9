from rest_framework.permissions import BasePermission


class OwnsTrip(BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.club.members.filter(pk=request.user.pk).exists()


class IsPilot(BasePermission):
    def has_permission(self, request, view):
        return request.user.groups.filter(name="pilots").exists()

    def has_object_permission(self, request, view, obj):
        return obj.is_open
