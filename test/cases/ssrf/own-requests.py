import requests

from spider.net import web


class Crawler:
    def __init__(self):
        self.session = requests.Session()

    def get(self, resource: web.Request):
        return self.session.get(resource.url, timeout=5)

    def post(self, form: web.Request):
        return self.session.post(form.path, data=form.data, timeout=5)
