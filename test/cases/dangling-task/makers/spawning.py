import asyncio

_running = set()


def start(work):
    return asyncio.create_task(work)


def start_held(work):
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    return task


class Runner:
    def __init__(self, loop, group):
        self.loop = loop
        self.group = group
        self.tasks = []

    def run(self, work, *given):
        if asyncio.iscoroutinefunction(work):
            return self.loop.create_task(work(*given))
        return self.loop.run_in_executor(None, work, *given)

    def run_in_group(self, work):
        return self.group.create_task(work)

    def keep(self, work):
        return self.tasks.append(asyncio.create_task(work))
