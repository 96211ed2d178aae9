class Audit:
    def __init__(self, db):
        self.db = db

    async def write(self, who, what):
        await self.db.execute(who, what)


class Jobs:
    def __init__(self, db):
        self.db = db

    def get(self, number):
        return self.db[number]


class Dispatcher:
    def __init__(self, db):
        self.jobs, self.audit = Jobs(db), Audit(db)
        self.first, *self.rest = Audit(db), Audit(db), Jobs(db)
        self.one, self.other = db.pair()

    async def claim(self, number, who):
        job = self.jobs.get(number)
        self.audit.write(who, number)  #!
        self.jobs.get(number)
        self.other.write(who, number)
        return job

    async def deliver(self, number, who):
        await self.audit.write(who, number)
