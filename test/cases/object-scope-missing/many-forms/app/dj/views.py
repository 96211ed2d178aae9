from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.generic import DetailView, UpdateView
from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticated
from .models import Note
@login_required
def note(request, pk):
    n = Note.objects.get(pk=pk) #!
    return n
@login_required
def drop(request, pk):
    Note.objects.filter(pk=pk).delete() #!
@login_required
def mine(request, pk):
    return request.user.note_set.get(pk=pk)
@login_required
def mine2(request, pk):
    return get_object_or_404(Note.objects.filter(author=request.user), pk=pk)
class NoteView(LoginRequiredMixin, View):
    def post(self, request, pk):
        n = get_object_or_404(Note, id=pk) #!
        n.delete()
