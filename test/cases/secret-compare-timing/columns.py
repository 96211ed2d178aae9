# A column may be written in capitals; members of tables of names are none.
from django.shortcuts import render


def confirm(request, challenge):
    if challenge.OTP == request.POST.get("code"):  #!
        return render(request, "in.html")
    return render(request, "again.html")


def describe(token, kinds):
    if token.kind == kinds.TOKEN:
        return "a token"
    return kinds.MAC
