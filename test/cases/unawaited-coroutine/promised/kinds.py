from collections.abc import Awaitable, Callable
from typing import TypeAlias

Listener: TypeAlias = Callable[[str], Awaitable[None]]
Permission: TypeAlias = Callable[[str], Awaitable[bool]]
Either = Callable[[str], Awaitable[None] | None]
