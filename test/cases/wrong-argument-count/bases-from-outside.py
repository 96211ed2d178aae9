import threading

from traitlets import HasTraits
from zope.interface import Interface


class Folder(HasTraits):
    def make(self, path, mode=None):
        return path, mode

    def check(self):
        self.make() #!
        self.make("a")
        self.observe_all(1, 2, 3)


class Tasks(threading.Thread):
    def __init__(self, cluster):
        super().__init__()
        self.cluster = cluster

    def add(self, event, group, url):
        return event, group, url

    def sync(self):
        self.add("after", 1) #!
        self.add("after", 1, "a")


class IStore(Interface):
    def save(row):
        """Keeps a row."""


def run(store: IStore):
    Folder("a", "b")
    Tasks() #!
    Tasks([])
    store.save(1)
