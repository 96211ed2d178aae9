import contextvars
from collections import deque
from contextvars import ContextVar

names = ContextVar[list[str]]("names", default=[])  #!
seen = contextvars.ContextVar[dict[str, int]]("seen", default={})  #!
steps = ContextVar("steps", default=deque[int]())  #!
found = ContextVar("found", default=list[int]())  #!
limit = ContextVar[int]("limit", default=3)
parts = ContextVar[tuple[str, ...]]("parts", default=())
pair = ContextVar("pair", default=tuple[int, int]())
