class Hall:
    def __init__(self):
        self.count = 0


class Halls:
    def __init__(self):
        self.halls = {}

    def hall(self, key):
        if key not in self.halls:
            self.halls[key] = Hall()
        return self.halls[key]

    def fresh(self, key):
        return Hall()

    async def enter(self, key, ws):
        hall = self.hall(key)
        count = hall.count
        await ws.accept()
        hall.count = count + 1  #!

    async def enter_at_once(self, key, ws):
        hall = self.hall(key)
        await ws.accept()
        hall.count += 1

    async def enter_alone(self, key, ws):
        hall = self.fresh(key)
        count = hall.count
        await ws.accept()
        hall.count = count + 1
