from sqlalchemy import select, update

class Accounts:
    async def deposit(self, key, amount):
        result = await self.session.execute(select(Account).where(Account.id == key))
        account = result.scalar_one_or_none()
        if account is None:
            raise KeyError(key)
        account.balance = (account.balance or 0) + amount #!
        await self.session.flush()

    async def charge(self, key, amount):
        account = (await self.session.scalars(select(Account).filter_by(id=key))).one()
        balance = account.balance
        rest = balance - amount
        if rest < 0:
            raise ValueError(amount)
        account.balance = rest #!
        await self.session.commit()

    async def release(self, key):
        account = await self.session.get(Account, key, with_for_update=True)
        await self.session.commit()
        account.holds -= 1 #!
        await self.session.commit()

    async def spend(self, key, amount):
        account = await self.session.scalar(select(Account).where(Account.id == key))
        await self.session.execute(
            update(Account).where(Account.id == key).values(balance=account.balance - amount) #!
        )
        await self.session.commit()

def monthly(db):
    for account in db.query(Account).filter(Account.open).all():
        account.months += 1 #!
    db.commit()
