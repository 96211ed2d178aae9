import pkcs11
from pkcs11 import Token


def load(provider):
    return pkcs11.lib(provider), Token


def unload(provider):
    pkcs11.finalize(provider)
