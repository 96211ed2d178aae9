import asyncio
from asyncio import FIRST_COMPLETED, create_task, wait


async def fetch(url):
    return await get(url)


async def safe(url):
    try:
        return await get(url)
    except Exception:
        log.exception('no answer from %s', url)


async def fastest(one, two):
    first = create_task(fetch(one))
    second = create_task(fetch(two))
    done, pending = await wait({first, second}, return_when=FIRST_COMPLETED) #! medium
    return done.pop().result()


async def in_time(urls):
    tasks = [asyncio.create_task(fetch(url)) for url in urls]
    done, _ = await asyncio.wait(tasks, timeout=3) #!
    return [task.result() for task in done]


async def given(tasks):
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION) #!
    return [task.result() for task in done]


async def warm(urls):
    tasks = [asyncio.create_task(fetch(url)) for url in urls]
    await asyncio.wait(tasks) #!


async def warm_inline(urls):
    await asyncio.wait([asyncio.create_task(fetch(url)) for url in urls]) #!


async def warm_appended(urls):
    tasks = []
    for url in urls:
        tasks.append(asyncio.ensure_future(fetch(url)))
    done, pending = await asyncio.wait(tasks) #!
    print(len(done))


async def cancelled(urls):
    tasks = [asyncio.create_task(fetch(url)) for url in urls]
    done, pending = await asyncio.wait(tasks, timeout=3)
    for task in pending:
        task.cancel()
    return [task.result() for task in done]


async def by_its_own_name(url):
    task = asyncio.create_task(fetch(url))
    done, _ = await asyncio.wait({task}, timeout=3)
    if task in done:
        return task.result()
    task.cancel()


async def one_of_two(url, stopped):
    answer = asyncio.create_task(fetch(url))
    stop = asyncio.create_task(stopped.wait())
    both = [answer, stop]
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    return await answer


async def in_rounds(pending):
    while pending:
        done, pending = await asyncio.wait(pending, return_when=FIRST_COMPLETED)
        for task in done:
            print(task.result())


async def asked_after(urls):
    tasks = [asyncio.create_task(fetch(url)) for url in urls]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]


async def all_given(tasks):
    await asyncio.wait(tasks)


async def answers_itself(urls):
    await asyncio.wait([asyncio.create_task(safe(url)) for url in urls])


async def stop_all(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=5)


async def handed_on(tasks):
    return await asyncio.wait(tasks, timeout=5)


class Pool:
    async def held(self):
        done, _ = await asyncio.wait(self.tasks, timeout=1)
        return [task.result() for task in done]
