import asyncio
import hashlib


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def short(text):
    return hashlib.sha256(text).hexdigest()


class Rollouts:
    async def start(self, path, name):
        checked = digest(path)  #!
        await self.push(checked, short(name))

    async def store(self, path):
        return await asyncio.to_thread(digest, path)

    async def push(self, checked, name):
        await asyncio.sleep(0)
