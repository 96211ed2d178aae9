from django.views.decorators.csrf import csrf_exempt


class Resource:
    @classmethod
    def as_view(cls, **options):
        view = super().as_view(**options)
        view.cls = cls
        return csrf_exempt(view)  #! medium


def pay(request):
    request.user.pay()


urls = [csrf_exempt(pay)]  #! high
