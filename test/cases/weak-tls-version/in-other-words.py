import ssl
from ssl import TLSVersion, wrap_socket

from OpenSSL import SSL

OPTIONS = {"ssl_version": ssl.PROTOCOL_SSLv3}  #!
NAMES = {"SSLv3": ssl.PROTOCOL_SSLv3, "TLSv1": ssl.PROTOCOL_TLSv1}
CIPHERS = "RC4-SHA:DES-CBC3-SHA"


def wrapped(sock):
    wrap_socket(sock)  #!
    wrap_socket(sock, ssl_version=ssl.PROTOCOL_TLSv1_2)
    wrap_socket(sock, None, None, False, ssl.CERT_REQUIRED, ssl.PROTOCOL_TLSv1_2)


def lowered(context):
    lowest = TLSVersion.TLSv1
    context.minimum_version = lowest  #!
    least = TLSVersion.TLSv1_2
    context.minimum_version = least
    context.options &= ~ssl.OP_NO_TLSv1  #!
    context.options &= ~ssl.OP_NO_COMPRESSION
    context.options |= ssl.OP_NO_SSLv3 | ssl.OP_NO_TLSv1


def raised():
    first = ssl.SSLContext(ssl.PROTOCOL_SSLv23)
    first.options |= ssl.OP_NO_SSLv2 | ssl.OP_NO_SSLv3 | ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
    second = ssl.SSLContext()
    second.minimum_version = ssl.TLSVersion.TLSv1_2
    third = ssl.SSLContext()  #! medium
    third.load_default_certs()
    return first, second, third


def ciphers(context):
    context.set_ciphers(CIPHERS)  #!
    context.set_ciphers("ECDHE-RSA-RC4-SHA")  #!
    context.set_ciphers(b"RC4-SHA")  #!
    context.set_ciphers("HIGH:!aNULL:!eNULL:-RC4")
    context.set_ciphers("DEFAULT@SECLEVEL=2")


def third_party():
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)  #!
    context.set_min_proto_version(SSL.TLS1_1_VERSION)  #!
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_max_proto_version(SSL.TLS1_3_VERSION)
    context.set_cipher_list(b"ALL:NULL")  #!
    context.set_cipher_list(b"HIGH:!aNULL")


class Context(ssl.SSLContext):
    def allow(self, version):
        if version == ssl.TLSVersion.SSLv3:
            self.options &= ~ssl.OP_NO_SSLv3
