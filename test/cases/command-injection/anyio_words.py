# A text goes to a shell, a list of words does not.
from collections.abc import Sequence

import anyio


async def run(words: list[str], more: Sequence[str], text: str, name) -> None:
    await anyio.run_process(words)
    await anyio.run_process(more)
    await anyio.run_process(["ls", name])
    await anyio.run_process("ls -l")
    await anyio.run_process("ls " + text)  #!
    await anyio.run_process(f"ls {name}")  #!
