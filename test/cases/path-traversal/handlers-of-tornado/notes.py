# Handlers of tornado behind a class of the project; what a decorator reads for them comes from the client, too.
import functools
import os

import tornado.web
from base import PageHandler

FOLDER = "/srv/notes"


def with_name(method):
    @functools.wraps(method)
    def wrapped(self, *args, **kwargs):
        return method(self, *args, name=self.get_argument("name"), **kwargs)

    return wrapped


class NoteHandler(PageHandler):
    @with_name
    def get(self, name=None):
        with open(os.path.join(FOLDER, name)) as file:  #! high
            self.write(file.read())

    @tornado.web.authenticated
    def delete(self, name):
        os.remove(os.path.join(FOLDER, os.path.basename(name)))

    def post(self, note_id):
        os.remove(os.path.join(FOLDER, note_id))


class Shelf:
    def get(self, name):
        with open(os.path.join(FOLDER, name)) as file:
            return file.read()
