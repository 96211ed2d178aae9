from django.shortcuts import redirect


def end(request):
    return redirect(request.session.pop("after_login", "/"))  #!


def end_by_key(request):
    return redirect(request.session["after_login"])  #!


def step(request):
    return redirect(request.session["step"])


def back(request):
    return redirect(request.session.get("back", "/"))


def own_page(request):
    return redirect(request.session["user_page"])


def here(request):
    return redirect(request.session["here"])
