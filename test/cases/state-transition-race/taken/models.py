from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Kayak(Base):
    __tablename__ = "kayaks"
    id: Mapped[int] = mapped_column(primary_key=True)
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    dock_id: Mapped[int | None] = mapped_column(ForeignKey("docks.id"))
    gateway_ref: Mapped[str | None] = mapped_column(String(80))
    nickname: Mapped[str | None] = mapped_column(String(80))
    door_token: Mapped[str] = mapped_column(String(80))


class Voucher(Base):
    __tablename__ = "vouchers"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    redeemed_at: Mapped[datetime | None]
    is_deleted: Mapped[bool] = mapped_column(default=False)


class Fleet(Base):
    __tablename__ = "fleets"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Trip(Base):
    __tablename__ = "trips"
    id: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    kayak_id: Mapped[int] = mapped_column(ForeignKey("kayaks.id"))
