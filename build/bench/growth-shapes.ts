// Python of one shape over and over, as generators write it: where a rule compares each part of a
// file with each other one, these take minutes.

/** Repeats what `make` writes for each number from 0. */
const times = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join('\n')

/** Source with so many parts of its kind. */
export const SHAPES: Readonly<Record<string, (count: number) => string>> = {
  'entries of a dictionary': (count) =>
    `D = {\n${times(count, (at) => `    "token${at}": "a8f3e9c1b2d4${at}",`)}\n}\n`,
  functions: (count) => times(count, (at) => `def f${at}(a, b=1):\n    x = a + b\n    return x\n`),
  'coroutines on one state': (count) =>
    `import asyncio\nstate = {}\n${times(
      count,
      (at) =>
        `async def f${at}(a):\n    v = state.get(a)\n    await asyncio.sleep(0)\n    state[a] = v + 1\n`,
    )}`,
  'methods with a lock': (count) =>
    `import threading\nclass A:\n    def __init__(self):\n        self.lock = threading.Lock()\n        self.n = 0\n${times(
      count,
      (at) =>
        `    def m${at}(self):\n        with self.lock:\n            self.n += 1\n        self.n = self.n + ${at}\n`,
    )}`,
  models: (count) =>
    `from sqlalchemy import Column, Integer, String\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n${times(
      count,
      (at) =>
        `class M${at}(Base):\n    __tablename__ = "m${at}"\n    id = Column(Integer, primary_key=True)\n    status = Column(String)\n`,
    )}`,
  routes: (count) =>
    `from fastapi import FastAPI\napp = FastAPI()\n${times(
      count,
      (at) => `@app.post("/r${at}/{id}")\nasync def r${at}(id: int):\n    return {"id": id}\n`,
    )}`,
  comments: (count) => times(count, (at) => `# x = ${at}  # noqa\ny = ${at}  # TODO: z`),
  imports: (count) =>
    `${times(count, (at) => `from m${at} import a as b${at}`)}\n${times(count, (at) => `b${at}()`)}\n`,
  'statements of a function': (count) =>
    `def f(a):\n${times(count, (at) => `    x${at} = a + ${at}\n    g(x${at})`)}\n`,
  'branches of an if': (count) =>
    `def f(a):\n    if a == "":\n        x = 0\n${times(count, (at) => `    elif a == ${at}:\n        x = ${at}`)}\n    return x\n`,
  'ifs in a function': (count) =>
    `def f(a):\n    x = 0\n${times(count, (at) => `    if a > ${at}:\n        x += ${at}`)}\n    return x\n`,
  'tries in a function': (count) =>
    `def f(a):\n${times(count, () => '    try:\n        g(a)\n    except ValueError:\n        pass')}\n`,
  'awaits in a function': (count) =>
    `async def f(s, k):\n    n = s.n\n${times(count, (at) => `    await g(k, ${at})\n    s.n = n + ${at}`)}\n`,
  'loops in a function': (count) =>
    `async def f(q):\n${times(count, (at) => `    while q.n${at}:\n        await q.go()\n        q.n${at} -= 1`)}\n`,
  'steps of Redis in a function': (count) =>
    `async def f(redis):\n${times(count, (at) => `    v = await redis.get("k${at}")\n    await redis.set("k${at}", int(v) + 1)`)}\n`,
  'commits in a function': (count) =>
    `async def f(session: "AsyncSession", id):\n${times(count, () => '    row = await session.get(User, id)\n    row.n = row.n + 1\n    await session.commit()')}\n`,
}
