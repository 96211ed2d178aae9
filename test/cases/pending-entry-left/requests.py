import asyncio
import itertools
import json
import threading
import uuid
import weakref


class Commander:
    def __init__(self, publish):
        self.publish = publish
        self.pending = {}
        self.answers = {}
        self.weak = weakref.WeakValueDictionary()
        self.ids = itertools.count(1)

    async def send(self, name):
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        self.pending[number] = future  #!
        await self.publish(json.dumps({"id": number, "name": name}))
        try:
            result = await asyncio.wait_for(future, 8)
        except asyncio.TimeoutError:
            raise RuntimeError(name) from None
        del self.pending[number]
        return result

    async def ask(self, name):
        number = str(uuid.uuid4())
        self.pending[number] = answer = asyncio.Future()  #!
        await self.publish(number)
        async with asyncio.timeout(3):
            return await answer

    async def ask_event(self, number):
        self.answers[number] = asyncio.Event()  #!
        await asyncio.wait_for(self.answers[number].wait(), timeout=2)
        return self.answers.pop(number)

    def ask_thread(self, number):
        event = threading.Event()
        self.answers[number] = event  #!
        self.publish(number)
        if not event.wait(5):
            raise TimeoutError(number)
        self.answers.pop(number)

    def on_answer(self, message):
        future = self.pending.pop(message["id"], None)
        if future is not None and not future.done():
            future.set_result(message)

    async def ping(self):
        number = next(self.ids)
        future = self.pending[number] = asyncio.get_running_loop().create_future()
        try:
            await self.publish(number)
            async with asyncio.timeout(3):
                await future
            return True
        except TimeoutError:
            return False
        finally:
            self.pending.pop(number, None)

    async def told(self):
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        self.pending[number] = future
        try:
            return await asyncio.wait_for(future, 8)
        except asyncio.TimeoutError:
            self.pending.pop(number, None)
            raise

    async def by_callback(self):
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda _: self.pending.pop(number, None))
        self.pending[number] = future
        return await asyncio.wait_for(future, 8)

    async def by_helper(self):
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        self.pending[number] = future
        try:
            return await asyncio.wait_for(future, 8)
        finally:
            self._forget(number)

    def _forget(self, number):
        self.pending.pop(number, None)

    async def weakly(self):
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        self.weak[number] = future
        return await asyncio.wait_for(future, 8)

    async def answered_only(self):
        """Without a limit it is there until somebody answers, and whoever answers takes it out."""
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        self.pending[number] = future
        return await future

    async def one_of_a_kind(self):
        future = asyncio.get_running_loop().create_future()
        self.pending["login"] = future
        return await asyncio.wait_for(future, 8)

    async def handed_on(self):
        """The caller waits, and has the number."""
        number = next(self.ids)
        future = asyncio.get_running_loop().create_future()
        self.pending[number] = future
        return number, future

    async def local(self, names):
        waiting = {}
        for name in names:
            future = asyncio.get_running_loop().create_future()
            waiting[name] = future
            await asyncio.wait_for(future, 8)
