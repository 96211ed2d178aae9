from arbiter import Arbiter, Channel


class Application:
    def run(self):
        Arbiter(self).run()

    def accept(self, connection):
        Channel(connection)
