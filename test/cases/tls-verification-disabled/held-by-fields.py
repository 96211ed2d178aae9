import ssl

import requests


class Client:
    CHECK = False

    def __init__(self, trusted):
        self.verify = False
        self.trusted = trusted
        self.session = requests.Session()
        self.session.verify = self.verify  #!
        self.context = ssl.create_default_context()
        self.context.verify_mode = 0  #!

    def load(self, url):
        requests.get(url, verify=self.verify, timeout=3)  #!
        requests.put(url, verify=self.CHECK, timeout=3)  #!
        requests.get(url, verify=self.trusted, timeout=3)


class Chosen:
    def __init__(self, verify=None):
        self.verify = verify
        if verify is None:
            self.verify = False

    def load(self, url):
        return requests.get(url, verify=self.verify, timeout=3)


class Changed:
    def __init__(self):
        self.verify = False

    def trust(self, path):
        self.verify = path

    def load(self, url):
        return requests.get(url, verify=self.verify, timeout=3)


class Base:
    def __init__(self):
        self.verify = False

    def load(self, url):
        return requests.get(url, verify=self.verify, timeout=3)


class Careful(Base):
    def __init__(self):
        super().__init__()
        self.verify = "/etc/ca.pem"


class Row:
    verify = False

    def load(self, url):
        return requests.get(url, verify=self.verify, timeout=3)
