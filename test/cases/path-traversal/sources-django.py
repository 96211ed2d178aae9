from django.http import HttpResponse
from django.views.generic import View
from django.views.decorators.http import require_GET
from django.contrib.auth.decorators import login_required
@login_required
@require_GET
def v(request):
    open(request.GET['x'])  #!
    open(request.GET.get('x', ''))  #!
    open(request.POST.get('x'))  #!
    open(request.GET.getlist('x')[0])  #!
    open(request.COOKIES['x'])  #!
    open(request.META['HTTP_X'])  #!
    open(request.headers['X'])  #!
    open(request.body.decode())  #!
    open(request.FILES['x'].name)
    open(request.path_info)  #!
    open(request.get_full_path())  #!
    open(request.user.username)
    open(request.session['x'])
    import json
    open(json.loads(request.body)['x'])  #!
    open(request.method)
def w(req):
    open(req.GET['x'])  #!
def x(http_request):
    open(http_request.GET['x'])
class V(View):
    def get(self, request, *args, **kwargs):
        open(request.GET['x'])  #!
        open(self.request.GET['x'])  #!
        open(kwargs['x'])  #!
