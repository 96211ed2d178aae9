import jwt
from hashids import Hashids
from django.conf import settings


class Client:
    def connect(self, host, password='s3cr3t'): #!
        self.password = 'blerg' #!
        login(host, passwd='Adm1n!pw') #!
        if self.password == 'tr0ub4dor': #!
            return {'secret_key': 'a8f5f167f44f4964e6c998dee827110c'} #!
        return jwt.encode({}, 'topsecret1', algorithm='HS256') #!

Hashids(settings.SECRET_KEY) #!
