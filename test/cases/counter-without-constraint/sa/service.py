from sqlalchemy import select, update
import sqlalchemy as sa
from models import Event, Plan, Product, Wallet


class Shop:
    def __init__(self, session):
        self.session = session

    def sell(self, product_id, n):
        product = self.session.get(Product, product_id)
        product.stock -= n
        self.session.commit()

    def reserve(self, product_id, n):
        self.session.execute(update(Product).where(Product.id == product_id).values(reserved_quantity=Product.reserved_quantity - n))

    def pay(self, wallet_id, amount):
        self.session.query(Wallet).filter(Wallet.id == wallet_id).update({Wallet.balance: Wallet.balance - amount})

    def book(self, event_id):
        self.session.query(Event).filter_by(id=event_id).update({'seats_left': Event.seats_left - 1})

    def book2(self, event):
        event.tickets_available = event.tickets_available - 1
        self.session.add(event)

    def spend(self, plan, n):
        self.session.execute(sa.update(Plan).values({'tokens_remaining': Plan.tokens_remaining - n}))
        plan.quota = plan.quota - n

    def take(self, plan):
        remaining = plan.inventory - 1
        plan.inventory = remaining
