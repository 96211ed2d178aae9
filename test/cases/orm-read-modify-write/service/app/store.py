from app.models import Account

class Accounts:
    def __init__(self, session):
        self.session = session

    async def by_key(self, key) -> Account | None:
        return await self.session.get(Account, key)

    async def by_key_locked(self, key) -> Account:
        return await self.session.get(Account, key, with_for_update=True)
