import enum
from datetime import datetime
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
class Base(DeclarativeBase):
    pass
class OrderState(enum.StrEnum):
    CART = 'cart'
    PLACED = 'placed'
    PAID = 'paid'
    CANCELLED = 'cancelled'
class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    orders: Mapped[list['Order']] = relationship(back_populates='user', passive_deletes='all')
class Product(Base):
    __tablename__ = 'products'
    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(unique=True)
    stock: Mapped[int] = mapped_column(default=0)
    views: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint('stock >= 0', name='stock_not_negative'),)
class Order(Base):
    __tablename__ = 'orders'
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey('users.id', ondelete='RESTRICT'), index=True)
    state: Mapped[OrderState] = mapped_column(default=OrderState.CART)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    user: Mapped[User] = relationship(back_populates='orders')
    items: Mapped[list['OrderItem']] = relationship(back_populates='order', cascade='all, delete-orphan')
    __mapper_args__ = {'version_id_col': version}
class OrderItem(Base):
    __tablename__ = 'order_items'
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey('orders.id', ondelete='CASCADE'))
    product_id: Mapped[int] = mapped_column(ForeignKey('products.id'))
    quantity: Mapped[int]
    order: Mapped[Order] = relationship(back_populates='items')
    __table_args__ = (UniqueConstraint('order_id', 'product_id'), CheckConstraint('quantity > 0'))
class Outbox(Base):
    __tablename__ = 'outbox'
    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[str]
    sent_at: Mapped[datetime | None]
    __table_args__ = (Index('ix_outbox_unsent', 'sent_at'),)
