from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = 'orders'
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    total: Mapped[int]
    wallet_id: Mapped[int]


class Wallet(Base):
    __tablename__ = 'wallets'
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int]
    user_id: Mapped[int]
