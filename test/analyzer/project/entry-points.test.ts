import { describe, expect, it } from 'vitest'
import * as reach from '../../../analyzer/project/reachability.ts'
import { projectOf } from '../project-of.ts'

/** Source of `app/main.py` and the entry points, as `kind symbol`. */
const ENTRIES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'FastAPI routes',
    'from fastapi import APIRouter as R\nr = R()\n@r.post("/x")\nasync def f(): ...\n@r.websocket("/w")\nasync def w(): ...',
    ['route f', 'websocket w'],
  ],
  [
    'Flask routes',
    'import flask\napp = flask.Flask(__name__)\n@app.route("/")\ndef f(): ...\n@app.before_request\ndef g(): ...',
    ['route f', 'event g'],
  ],
  [
    'routes of an unknown router',
    '@make().get("/x")\ndef a(): ...\n@router.get("/x")\ndef b(): ...\n@cache.get("key")\ndef c(): ...',
    ['route b'],
  ],
  [
    'Celery',
    'from celery import shared_task, Celery\napp = Celery()\n@shared_task\ndef f(): ...\n@app.task(bind=True)\ndef g(self): ...',
    ['job f', 'job g'],
  ],
  [
    'tasks',
    'import asyncio\nasync def f(): ...\nasync def g(): ...\nasync def h(): ...\nasync def main():\n    asyncio.create_task(f())\n    await asyncio.gather(g(), *[h() for _ in x])',
    ['task f', 'task g', 'task h'],
  ],
  [
    'a task group',
    'async def f(): ...\nasync def main():\n    async with anyio.create_task_group() as tg:\n        tg.start_soon(f)',
    ['task f'],
  ],
  [
    'threads',
    'import threading\nfrom functools import partial\nfrom concurrent.futures import ThreadPoolExecutor\ndef f(): ...\ndef g(): ...\ndef h(): ...\nthreading.Thread(target=f).start()\nwith ThreadPoolExecutor() as pool:\n    pool.submit(g, 1)\n    pool.map(partial(h, 1), x)',
    ['thread f', 'executor g', 'executor h'],
  ],
  [
    'a method as a thread',
    'from threading import Thread\nclass C:\n    def start(self): Thread(target=self._loop).start()\n    def _loop(self): ...',
    ['thread C._loop'],
  ],
  [
    'a thread class',
    'import threading\nclass W(threading.Thread):\n    def run(self): ...',
    ['thread W.run'],
  ],
  [
    'a thread of a loop',
    'import asyncio\ndef f(): ...\nasync def g():\n    await asyncio.to_thread(f)\n    loop.run_in_executor(None, f)',
    ['executor f', 'executor f'],
  ],
  [
    'background tasks',
    'def f(): ...\nasync def g(tasks):\n    tasks.add_task(f, 1)',
    ['background f'],
  ],
  ['a script', 'def main(): ...\nif __name__ == "__main__":\n    main()', ['cli main']],
  [
    'asyncio.run',
    'import asyncio\nasync def main(): ...\nif __name__ == "__main__":\n    asyncio.run(main())',
    ['cli main'],
  ],
  [
    'click and typer',
    'import click, typer\napp = typer.Typer()\n@click.command()\ndef f(): ...\n@app.command()\ndef g(): ...',
    ['cli f', 'cli g'],
  ],
  [
    'Django',
    'from django.urls import path\nfrom django.views import View\nclass V(View):\n    def get(self, request): ...\n    def help(self): ...\ndef show(request): ...\nurlpatterns = [path("a", show), path("b", V.as_view())]',
    ['route V.get', 'route V.get', 'route show'],
  ],
  ['a method of a dict is none', 'd = {}\ndef f(): ...\nd.get("/x", f)', []],
  ['plain calls start nothing', 'def f(): ...\ndef g(): f()\nsorted(x, key=f)', []],
]

describe('entry points', () => {
  it.each(ENTRIES)('%s', (_what, source, expected) => {
    const { index } = projectOf({ 'app/main.py': source })
    const found = index.entryPoints.map((one) => `${one.kind} ${one.function.summary.symbol}`)
    expect(found.toSorted()).toEqual([...expected].sort())
  })

  it('knows tests by file and name', () => {
    const source =
      'def test_a(): ...\ndef helper(): ...\nclass TestB:\n    def test_c(self): ...\n    def d(self): ...'
    const { index } = projectOf({ 'tests/test_x.py': source, 'app/x.py': source })
    const found = index.entryPoints.map(
      (one) => `${one.module.summary.path} ${one.function.summary.symbol}`,
    )
    expect(found).toEqual(['tests/test_x.py test_a', 'tests/test_x.py TestB.test_c'])
  })
})

describe('what is reached', () => {
  const { index } = projectOf({
    'app/__init__.py': '',
    'app/service.py': `
class Base:
    def step(self): helper()
    def run(self): self.step()
class Special(Base):
    def step(self): special()
def helper(): deep()
def deep(): ...
def special(): ...
def in_thread(): ...
def unused(): ...
def only_tested(): ...
def called_in_thread_of_test(): ...
`,
    'app/main.py': `
import asyncio
from fastapi import FastAPI
from .service import Base, in_thread
app = FastAPI()
@app.get("/")
async def show():
    Base().run()
    await asyncio.to_thread(in_thread)
@app.get("/sync")
def sync(): in_thread()
`,
    'tests/test_app.py': `
import asyncio, threading
from app.service import called_in_thread_of_test, only_tested
def work(): called_in_thread_of_test()
def test_threads(): threading.Thread(target=work).start()
async def test_it():
    await asyncio.gather(only_tested(), only_tested())
`,
  })
  const flagsOf = (path: string, symbol: string): number => {
    const found = index.function(path, symbol)
    return found === undefined ? -1 : index.reachability.flags(found)
  }

  it.each([
    ['a route', 'app/main.py', 'show', reach.FROM_REQUEST | reach.ON_LOOP],
    ['what it calls on the way', 'app/service.py', 'deep', reach.FROM_REQUEST | reach.ON_LOOP],
    [
      'an override that may be called',
      'app/service.py',
      'special',
      reach.FROM_REQUEST | reach.ON_LOOP,
    ],
    [
      'what is sent to a thread',
      'app/service.py',
      'in_thread',
      reach.FROM_REQUEST | reach.IN_THREAD,
    ],
    ['a route without async', 'app/main.py', 'sync', reach.FROM_REQUEST | reach.IN_THREAD],
    ['nothing', 'app/service.py', 'unused', 0],
    ['what only tests start', 'app/service.py', 'only_tested', reach.FROM_TEST],
    ['a thread of a test', 'tests/test_app.py', 'work', reach.IN_THREAD | reach.FROM_TEST],
    ['what that calls', 'app/service.py', 'called_in_thread_of_test', reach.FROM_TEST],
  ])('%s', (_what, path, symbol, flags) => {
    expect(flagsOf(path, symbol)).toBe(flags)
  })

  it('shows the way from the entry point', () => {
    const deep = index.function('app/service.py', 'deep')
    const way = deep && index.reachability.way(deep, reach.ON_LOOP)
    expect(way?.entry.function.summary.symbol).toBe('show')
    expect(way?.calls.map((one) => `${one.callee.summary.symbol}:${one.at.line}`)).toEqual([
      'Base.run:8',
      'Base.step:4',
      'helper:3',
      'deep:7',
    ])
  })
})
