import hashlib


def host_hash(self, master):
    self.masterhash = hashlib.sha1(master.name.encode()).hexdigest()  #! low
    return hashlib.sha1(master.content).hexdigest()[:6]  #! low


def colour_of(nick, count):
    return int(hashlib.md5(nick.encode()).hexdigest(), 16) % count  #! low


def etag(parts):
    found = hashlib.md5()  #! low
    for part in parts:
        found.update(part)
    return found.hexdigest()


def sign(message, secret):
    return hashlib.sha1(secret + message).hexdigest()  #! medium


def is_same(content, known):
    return hashlib.md5(content).hexdigest() == known  #! medium


def encrypted(passwd, salt):
    digest = hashlib.sha1()  #! high
    digest.update(passwd.encode() + salt)
    return digest.hexdigest()


def of_file(password_file, salt):
    digest = hashlib.sha1()  #! medium
    digest.update(password_file.read() + salt)
    return digest.hexdigest()
