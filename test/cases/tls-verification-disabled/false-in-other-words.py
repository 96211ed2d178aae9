import requests


def fetch(url):
    requests.get(url, verify=0)  #!
    requests.put(url, "data", verify="")  #!
    requests.get(url, verify="/etc/ca.pem")
    requests.get(url, verify=None)
    requests.get(url, verify=True)
