import httpx
from sqlalchemy.ext.asyncio import AsyncSession
from app.models import Order
from app.mail import send_email
from app.worker import ship
from fastapi import HTTPException
class Orders:
    def __init__(self, session: AsyncSession, bus, http: httpx.AsyncClient):
        self.session = session
        self.bus = bus
        self.http = http
    async def place(self, user):
        order = Order(state='new')
        self.session.add(order)
        await send_email(user.email, 'placed')  #! side-effect-before-commit
        await self.session.commit()
    async def place2(self, user):
        order = Order(state='new')
        self.session.add(order)
        await self.session.commit()
        await send_email(user.email, 'placed')
    async def place3(self, user):
        async with self.session.begin():
            order = Order(state='new')
            self.session.add(order)
            await self.session.flush()
            ship.delay(order.id)  #! side-effect-before-commit
    async def place4(self, user):
        order = Order(state='pending')
        self.session.add(order)
        await self.session.commit()
        try:
            await self.http.post('/shipments', json={'id': order.id})
        except httpx.HTTPError:
            order.state = 'failed'
            await self.session.commit()
            raise HTTPException(502)  #! raise-without-from
    async def place5(self, user):
        order = Order(state='pending')
        self.session.add(order)
        await self.session.commit()
        await self.http.post('/shipments', json={'id': order.id})  #! dispatch-after-commit-unhandled
    async def check(self, user):
        order = await self.session.get(Order, 1)
        r = await self.http.get('https://rates')  #! session-held-across-io
        order.state = r.text
        await self.session.commit()
