import functools
import ssl

import requests
from requests import get as fetch_page

DEFAULTS = {"verify": False, "timeout": 3}
CHECKED = {"verify": True}
VERIFY = False


def fetch(url, given, model):
    requests.get(url, **{"verify": False})  #!
    requests.get(url, **DEFAULTS)  #!
    options = {"verify": False}
    requests.get(url, **options)  #!
    made = dict(verify=False)
    requests.post(url, **made)  #!
    filled = {}
    filled["verify"] = False
    requests.put(url, **filled)  #!
    fetch_page(url, verify=False)  #!
    getattr(requests, "get")(url, verify=False)  #!
    functools.partial(requests.get, verify=False)  #!
    session = requests.Session()
    session.verify = VERIFY  #!
    context = ssl.create_default_context()
    setattr(context, "check_hostname", False)  #!
    requests.get(url, **CHECKED)
    requests.get(url, **given)
    model.save(**{"verify": False})
    functools.partial(model.save, verify=False)
    setattr(context, "check_hostname", True)


def careful(url, is_local, prepare):
    later = {"verify": False}
    later["verify"] = True
    requests.get(url, **later)
    chosen = {"verify": False}
    if not is_local:
        chosen["verify"] = True
    requests.get(url, **chosen)
    handed = {"verify": False}
    prepare(handed)
    requests.get(url, **handed)
