import time

import requests


class Catalog:
    def __init__(self, session, url):
        self.session = session
        self.url = url

    def _call(self, method, path, attempts=4, **options):
        for round_number in range(attempts):
            last = round_number == attempts - 1
            try:
                answer = self.session.request(method, self.url + path, **options)
            except requests.RequestException as error:
                if last:
                    raise RuntimeError(path) from error
            else:
                return answer.json()
            time.sleep(2**round_number)

    def order(self, picture):
        return self._call("POST", "/orders", json={"picture": picture})["order"] #!

    def pay(self, order):
        return self._call("POST", f"/payments/{order}", json={}) #!

    # Named by the caller, asked, or only read.
    def order_once(self, picture, key):
        return self._call("POST", "/orders", headers={"Idempotency-Key": key}, json={})

    def orders(self):
        return self._call("GET", "/orders")

    def search(self, words):
        return self._call("POST", "/orders/search", json=words)


class Careful:
    def _call(self, method, path, **options):
        for round_number in range(4):
            try:
                return self.session.request(method, path, **options)
            except requests.RequestException:
                if method == "POST" or round_number == 3:
                    raise
            time.sleep(2**round_number)

    def order(self, picture):
        return self._call("POST", "/orders", json={"picture": picture})


class Once:
    def _call(self, method, path, **options):
        return self.session.request(method, path, **options)

    def order(self, picture):
        return self._call("POST", "/orders", json={"picture": picture})
