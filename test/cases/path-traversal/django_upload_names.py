import os

from django.http import HttpResponse


def upload(request):
    file = request.FILES['file']
    with open(os.path.join('media', file.name), 'wb') as out:
        for chunk in file.chunks():
            out.write(chunk)
    with open(os.path.join('media', request.POST['name']), 'wb') as out:  #!
        out.write(b'')
    return HttpResponse(status=204)
