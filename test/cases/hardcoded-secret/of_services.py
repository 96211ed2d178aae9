class Player:
    API_URL = "https://api.example.tv/player/v2"
    API_KEY = "cca51ea07837x40df9a05575eb6347b2e7"  #! medium

    def watch(self, session):
        return session.get(self.API_URL, headers={"key": self.API_KEY})


class Shop:
    API_KEY = "cca51ea07837x40df9a05575eb6347b2e7"  #! high


class Database:
    ADDRESS = "https://db.example.org"
    password = "k9xw7Qm2vv8"  #! critical


class FakeClient:
    def __init__(self, name="shop", auth_token="abcd1234", secret="8901x77qm2"):
        self.name = name
