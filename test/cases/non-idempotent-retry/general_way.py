import requests
from tenacity import retry


class Rpc:
    @retry
    def call_method(self, method, params):
        return requests.post(self.url, json={"method": method, "params": params})  #! medium

    @retry
    def create_order(self, order):
        return requests.post(self.url, json=order)  #! high
