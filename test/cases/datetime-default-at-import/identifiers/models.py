import secrets
import uuid
from dataclasses import dataclass, field

from pydantic import BaseModel, Field
from sqlalchemy import Column, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMESPACE = uuid.uuid4()
SESSION_KEY: str = secrets.token_hex(16)


class Base(DeclarativeBase):
    pass


class Invite(Base):
    __tablename__ = "invites"
    id: Mapped[str] = mapped_column(primary_key=True, default=str(uuid.uuid4()))  #!
    token = Column(String(64), unique=True, default=secrets.token_urlsafe(32))  #!
    code = Column(String(64), default=lambda: secrets.token_urlsafe(32))
    public = Column(String(64), default=uuid.uuid4)


class Event(BaseModel):
    id: str = str(uuid.uuid4())  #!
    trace: uuid.UUID = Field(default=uuid.uuid4())  #!
    span: uuid.UUID = Field(default_factory=uuid.uuid4)


@dataclass
class Job:
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    name: str = uuid.uuid4().hex  #!


def connect(host, client_id=f"client-{uuid.uuid4()}"):  #!
    return host, client_id


def connect_each(host, client_id=None):
    return host, client_id or uuid.uuid4().hex
