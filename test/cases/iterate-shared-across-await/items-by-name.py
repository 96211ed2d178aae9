from collections import defaultdict


class Halls:
    def __init__(self):
        self.halls = defaultdict(set)
        self.doors = {}
        self.log = {}

    async def call(self, name, text):
        for guest in self.halls[name]:  #!
            await guest.send(text)

    async def ring(self, name):
        for bell in self.doors.get(name, ()):  #!
            await bell.ring()

    async def replay(self, name, guest):
        for line in self.log[name]:
            await guest.send(line)

    def leave(self, guest):
        for hall in self.halls.values():
            hall.discard(guest)

    def unhook(self, name, bell):
        bells = self.doors[name]
        bells.remove(bell)

    # Another name, and a copy that is changed.
    def tidy(self, name, line):
        lines = list(self.log[name])
        lines.remove(line)
        other = {}
        other = other or self.log.get(name)
        return lines, other
