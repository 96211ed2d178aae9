class Pool:
    def __init__(self):
        self.members = []
        self.sent = {}

    @property
    def is_full(self):
        return len(self.members) >= 10

    async def _is_sent(self, key):
        await self.ping()
        return key in self.sent

    def _keep(self, key, value):
        self.sent[key] = value

    async def join(self, user):
        if self.is_full:
            raise Full
        self.members.append(await self.profile(user))  #!

    async def send(self, key):
        if await self._is_sent(key):
            return
        self.sent[key] = await self.post(key)  #!

    async def keep(self, key):
        if key in self.sent:
            return
        value = await self.post(key)
        self._keep(key, value)  #!

    async def order(self, key):
        known = next((one for one in self.members if one.key == key), None)
        if known:
            return known
        await self.ping()
        self.members.append(key)  #!

    async def find(self, key):
        try:
            return self.sent[key]
        except KeyError:
            value = await self.post(key)
            self.sent[key] = value  #!
            return value
