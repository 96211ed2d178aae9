import threading

from gi.repository import Gtk


class Engine:
    @classmethod
    def get_instance(cls):
        if not cls._instance:  #! medium
            cls._instance = Engine()
        return cls._instance


class Reader:
    @classmethod
    def get_instance(cls):
        if not cls._instance:  #! high
            cls._instance = Reader()
        return cls._instance


def read():
    Reader.get_instance().read()


threading.Thread(target=read).start()
Gtk.main()
