# Sets in a dictionary: filled through `setdefault`, emptied through a copy of the dictionary's values.


class Rooms:
    def __init__(self):
        self.rooms = {}

    def join(self, room, socket):
        self.rooms.setdefault(room, set()).add(socket)

    async def tell(self, room, text):
        for socket in self.rooms.get(room, ()): #!
            await socket.send_str(text)

    async def tell_copy(self, room, text):
        for socket in list(self.rooms.get(room, ())):
            await socket.send_str(text)


class Watchers:
    def __init__(self):
        self.by_name = {}

    def leave(self, watcher):
        for watchers in list(self.by_name.values()):
            watchers.discard(watcher)

    async def tell(self, name, text):
        for watcher in self.by_name.get(name, ()): #!
            await watcher.send(text)


class Logs:
    def __init__(self):
        self.lines = {}

    def write(self, name, line):
        self.lines.setdefault(name, []).append(line)

    async def send(self, name, socket):
        for line in self.lines.get(name, ()):
            await socket.send(line)
