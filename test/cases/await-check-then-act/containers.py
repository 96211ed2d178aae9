class Sender:
    async def send(self, key):
        if key in self.sent:
            return
        await self.client.post(key)
        self.sent.add(key)  #!

    async def run(self):
        if not self._busy:
            await self.prepare()
            self._busy = True  #!

    async def join(self, user):
        if len(self.members) >= 10:
            raise Full
        profile = await self.profile(user)
        self.members.append(profile)  #!

    async def load(self, key):
        cached = self.cache.get(key)
        if cached is not None:
            return cached
        value = await self.fetch(key)
        self.cache[key] = value  #!
        return value

    async def leave(self, user):
        if user in self.seen:
            await self.tell(user)
            del self.seen[user]  #!

    async def token(self, now):
        if self._token and now < self._expires:
            return self._token
        token, until = await self.fetch()
        self._token = token  #!
        self._expires = until
        return token

    async def clean(self, now):
        if self.last is None or now - self.last > 60:
            await self.fetch()
            self.last = now  #!

    async def bid(self, item, amount):
        current = self.bids.get(item)
        if current and current >= amount:
            raise TooLow
        await self.tell(item)
        self.bids[item] = amount  #!

    def _is_recent(self, key):
        return key in self.recent

    async def once(self, key):
        if self._is_recent(key):
            return
        await self.client.post(key)
        self.recent[key] = 1  #!


_strikes: dict[str, tuple[int, float]] = {}


async def check_strikes(address, settings):
    record = _strikes.get(address)
    if record is None:
        return
    limit = await settings.limit()
    count, until = record
    if count >= limit:
        del _strikes[address]  #! high


async def check_again(address, settings):
    if address not in _strikes:
        return
    limit = await settings.limit()
    record = _strikes.get(address)
    if record is not None and record[0] >= limit:
        del _strikes[address]
