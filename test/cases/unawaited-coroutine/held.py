import asyncio
class Repo:
    async def save(self): ...
    async def get(self, n): return {}
    @staticmethod
    async def make(): return Repo()
async def load(n): return {}
class Svc:
    def __init__(self, repo: Repo):
        self.repo = repo
    async def a(self, n):
        user = self.repo.get(n) #!
        return user['name']
    async def b(self, n):
        user = load(n) #!
        if user.active:
            return 1
    async def c(self, n):
        user = load(n) #!
        if user is None:
            return 1
    async def d(self, n):
        r = Repo.make() #!
        return r.url
    async def e(self, n):
        items = load(n) #!
        for i in items:
            print(i)
    async def f(self, n):
        total = load(n) #!
        return total + 1
    async def g(self, n):
        user = load(n) #!
        return {'name': user.name}
    async def h(self, n):
        user = load(n)
        return user
    async def i(self, n):
        user = load(n)
        task = asyncio.create_task(user)
        await task
    async def j(self, n):
        user = load(n)
        try:
            user.send(None)
        except StopIteration:
            pass
        user.close()
