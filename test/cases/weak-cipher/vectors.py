import os

import pyDes
from Crypto.Cipher import AES
from cryptography.hazmat.decrepit.ciphers import algorithms as old
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

ZERO = bytes(16)
OPTIONS = {"mode": AES.MODE_ECB}
SEALED = {"mode": AES.MODE_GCM}


class Box:
    START = b"1234567812345678"

    def seal(self, key):
        return AES.new(key, AES.MODE_CBC, self.START)  #!


def encrypt(key, start, data, counter):
    AES.new(key, 1)  #!
    AES.new(key, 2, start)
    AES.new(key, **OPTIONS)  #!
    AES.new(key, **SEALED)
    AES.new(key, AES.MODE_CBC, ZERO)  #!
    AES.new(key, AES.MODE_CBC, bytearray(16))  #!
    AES.new(key, AES.MODE_CBC, bytes([0] * 16))  #!
    AES.new(key, AES.MODE_CBC, bytes.fromhex("00112233445566778899aabbccddeeff"))  #!
    AES.new(key, AES.MODE_CBC, bytes(start))
    AES.new(key, AES.MODE_CBC, data[:16])
    AES.new(key, AES.MODE_CBC, os.urandom(16))
    Cipher(algorithms.AES(key), modes.CTR(ZERO))  #!
    Cipher(algorithms.AES(key), modes.CTR(counter.to_bytes(16, "big")))
    Cipher(old.RC2(key), modes.CBC(start))  #!
    AESGCM(key).encrypt(b"000000000000", data, None)  #!
    AESGCM(key).encrypt(os.urandom(12), data, None)
    ChaCha20Poly1305(key).encrypt(ZERO, data, None)  #!
    pyDes.des(key, pyDes.CBC, start)  #!
    return pyDes.triple_des(key)  #!
