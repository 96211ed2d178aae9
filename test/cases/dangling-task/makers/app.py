from .spawning import Runner, start, start_held


async def audit(text):
    print(text)


async def main(runner: Runner):
    start(audit("a"))  #!
    runner.run(audit, "b")  #!
    start_held(audit("c"))
    runner.run_in_group(audit("d"))
    runner.keep(audit("e"))
    task = start(audit("f"))
    await task
    await start(audit("g"))
    return start(audit("h"))
