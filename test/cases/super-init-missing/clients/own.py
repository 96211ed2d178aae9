from .base import Client, Retrying


class Billing(Retrying):
    def __init__(self, account):  #! medium
        self.account = account

    def invoices(self):
        return self.ask(f"accounts/{self.account}/invoices")


class Stock(Client):
    def __init__(self, url, store):
        super().__init__(url)
        self.store = store


class Local(Client):
    """Keeps all that it needs itself."""

    def __init__(self):
        self.url, self.answers = "local", []


class Prepared(Client):
    def __init__(self, url):
        self.prepare(url)

    def prepare(self, url):
        self.url = url
        self.answers = []
