import requests


class Page:
    def __init__(self, address=None, tags=()):
        self.address = address
        self.tags = tags

    def load(self):
        return requests.get(self.address, timeout=10).text  #!


class Known:
    def __init__(self, name):
        self.name = name

    def load(self):
        return requests.get(f"https://pages.example/{self.name}", timeout=10).text
