from django.contrib.auth.decorators import login_required, permission_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from .models import Appointment, Prescription, Clinic

@login_required
def appointment(request, pk):
    found = get_object_or_404(Appointment, pk=pk) #!
    return JsonResponse({'notes': found.notes})

@login_required
def prescription(request, pk):
    found = Prescription.objects.get(pk=pk) #!
    return JsonResponse({'text': found.text})

@login_required
def clinic(request, pk):
    found = get_object_or_404(Clinic, pk=pk)
    return JsonResponse({'name': found.name})

@login_required
def own(request, pk):
    found = get_object_or_404(Appointment, pk=pk, patient=request.user)
    return JsonResponse({'notes': found.notes})

@login_required
def own2(request, pk):
    found = get_object_or_404(Appointment, pk=pk)
    if found.patient_id != request.user.id:
        raise PermissionError('not yours')
    return JsonResponse({'notes': found.notes})

@permission_required('clinic.view_appointment')
def staff(request, pk):
    found = get_object_or_404(Appointment, pk=pk)
    return JsonResponse({'notes': found.notes})
