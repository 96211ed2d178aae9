from django.contrib.auth.hashers import make_password
from passlib.context import CryptContext
from passlib.hash import argon2, bcrypt, md5_crypt
from passlib import hash as schemes


def keep(password):
    md5_crypt.hash(password) #!
    schemes.ldap_sha1.encrypt(password) #!
    bcrypt.hash(password)
    argon2.using(rounds=4).hash(password)
    CryptContext(schemes=['hex_md5', 'bcrypt']) #!
    CryptContext(schemes=['bcrypt', 'md5_crypt'], deprecated='auto')
    make_password(password, hasher='unsalted_md5') #!
    make_password(password)
