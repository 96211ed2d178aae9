import asyncio
import uuid
from pathlib import Path

from settings import get_settings


class BadName(Exception):
    pass


def _resolve(name: str) -> Path:
    root = get_settings().scans.resolve()
    target = (root / name).resolve()
    if not target.is_relative_to(root):
        raise BadName(name)
    return target


async def store(original_name: str, content: bytes) -> str:
    target = get_settings().scans / "new" / original_name
    await asyncio.to_thread(target.write_bytes, content) #!
    return str(target)


async def store_checked(original_name: str, content: bytes) -> None:
    await asyncio.to_thread(_resolve(original_name).write_bytes, content)


async def store_named(original_name: str, content: bytes) -> str:
    target = get_settings().scans / f"{uuid.uuid4().hex}{len(original_name)}"
    await asyncio.to_thread(target.write_bytes, content)
    return target.name


async def store_base(original_name: str, content: bytes) -> None:
    target = get_settings().scans / Path(original_name).name
    await asyncio.to_thread(target.write_bytes, content)
