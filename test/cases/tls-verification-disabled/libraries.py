import aiohttp
import asyncssh
import docker
import pymongo
import pysftp
import redis
import ssl
import urllib3
from OpenSSL import SSL


def connect(host, form, model, mqtt):
    asyncssh.connect(host, known_hosts=None)  #!
    asyncssh.connect(host, known_hosts="/etc/ssh/known_hosts")
    form.connect(host, known_hosts=None)
    options = pysftp.CnOpts()
    options.hostkeys = None  #!
    pymongo.MongoClient(host, tlsInsecure=True)  #!
    pymongo.MongoClient(host, tlsAllowInvalidCertificates=True)  #!
    pymongo.MongoClient(host, tlsAllowInvalidCertificates=False)
    redis.Redis(ssl=True, ssl_cert_reqs=None)  #!
    redis.Redis(ssl=True, ssl_cert_reqs="none")  #!
    redis.Redis(ssl=True, ssl_cert_reqs="required")
    redis.Redis(ssl=False)
    docker.tls.TLSConfig(verify=False)  #!
    urllib3.HTTPSConnectionPool(host, cert_reqs="NONE")  #!
    urllib3.HTTPSConnectionPool(host, cert_reqs="CERT_REQUIRED")
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_verify(SSL.VERIFY_NONE, None)  #!
    context.set_verify(SSL.VERIFY_PEER, None)
    mqtt.tls_insecure_set(True)  #!
    mqtt.tls_insecure_set(False)
    model.verify = False
    form.get("field", ssl=False)
    return aiohttp.TCPConnector(ssl=False)  #!


def contexts():
    client = ssl.create_default_context()
    client.check_hostname = 0  #!
    client.verify_mode = 0  #!
    setattr(client, "verify_mode", ssl.CERT_NONE)  #!
    setattr(client, "verify_mode", ssl.CERT_REQUIRED)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.check_hostname = False
    server.verify_mode = ssl.CERT_NONE
    setattr(server, "verify_mode", ssl.CERT_NONE)
    return client.verify_mode == 0
