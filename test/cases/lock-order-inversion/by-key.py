import asyncio
import threading
from collections import defaultdict
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager


class Bank:
    def __init__(self, redis):
        self.locks = defaultdict(threading.Lock)
        self.redis = redis

    def transfer(self, source, target, cents):
        with self.locks[source]:
            with self.locks[target]:  #!
                self.move(source, target, cents)

    def swap(self, first_id: int, second_id: int):
        with self.locks[first_id], self.locks[second_id]:  #!
            self.exchange(first_id, second_id)

    def merge(self, order):
        with self._lock_for(order.source):
            with self._lock_for(order.target):  #!
                order.run()

    def named(self, a, b):
        mine = self.locks[a]
        other = self.locks[b]
        mine.acquire()
        try:
            other.acquire()  #!
            try:
                self.exchange(a, b)
            finally:
                other.release()
        finally:
            mine.release()

    async def hand_over(self, giver, taker):
        async with self.redis.lock(f"account:{giver}", timeout=5):
            async with self.redis.lock(f"account:{taker}", timeout=5):  #!
                await self.exchange(giver, taker)

    def _lock_for(self, key):
        return self.locks[key]

    def all_of(self, accounts):
        with ExitStack() as stack:
            for account in accounts:
                stack.enter_context(self.locks[account])  #!
            self.close_all(accounts)

    def objects(self, accounts):
        with ExitStack() as stack:
            for account in accounts:
                stack.enter_context(account.lock)  #!
            self.close_all(accounts)

    def sorted_pair(self, source, target, cents):
        low, high = sorted((source, target))
        with self.locks[low], self.locks[high]:
            self.move(source, target, cents)

    def compared(self, source, target, cents):
        if source > target:
            return self.compared(target, source, -cents)
        with self.locks[source], self.locks[target]:
            self.move(source, target, cents)

    def of_two_kinds(self, user, room):
        with self.locks[user]:
            with self.locks[room]:
                self.enter(user, room)

    def of_two_spaces(self, source, target):
        with self.locks["out", source]:
            with self.locks["in", target]:
                self.move(source, target, 1)

    def one_after_the_other(self, source, target):
        with self.locks[source]:
            self.take(source)
        with self.locks[target]:
            self.give(target)

    def gated(self, source, target):
        with self.whole_lock:
            with self.locks[source]:
                with self.locks[target]:
                    self.move(source, target, 1)

    def in_order(self, accounts):
        with ExitStack() as stack:
            for account in sorted(accounts):
                stack.enter_context(self.locks[account])
            self.close_all(accounts)

    def in_order_by_then(self, accounts):
        accounts = sorted(accounts)
        with ExitStack() as stack:
            for account in accounts:
                stack.enter_context(self.locks[account])

    def files(self, paths):
        with ExitStack() as stack:
            return [line for path in paths for line in stack.enter_context(open(path))]


class Keyed:
    def __init__(self):
        self._locks = {}

    @asynccontextmanager
    async def hold(self, key):
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            yield


class Registry:
    def __init__(self):
        self.locks = Keyed()

    async def swap_tags(self, farm, first, second):
        async with self.locks.hold((farm, first)):
            async with self.locks.hold((farm, second)):  #!
                self.exchange(first, second)

    async def move(self, farm, targets):
        async with AsyncExitStack() as stack:
            for one in targets:
                await stack.enter_async_context(self.locks.hold((farm, one)))  #!

    async def move_sorted(self, farm, source, targets):
        ids = sorted({source, *targets})
        async with AsyncExitStack() as stack:
            for one in ids:
                await stack.enter_async_context(self.locks.hold((farm, one)))
