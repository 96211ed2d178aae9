from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Coupon(Base):
    __tablename__ = "coupons"
    id: Mapped[int] = mapped_column(primary_key=True)
    used: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str]
    text: Mapped[str]
