import ftplib
import http.client
import imaplib
import smtplib
from smtplib import SMTP_SSL


def deliver(config, message):
    smtp = smtplib.SMTP(config["host"])  #!
    try:
        smtp.send_message(message)
    finally:
        smtp.quit()


def deliver_safely(config, message):
    with SMTP_SSL(config["host"], 465) as smtp:  #!
        smtp.send_message(message)


def deliver_in_time(config, message):
    with smtplib.SMTP(config["host"], 25, timeout=20) as smtp:
        smtp.send_message(message)
    with smtplib.SMTP(**config) as smtp:
        smtp.send_message(message)


def load(host, name):
    with ftplib.FTP(host, "user", "secret") as ftp:  #!
        ftp.retrbinary(name, print)


def load_in_time(host, name):
    with ftplib.FTP(host, "user", "secret", "", 30) as ftp:
        ftp.retrbinary(name, print)


def inbox(host):
    return imaplib.IMAP4_SSL(host)  #!


def ask(host):
    connection = http.client.HTTPSConnection(host)  #!
    connection.request("GET", "/")
    return connection.getresponse()


def ask_in_time(host):
    connection = http.client.HTTPConnection(host, 80, 10)
    connection.request("GET", "/")
    return connection.getresponse()
