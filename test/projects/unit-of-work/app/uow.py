from abc import ABC, abstractmethod
from app.repo import OrderRepo
class AbstractUnitOfWork(ABC):
    orders: OrderRepo
    async def __aenter__(self): return self
    async def __aexit__(self, *args): await self.rollback()
    @abstractmethod
    async def commit(self): ...
    @abstractmethod
    async def rollback(self): ...
class SqlUnitOfWork(AbstractUnitOfWork):
    def __init__(self, factory): self.factory = factory
    async def __aenter__(self):
        self.session = self.factory()
        self.orders = OrderRepo(self.session)
        return self
    async def commit(self): await self.session.commit()
    async def rollback(self): await self.session.rollback()
