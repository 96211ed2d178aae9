class Seats:
    def __init__(self, store):
        self.store = store
        self.taken = set()

    async def take(self, seat):
        if seat in self.taken:
            return False
        await self.store.save(seat)
        mark = self.taken.add
        mark(seat)  #! medium
        return True

    async def take_first(self, seat):
        if seat in self.taken:
            return False
        mark = self.taken.add
        mark(seat)
        await self.store.save(seat)
        return True

    async def note(self, seat, noted):
        if seat in self.taken:
            return False
        await self.store.save(seat)
        mark = noted.add
        mark(seat)
        return True
