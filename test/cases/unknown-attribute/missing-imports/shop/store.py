import sys

if sys.platform == "win32":
    SEPARATOR = "\\"
else:
    SEPARATOR = "/"


class Store:
    def find(self, key):
        return key


def open_store():
    return Store()
