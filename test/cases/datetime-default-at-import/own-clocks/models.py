from sqlalchemy import DateTime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from clock import current_prices, utc_now


class Base(DeclarativeBase):
    pass


class Evening(Base):
    __tablename__ = "evening"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[object] = mapped_column(DateTime(timezone=True), default=utc_now())  #!
    changed_at: Mapped[object] = mapped_column(DateTime(timezone=True), default=utc_now)
    prices: Mapped[dict] = mapped_column(default=current_prices())


def late(at=None):
    return at or utc_now()
