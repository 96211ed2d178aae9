from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class Customer(Base):
    __tablename__ = "customers"
    email: Mapped[str] = mapped_column(String(255), unique=True)


class Article(Base):
    __tablename__ = "articles"
    code: Mapped[str] = mapped_column(String(20))
    stock: Mapped[int]
    owner_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
