import hashlib


def digest(stream_id, password):
    return hashlib.sha1(b"%s%s" % (stream_id, password)).hexdigest()


def stored(user, password):
    return hashlib.sha1(b"%s%s" % (user, password)).hexdigest()  #! high


def name_of(content):
    digest = hashlib.sha1()  #! medium
    digest.update(content)
    return digest.hexdigest()


class DigestAuth:
    def answer(self, realm, username, password):
        content = "%s:%s:%s" % (username, realm, password)
        return hashlib.md5(content.encode()).hexdigest()
