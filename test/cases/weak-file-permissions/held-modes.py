import os
from pathlib import Path


class Store:
    MODE = 0o777

    def __init__(self, mode):
        self.open_mode = 0o666
        self.closed_mode = 0o600
        self.given_mode = mode

    def share(self, place):
        os.chmod(place, self.MODE)  #!
        os.chmod(place, self.open_mode)  #!
        os.chmod(place, self.closed_mode)
        os.chmod(place, self.given_mode)


def make(place: Path, connection, name, colour):
    place.chmod(0o666)  #!
    place.chmod(0o600)
    place.mkdir(mode=0o777)  #! low
    place.mkdir(parents=True)
    place.touch(mode=0o666)  #! low
    place.touch()
    colour.mkdir(mode=0o777)
    connection.chmod(name, 0o777)  #!
    connection.chmod(name, 0o640)
    os.chmod(**{"path": name, "mode": 0o777})  #!
    os.chmod(name, 0o777 & ~0o077)
