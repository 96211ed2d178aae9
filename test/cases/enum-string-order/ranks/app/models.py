import enum
from enum import StrEnum
from typing import Literal, Optional

from django.db import models
from sqlalchemy import CheckConstraint, Column, Enum, Integer, String, Text
from sqlalchemy.dialects.postgresql import ENUM
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel


class Base(DeclarativeBase):
    pass


class Priority(StrEnum):
    LOW = 'low'
    NORMAL = 'normal'
    HIGH = 'high'
    URGENT = 'urgent'


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Task(Base):
    __tablename__ = 'tasks'
    id: Mapped[int] = mapped_column(primary_key=True)
    priority: Mapped[str] = mapped_column(String(10), default='normal')
    severity: Mapped[Priority] = mapped_column(String(10), default=Priority.LOW)
    risk: Mapped[Optional[str]]
    urgency: Mapped[Priority] = mapped_column(Enum(Priority, native_enum=False))
    level: Mapped[Level] = mapped_column(Integer)
    native: Mapped[Priority] = mapped_column(Enum(Priority, name='priority'))
    state: Mapped[str]
    rank: Mapped[int]
    importance: Mapped[Literal['low', 'medium', 'high']] = mapped_column(String)


class Alert(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    severity: str = Field(default='info')
    title: str


class OldTicket(Base):
    __tablename__ = 'old_tickets'
    __table_args__ = (CheckConstraint("tier IN ('low', 'high', 'critical')"),)
    id = Column(Integer, primary_key=True)
    tier = Column(Text)
    ticket_priority = Column('priority', String)


class Issue(models.Model):
    class Severity(models.TextChoices):
        LOW = 'low'
        HIGH = 'high'
        CRITICAL = 'critical'

    class Rank(models.IntegerChoices):
        LOW = 1
        HIGH = 2

    severity = models.CharField(max_length=10, choices=Severity.choices)
    rank = models.IntegerField(choices=Rank.choices)
    state = models.CharField(max_length=10)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ['-severity', 'created_at']  #!


class Bug(models.Model):
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE)
    priority = models.CharField(max_length=10)

    class Meta:
        ordering = ('rank_value',)
