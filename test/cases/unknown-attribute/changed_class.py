class Quiz:
    def __init__(self, host):
        self.host = host
        self.join(host)

    def join(self, host):
        self.__class__ = type("Quiz", (self.__class__, host.game), {})

    def start(self, room):
        return self.games[room]


class Plain:
    def __init__(self, host):
        self.host = host

    def start(self, room):
        return self.games[room]  #! high
