from django import forms
from django.forms import ModelForm, modelform_factory
from rest_framework import serializers
from .models import Profile
class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = '__all__' #!
class ProfileForm2(ModelForm):
    class Meta:
        model = Profile
        exclude = ['id']
class ProfileSer(serializers.ModelSerializer):
    class Meta:
        model = Profile
        fields = '__all__' #!
class ProfileSer2(serializers.ModelSerializer):
    class Meta:
        model = Profile
        fields = ['name']
class ReadSer(serializers.ModelSerializer):
    class Meta:
        model = Profile
        fields = '__all__' #!
        read_only_fields = ['is_staff']
def make(request):
    Profile.objects.create(**request.POST.dict()) #!
    Profile.objects.filter(pk=1).update(**request.data) #!
