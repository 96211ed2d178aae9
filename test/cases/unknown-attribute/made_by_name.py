from django.conf import settings
from django.utils.module_loading import import_string


class Handler:
    def reset(self):
        return 0


class TableHandler:
    def forget_row(self, name):
        return name


def get_handler() -> Handler:
    return import_string(settings.HANDLER)()


def plain_handler() -> Handler:
    return Handler()


def forget(name):
    get_handler().forget_row(name)
    plain_handler().forget_row(name)  #!
