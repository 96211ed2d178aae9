rooms = {}


class Room:
    def __init__(self):
        self.count = 0
        self.busy = False


class Manager:
    def __init__(self):
        self.rooms = {}

    def room(self, key):
        if key not in self.rooms:
            self.rooms[key] = Room()
        return self.rooms[key]

    async def lock(self, key, ws):
        room = self.room(key)
        if room.busy:
            return
        await ws.accept()
        room.busy = True  #!


manager = Manager()


def room_of(key):
    return rooms.setdefault(key, Room())


def room_in(key) -> Room:
    return rooms[key]


async def leave(key, ws):
    room = room_in(key)
    if room.count > 0:
        await ws.close()
        room.count -= 1  #!


async def leave_by_manager(key, ws):
    room = manager.room(key)
    if room.count > 0:
        await ws.close()
        room.count -= 1  #!


async def leave_set(key, ws):
    room = room_of(key)
    if room.count > 0:
        await ws.close()
        room.count -= 1  #!
