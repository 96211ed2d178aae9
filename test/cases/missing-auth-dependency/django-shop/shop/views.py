from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render

from shop.models import Address, Product


def home(request):
    return render(request, "home.html")


def products(request):
    return render(request, "products.html", {"products": Product.objects.all()})


def product(request, slug):
    return render(request, "product.html", {"product": get_object_or_404(Product, slug=slug)})


@login_required
def account(request):
    return render(request, "account.html")


def change_address(request): #!
    if request.method == "POST":
        Address.objects.filter(pk=request.POST["id"]).update(city=request.POST["city"])
    return redirect("account")


def close_account(request):
    request.user.delete()
    return redirect("home")


def staff(request):
    return render(request, "staff.html")


def offers(request):
    groups = {}
    for one in Product.objects.all():
        groups.update({one.group: one})
    return render(request, "offers.html", {"groups": groups})
