# Overloads of one method are no overrides of it.
from typing import overload


class Client:
    async def getcwd(self):
        return await self.realpath(b".")

    @overload
    async def realpath(self, path: bytes, *, check: int) -> tuple: ...

    @overload
    async def realpath(self, path: bytes) -> bytes: ...

    async def realpath(self, path, *, check=None):
        return path


class Store:
    def load(self, key):
        return self.read(key)  #! medium

    def read(self, key):
        return key


class Cached(Store):
    def read(self, key, size):
        return key[:size]
