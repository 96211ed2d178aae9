import asyncio
import inspect
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Optional

from .kinds import Either, Listener, Permission


@dataclass
class Rule:
    name: str
    allows: Permission


class Hub:
    on_error: Optional[Listener] = None

    def __init__(
        self,
        told: Listener,
        asked: Callable[[str], Coroutine[Any, Any, bool]],
        started: Callable[[], "asyncio.Task[None]"],
        either: Either,
        plain: Callable[[str], bool],
    ) -> None:
        self._told = told
        self._asked = asked
        self._started = started
        self._either = either
        self._plain = plain

    async def tell(self, text: str) -> None:
        if self._asked(text):  #!
            self._told(text)  #!
        if self.on_error is not None:
            self.on_error(text)  #!
        answer = bool(text and self._asked(text))  #!
        print(answer)

    async def careful(self, text: str) -> None:
        if await self._asked(text):
            await self._told(text)
        self._started()
        self._either(text)
        if self._plain(text):
            asyncio.create_task(self._told(text))
        work = self._told(text)
        if inspect.isawaitable(work):
            await work


async def permitted(rule: Rule, user: str) -> bool:
    if not rule.allows(user):  #!
        return False
    return await rule.allows(user)
