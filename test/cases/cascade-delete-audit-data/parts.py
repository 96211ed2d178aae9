from django.db import models
from sqlalchemy import Column, ForeignKey, Integer, String, DateTime, ForeignKeyConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, declarative_base, backref
from sqlmodel import SQLModel, Field, Relationship


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    payments: Mapped[list["Payment"]] = relationship(cascade="all, delete-orphan")  #!
    drafts: Mapped[list["Draft"]] = relationship(cascade="all, delete-orphan")
    reviews = relationship("Review", cascade="save-update, delete", back_populates="account")
    events = relationship("LedgerEntry", cascade="save-update, merge")
    tags = relationship("AccountTag", cascade="all")


class Payment(Base):
    __tablename__ = "payments"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class Draft(Base):
    __tablename__ = "drafts"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))


class Review(Base):
    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    account = relationship(Account, back_populates="reviews")


class AuditLog(Base):
    __tablename__ = "audit_logs"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))  #!


class LedgerEntry(Base):
    __tablename__ = "ledger"
    id = Column(Integer, primary_key=True)
    account_id = Column(Integer, ForeignKey("accounts.id", ondelete="cascade"))  #!


class Invoice(Base):
    __tablename__ = "invoices"
    id = Column(Integer, primary_key=True)
    account_id = Column(Integer, ForeignKey("accounts.id", ondelete="SET NULL"))
    keeper_id = Column(Integer, ForeignKey("accounts.id", ondelete="RESTRICT"))


class LoginHistory(Base):
    __tablename__ = "login_history"
    id = Column(Integer, primary_key=True)
    account_id = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),)


class InvoiceLine(Base):
    __tablename__ = "invoice_lines"
    id = Column(Integer, primary_key=True)
    invoice_id = Column(Integer, ForeignKey("invoices.id", ondelete="CASCADE"))


class AccountTag(Base):
    __tablename__ = "account_tags"
    account_id = Column(Integer, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    tag = Column(String, primary_key=True)


class LoginSession(Base):
    __tablename__ = "login_sessions"
    id = Column(Integer, primary_key=True)
    account_id = Column(Integer, ForeignKey("accounts.id", ondelete="CASCADE"))


class Consent(SQLModel, table=True):
    id: int = Field(primary_key=True)
    account_id: int = Field(foreign_key="accounts.id", ondelete="CASCADE")  #!


class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    consents: list["HeroTransaction"] = Relationship(cascade_delete=True)  #!


class HeroTransaction(SQLModel, table=True):
    id: int = Field(primary_key=True)
    hero_id: int = Field(foreign_key="hero.id")


class Customer(models.Model):
    name = models.TextField()


class Order(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)


class OrderEvent(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class PaymentRecord(models.Model):
    order = models.OneToOneField("Order", on_delete=models.CASCADE)  #!


class InvoiceDoc(models.Model):
    order = models.ForeignKey(Order, on_delete=models.PROTECT)


class AuditEntry(models.Model):
    order = models.ForeignKey(Order, null=True, on_delete=models.SET_NULL)
    customer = models.ForeignKey(to="Customer", on_delete=models.CASCADE)  #!


class CartItem(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class PasswordToken(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
