from sqlalchemy.orm import DeclarativeBase, Mapped

class Base(DeclarativeBase):
    pass

class Account(Base):
    __tablename__ = "account"
    balance: Mapped[int]
