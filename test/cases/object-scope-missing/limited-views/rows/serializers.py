from rest_framework import serializers

from rows.models import Label, Shelf


class JarInput(serializers.Serializer):
    home = serializers.PrimaryKeyRelatedField(queryset=Shelf.objects.all()) #!
    label = serializers.PrimaryKeyRelatedField(queryset=Label.objects.all())


class MoveInput(serializers.Serializer):
    target = serializers.PrimaryKeyRelatedField(queryset=Shelf.objects.all())
    origin = serializers.PrimaryKeyRelatedField(queryset=Shelf.objects.all())

    def validate_target(self, shelf):
        return self.own(shelf)

    def validate_origin(self, shelf):
        return self.own(shelf)

    def own(self, shelf):
        if shelf.keeper_id != self.context["request"].user.keeper.pk:
            raise serializers.ValidationError("not yours")
        return shelf


class LendInput(serializers.Serializer):
    place = serializers.PrimaryKeyRelatedField(queryset=Shelf.objects.all())


class JarOutput(serializers.Serializer):
    shelf = serializers.PrimaryKeyRelatedField(read_only=True)
