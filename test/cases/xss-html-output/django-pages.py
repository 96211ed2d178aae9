from django.http import HttpResponse
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class Safe(SafeString): #!
    pass

TEMPLATES = [{'OPTIONS': {'autoescape': False}}] #!


def show(template, name):
    template.render(Context({'name': name}, autoescape=False)) #!
    template.engine.autoescape = False #!
    mark_safe(name) #!
    mark_safe('<b>' + name) #!
    return format_html(f'<b>{name}</b>') #!


def view(request):
    name = request.GET.get('name', '')
    return HttpResponse('<h1>' + name + '</h1>') #!
