import { expect, test } from 'vitest'
import { libraryClass, libraryClasses } from '../../../analyzer/types/library.ts'
import { printType } from '../../../analyzer/types/type-ref.ts'
import { analysisOf, nodeWith } from '../analysis-of.ts'

const HEAD = `import asyncio, threading, queue, multiprocessing, requests, httpx, aiohttp, logging, boto3
import datetime as dt
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, AsyncIterator, Optional, cast
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Request, WebSocket
from redis import Redis
from redis import asyncio as aioredis
from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker
from app.models import User, make_user, fetch_user
engine = create_async_engine('x')
SessionLocal = sessionmaker(create_engine('x'))
AsyncLocal = async_sessionmaker(engine)
async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncLocal() as session:
        yield session
def get_plain():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()
SessionDep = Annotated[AsyncSession, Depends(get_session)]
class Base:
    lock: threading.Lock
    def __init__(self, client: aioredis.Redis, limit: int = 3):
        self.client = client
        self.tasks = set()
        self.locks: dict[str, asyncio.Lock] = {}
        self.pool = ThreadPoolExecutor()
    @property
    def session(self) -> AsyncSession: ...
    @classmethod
    def create(cls): return cls(None)
    async def load(self, key: str) -> Optional[User]: ...
class Child(Base):
    pass
`
const MODELS = `class User:
    name: str
    def rename(self) -> "User": ...
def make_user(): return User()
async def fetch_user() -> User | None: ...
`

/** The type of the last expression `x` in a function body. */
function typeIn(body: string, parameters = ''): string {
  const lines = body.split('\n').map((line) => `    ${line}`)
  const source = `${HEAD}async def run(${parameters}):\n${lines.join('\n')}\n    RESULT(x)\n`
  const analysis = analysisOf(source, { 'app/models.py': MODELS, 'app/__init__.py': '' })
  const { facts } = analysis.flow
  const call = nodeWith(facts, 'RESULT(x)')
  const type = analysis.types.typeOf(facts.arguments(call)[0]?.value ?? -1)
  return type === undefined ? '?' : printType(type)
}

test.each([
  ['x = asyncio.Lock()', 'asyncio.Lock'],
  ['x = threading.RLock()', 'threading.RLock'],
  ['x = queue.Queue()', 'queue.Queue'],
  ['x = asyncio.Queue(3)', 'asyncio.Queue'],
  ['x = multiprocessing.Pool()', 'multiprocessing.pool.Pool'],
  ['x = ThreadPoolExecutor()', 'concurrent.futures.ThreadPoolExecutor'],
  ['with ThreadPoolExecutor() as x: pass', 'concurrent.futures.ThreadPoolExecutor'],
  ['x = ThreadPoolExecutor().submit(f)', 'concurrent.futures.Future'],
  ['x = asyncio.create_task(f())', 'asyncio.Task'],
  ['async with asyncio.TaskGroup() as tg:\n    x = tg.create_task(f())', 'asyncio.Task'],
  ['x = asyncio.get_running_loop()', 'asyncio.AbstractEventLoop'],
  ['x = Redis()', 'redis.Redis'],
  ['x = Redis.from_url("u")', 'redis.Redis'],
  ['x = aioredis.from_url("u")', 'redis.asyncio.Redis'],
  ['x = aioredis.Redis().pipeline()', 'redis.asyncio.client.Pipeline'],
  ['async with aioredis.Redis().pipeline() as x: pass', 'redis.asyncio.client.Pipeline'],
  ['x = aioredis.Redis().lock("k")', 'redis.asyncio.lock.Lock'],
  ['x = aioredis.Redis().get("k")', 'awaitable ?'],
  ['x = SessionLocal()', 'sqlalchemy.orm.Session'],
  ['with SessionLocal() as x: pass', 'sqlalchemy.orm.Session'],
  ['x = AsyncLocal()', 'sqlalchemy.ext.asyncio.AsyncSession'],
  ['async with AsyncLocal.begin() as x: pass', 'sqlalchemy.ext.asyncio.AsyncSession'],
  ['async with engine.begin() as x: pass', 'sqlalchemy.ext.asyncio.AsyncConnection'],
  ['x = engine', 'sqlalchemy.ext.asyncio.AsyncEngine'],
  ['x = AsyncLocal().execute(q)', 'awaitable sqlalchemy.engine.Result'],
  ['x = await AsyncLocal().execute(q)', 'sqlalchemy.engine.Result'],
  ['x = (await AsyncLocal().execute(q)).scalars()', 'sqlalchemy.engine.ScalarResult'],
  ['x = select(User).where(a).with_for_update()', 'sqlalchemy.sql.Select'],
  ['x = httpx.AsyncClient()', 'httpx.AsyncClient'],
  ['async with httpx.AsyncClient() as c:\n    x = await c.get("u")', 'httpx.Response'],
  [
    'async with aiohttp.ClientSession() as s:\n    async with s.get("u") as x: pass',
    'aiohttp.ClientResponse',
  ],
  ['x = requests.Session()', 'requests.Session'],
  ['x = requests.get("u")', 'requests.Response'],
  ['x = FastAPI()', 'fastapi.FastAPI'],
  ['x = APIRouter(prefix="/a")', 'fastapi.APIRouter'],
  ['x = logging.getLogger(__name__)', 'logging.Logger'],
  ['x = boto3.client("s3")', 'botocore.client.BaseClient'],
  ['x = datetime.now()', 'datetime.datetime'],
  ['x = dt.datetime.utcnow()', 'datetime.datetime'],
  ['x = Path("a") / "b" / "c"', 'pathlib.Path'],
  ['x = Path("a").parent.open()', 'io.TextIOWrapper'],
  ['with open("a") as x: pass', 'io.TextIOWrapper'],
  ['x = open', '?'],
  ['x = Base(None)', 'app.module.Base'],
  ['x = Base(None).client', 'redis.asyncio.Redis'],
  ['x = Child(None).client', 'redis.asyncio.Redis'],
  ['x = Child(None).lock', 'threading.Lock'],
  ['x = Child(None).session', 'sqlalchemy.ext.asyncio.AsyncSession'],
  ['x = Child(None).locks', 'dict[?, asyncio.Lock]'],
  ['x = Child(None).locks["a"]', 'asyncio.Lock'],
  ['x = Child(None).locks.get("a")', 'asyncio.Lock'],
  ['x = Child(None).locks.setdefault("a", asyncio.Lock())', 'asyncio.Lock'],
  ['for k, x in Child(None).locks.items(): pass', 'asyncio.Lock'],
  ['for x in Child(None).locks.values(): pass', 'asyncio.Lock'],
  ['x = Child.create()', 'app.module.Child'],
  ['x = Base(None).load("a")', 'awaitable app.models.User'],
  ['x = await Base(None).load("a")', 'app.models.User'],
  ['x = make_user()', 'app.models.User'],
  ['x = make_user().rename().name', 'str'],
  ['x = fetch_user()', 'awaitable app.models.User'],
  ['x = await asyncio.wait_for(fetch_user(), 3)', 'app.models.User'],
  ['x = User', 'type[app.models.User]'],
  ['x = defaultdict(asyncio.Lock)[key]', 'asyncio.Lock'],
  ['for x in [asyncio.Lock(), asyncio.Lock()]: pass', 'asyncio.Lock'],
  ['for i, x in enumerate([asyncio.Lock()]): pass', 'asyncio.Lock'],
  ['x = [asyncio.Event() for i in y]', 'list[asyncio.Event]'],
  ['x = cast(Session, y)', 'sqlalchemy.orm.Session'],
  ['x = y or asyncio.Lock()', 'asyncio.Lock'],
  ['x = asyncio.Lock() if y else None', 'asyncio.Lock'],
  ['if (x := asyncio.Lock()): pass', 'asyncio.Lock'],
  ['x = None\nif y:\n    x = asyncio.Lock()', 'asyncio.Lock'],
  ['x = asyncio.Lock()\nx = threading.Lock()', 'threading.Lock'],
  ['if y:\n    x = asyncio.Lock()\nelse:\n    x = threading.Lock()', '?'],
  ['x: Session = y', 'sqlalchemy.orm.Session'],
  ['x: "Session" = y', 'sqlalchemy.orm.Session'],
  ['a, x = asyncio.Lock(), threading.Lock()', 'threading.Lock'],
  ['try:\n    pass\nexcept ValueError as x:\n    y = x', 'ValueError'],
  ['x = unknown()', '?'],
  ['x = y.z', '?'],
  ['x = x', '?'],
  ['x = f"{y}"', 'str'],
  ['x = 1', 'int'],
])('%s gives %s', (body, expected) => {
  expect(typeIn(body)).toBe(expected)
})

test.each([
  ['x: AsyncSession', 'sqlalchemy.ext.asyncio.AsyncSession'],
  ['x: SessionDep', 'sqlalchemy.ext.asyncio.AsyncSession'],
  ['x: Annotated[Session, Depends(get_plain)]', 'sqlalchemy.orm.Session'],
  ['x=Depends(get_session)', 'sqlalchemy.ext.asyncio.AsyncSession'],
  ['x=Depends(get_plain)', 'sqlalchemy.orm.Session'],
  ['x: Session = Depends(get_session)', 'sqlalchemy.orm.Session'],
  ['x: Request', 'starlette.requests.Request'],
  ['x: WebSocket', 'starlette.websockets.WebSocket'],
  ['x: BackgroundTasks', 'fastapi.BackgroundTasks'],
  ['x: Optional[Redis] = None', 'redis.Redis'],
  ['x: Redis | None', 'redis.Redis'],
  ['x: "Redis | None"', 'redis.Redis'],
  ['x: list[User]', 'list[app.models.User]'],
  ['x: dict[str, list[User]]', 'dict[?, list[app.models.User]]'],
  ['*x: User', 'tuple[app.models.User]'],
  ['**x: User', 'dict[?, app.models.User]'],
  ['x: type[User]', 'type[app.models.User]'],
  ['x', '?'],
])('a parameter %s is %s', (parameters, expected) => {
  expect(typeIn('pass', parameters)).toBe(expected)
})

test.each([
  ['if isinstance(x, Session):\n    RESULT(x)', 'sqlalchemy.orm.Session'],
  ['if y and isinstance(x, User):\n    RESULT(x)', 'app.models.User'],
  ['if isinstance(x, User) or y:\n    RESULT(x)', '?'],
  ['if not isinstance(x, User):\n    return\nRESULT(x)', 'app.models.User'],
  ['if not isinstance(x, User):\n    pass\nRESULT(x)', '?'],
  ['assert isinstance(x, User)\nRESULT(x)', 'app.models.User'],
  ['if isinstance(x, (User, Session)):\n    RESULT(x)', '?'],
  ['if isinstance(x, User):\n    pass\nelse:\n    RESULT(x)', '?'],
])('%s narrows to %s', (body, expected) => {
  expect(typeIn(body, 'x, y')).toBe(expected)
})

test('every class of the tables is found under each of its names, with traits', () => {
  expect(libraryClasses().length).toBeGreaterThan(110)
  for (const one of libraryClasses()) {
    expect(libraryClass(one.name)).toBe(one)
    for (const [member, result] of one.members) {
      const isKnown =
        result.name === '' ||
        result.name === 'Self' ||
        result.name.startsWith('builtins.') ||
        libraryClass(result.name) !== undefined
      if (!isKnown && !/^(?:asyncpg|psycopg|aiosqlite)\./.test(result.name)) {
        expect(`${one.name} ${member} ${result.name}`).toBe('known')
      }
    }
  }
})

test('a class that derives from one of a library has its traits', () => {
  const analysis = analysisOf(`import threading
class Worker(threading.Thread):
    def run(self):
        print(self)
`)
  const { facts } = analysis.flow
  const self = nodeWith(facts, 'self', 4)
  expect(analysis.types.is(self, 'thread', 'threading')).toBe(true)
  expect(analysis.types.is(self, 'lock')).toBe(false)
})

test('names made from each other are given up on, not followed for ever', () => {
  const chain = Array.from(
    { length: 3000 },
    (_, n) => `    a${n + 1} = a${n} or b${n} or a${n + 1}`,
  )
  const source = `def run(a0):\n    while a0:\n${chain.map((line) => `    ${line}`).join('\n')}\n    RESULT(a3000)\n`
  const analysis = analysisOf(source)
  const call = nodeWith(analysis.flow.facts, 'RESULT(a3000)')
  expect(analysis.types.typeOf(call + 3)).toBeUndefined()
})
