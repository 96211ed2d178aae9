import imaplib
import os
import poplib
import smtplib
import ssl

import ldap
import ldap3
from ldap3 import AUTO_BIND_TLS_BEFORE_BIND, Connection, Server


def send(message, host, user, password):
    with smtplib.SMTP(host, 25) as server:  #!
        server.login(user, password)
        server.send_message(message)


def send_plain(message, host, user, password):
    server = smtplib.SMTP(host, 587)  #!
    server.ehlo()
    server.login(user, password)
    server.sendmail('a', 'b', message)
    server.quit()


def send_tls(message, host, user, password):
    with smtplib.SMTP(host, 587) as server:
        server.starttls(context=ssl.create_default_context())
        server.login(user, password)
        server.send_message(message)


def send_ssl(message, host, user, password):
    with smtplib.SMTP_SSL(host, 465) as server:
        server.login(user, password)


def relay(message):
    with smtplib.SMTP('localhost') as server:
        server.login('a', os.environ['X'])
        server.send_message(message)


def relay_open(message, host):
    with smtplib.SMTP(host) as server:
        server.send_message(message)


def optional(message, host, use_tls, user, password):
    server = smtplib.SMTP(host)
    if use_tls:
        server.starttls()
    server.login(user, password)


class Mailer:
    def __init__(self, host):
        self.server = smtplib.SMTP(host)  #!

    def connect(self, user, password):
        self.server.login(user, password)


class SafeMailer:
    def __init__(self, host):
        self.server = smtplib.SMTP(host)

    def connect(self, user, password):
        self.server.starttls()
        self.server.login(user, password)


def fetch(host, user, password):
    box = imaplib.IMAP4(host)  #!
    box.login(user, password)
    return box.select()


def fetch_tls(host, user, password):
    box = imaplib.IMAP4(host)
    box.starttls()
    box.login(user, password)


def pop(host, user, password):
    box = poplib.POP3(host)  #!
    box.user(user)
    box.pass_(password)


def bind(dn, password):
    connection = ldap.initialize('ldap://ldap.corp.com:389')  #!
    connection.simple_bind_s(dn, password)
    return connection


def bind_tls(dn, password):
    connection = ldap.initialize('ldap://ldap.corp.com')
    connection.start_tls_s()
    connection.simple_bind_s(dn, password)


def bind_ssl(dn, password):
    connection = ldap.initialize('ldaps://ldap.corp.com')
    connection.simple_bind_s(dn, password)


def anonymous():
    connection = ldap.initialize('ldap://ldap.corp.com')
    connection.simple_bind_s()
    return connection.search_s('dc=x', 2)


def bind3(dn, password):
    server = Server('ldap://ldap.corp.com')  #!
    return Connection(server, user=dn, password=password, auto_bind=True)


def bind3_plain(dn, password):
    server = ldap3.Server('ldap.corp.com', get_info=ldap3.ALL)  #!
    connection = ldap3.Connection(server, dn, password)
    connection.bind()


def bind3_ssl(dn, password):
    server = Server('ldap.corp.com', use_ssl=True)
    return Connection(server, user=dn, password=password, auto_bind=True)


def bind3_tls(dn, password):
    server = Server('ldap://ldap.corp.com')
    return Connection(server, user=dn, password=password, auto_bind=AUTO_BIND_TLS_BEFORE_BIND)


def bind3_local(dn, password):
    server = Server('ldap://localhost')
    return Connection(server, user=dn, password=password, auto_bind=True)
