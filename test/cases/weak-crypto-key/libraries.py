import paramiko
from Crypto.PublicKey import ElGamal
from cryptography.hazmat.primitives.asymmetric import dh, ec, rsa
from ecdsa import NIST192p, NIST256p, SigningKey
from jwcrypto import jwk
from OpenSSL import crypto

OPTIONS = {"key_size": 1024}


class Keys:
    def __init__(self, bits):
        self.short = 512
        self.bits = bits

    def make(self):
        rsa.generate_private_key(65537, self.short)  #! high
        rsa.generate_private_key(65537, self.bits)


def make(key, read):
    rsa.generate_private_key(65537, **OPTIONS)  #!
    dh.generate_parameters(generator=2, key_size=512)  #! high
    dh.generate_parameters(2, 2048)
    curve = ec.SECP192R1()
    ec.generate_private_key(curve)  #!
    wide = ec.SECP256R1()
    ec.generate_private_key(wide)
    ElGamal.generate(1024, read)  #!
    pair = crypto.PKey()
    pair.generate_key(crypto.TYPE_RSA, 1024)  #!
    pair.generate_key(crypto.TYPE_DSA, bits=1024)  #!
    pair.generate_key(crypto.TYPE_RSA, 3072)
    key.generate_key("letters", 12)
    paramiko.DSSKey.generate()  #!
    paramiko.ECDSAKey.generate()
    SigningKey.generate()  #!
    SigningKey.generate(curve=NIST192p)  #!
    SigningKey.generate(curve=NIST256p)
    jwk.JWK.generate(kty="RSA", size=1024)  #!
    jwk.JWK.generate(kty="oct", size=256)
