import base64
import hashlib

from .frames import WS_GUID


class DigestAuth:
    def build_digest_header(self, method, url):
        realm = self.challenge['realm']

        def md5_utf8(text):
            return hashlib.md5(text.encode('utf-8')).hexdigest()

        return md5_utf8(f'{self.name}:{realm}:{method}:{url}')


def accept_key(key):
    return base64.b64encode(hashlib.sha1(key + WS_GUID).digest())


def signed(body):
    return hashlib.sha1(body).hexdigest()  #!
