from datetime import datetime


def heading():
    return datetime.now().strftime("%d.%m.%Y %H:%M")  #! low


def stamp():
    return datetime.now().strftime("%Y-%m-%dT%H:%M:%SZ")  #! medium


def stored(form):
    return datetime.now().strftime(form)  #! medium
