from sqlalchemy import ForeignKey, Integer, CheckConstraint, String, Enum
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
import enum
class Base(DeclarativeBase): pass
class Account(Base):
    __tablename__ = 'accounts'
    id: Mapped[int] = mapped_column(primary_key=True)
    balance: Mapped[int] = mapped_column(default=0)
    logins: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint('balance >= 0'), CheckConstraint('logins >= 0'))
class Doc(Base):
    __tablename__ = 'docs'
    id: Mapped[int] = mapped_column(primary_key=True)
    views: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    __mapper_args__ = {'version_id_col': version}
    __table_args__ = (CheckConstraint('views >= 0'),)
