from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import status
from rest_framework.response import Response


class Invitation(models.Model):
    code = models.CharField(max_length=20)
    accepted_at = models.DateTimeField(null=True)


def accept(request, code):
    invitation = get_object_or_404(Invitation, code=code)
    if invitation.accepted_at is not None:
        return Response({"detail": "gone"}, status=status.HTTP_409_CONFLICT)
    invitation.accepted_at = timezone.now()  #!
    invitation.save()
    return Response({"id": invitation.pk})


def see(request, code):
    invitation = get_object_or_404(Invitation, code=code)
    if invitation.accepted_at is not None:
        return Response({"id": invitation.pk}, status=status.HTTP_200_OK)
    invitation.accepted_at = timezone.now()
    invitation.save()
    return Response({"id": invitation.pk})
