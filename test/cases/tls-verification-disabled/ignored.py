import requests


class Server:
    def session(self):
        session = requests.Session()
        if self.ignore_cert:
            session.verify = False  #! medium
        return session

    def other(self):
        session = requests.Session()
        session.verify = False  #! high
        return session
