import hashlib
import random


def token_for(config):
    password = config["player"]["pass"].as_str()
    salt = "".join(random.choices("abc", k=6))
    return salt, hashlib.md5((password + salt).encode()).hexdigest()  #! medium


class Playlist:
    def token(self, salt):
        return hashlib.md5((self.config["password"].get() + salt).encode()).hexdigest()  #! medium


def keep(user, password):
    user.digest = hashlib.md5(password.encode()).hexdigest()  #! high


def keep_with(user, password, settings):
    rounds = settings.rounds
    user.digest = hashlib.md5((password * rounds).encode()).hexdigest()  #! high
