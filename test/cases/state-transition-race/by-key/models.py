from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Ticket(Base):
    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    stamped: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20), default="sold")
    is_deleted: Mapped[bool] = mapped_column(default=False)
