import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { functionKey } from '../../gather/define.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { routeOf } from '../../matching/inputs/request-values.ts'
import { routeDependencies } from '../../matching/routes/route-places.ts'
import { callsOfOwn } from '../../matching/rows/row-helpers.ts'
import { projectFunction } from '../../matching/shared-state/thread-reach.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import { FROM_REQUEST } from '../../project/reachability.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_BODY,
  F_LEFT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_GLOBAL_STATEMENT,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_LAMBDA,
  K_NAMED_EXPRESSION,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule, type NodeHandler } from '../define.ts'
import { py } from '../python.ts'

const POOLS = [
  'sqlalchemy.create_engine',
  'sqlalchemy.engine.create_engine',
  'sqlalchemy.ext.asyncio.create_async_engine',
  'sqlmodel.create_engine',
  'asyncpg.create_pool',
  'aiopg.create_pool',
  'aiomysql.create_pool',
  'psycopg_pool.ConnectionPool',
  'psycopg_pool.AsyncConnectionPool',
  'psycopg2.pool.ThreadedConnectionPool',
  'psycopg2.pool.SimpleConnectionPool',
  'redis.from_url',
  'redis.Redis',
  'redis.StrictRedis',
  'redis.Redis.from_url',
  'redis.ConnectionPool.from_url',
  'redis.asyncio.from_url',
  'redis.asyncio.Redis',
  'redis.asyncio.Redis.from_url',
  'redis.asyncio.ConnectionPool.from_url',
  'aioredis.from_url',
  'pymongo.MongoClient',
  'motor.motor_asyncio.AsyncIOMotorClient',
]
const CLIENTS = [
  'httpx.AsyncClient',
  'httpx.Client',
  'aiohttp.ClientSession',
  'aiohttp.client.ClientSession',
  'requests.Session',
  'requests.session',
]

export default defineRule({
  id: 'engine-per-request',
  title: 'Connection pool made for each request',
  consequence:
    'Under load the database runs out of connections, and each request pays for a new one.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [400, 1072],
  why: `
An engine or client is a pool: made once, it keeps connections open and hands them out. Made in a handler, each request
opens connections of its own, with handshake and login, and leaves them to the garbage collector. The limit of the pool
limits nothing, and the server is the first to run out.
`,
  fix: `
Make it once, when the application starts (its lifespan, a module, a cached factory), close it when it ends, and hand it
to requests by a dependency.
`,
  exemptions: [
    {
      text: 'A pool of the module, of a cached factory, of the start of the application.',
      quiet: py`
        from contextlib import asynccontextmanager
        from functools import lru_cache
        from fastapi import FastAPI
        from sqlalchemy import create_engine
        import httpx

        engine = create_engine("sqlite://")

        @lru_cache
        def get_engine():
            return create_engine("sqlite://")

        @asynccontextmanager
        async def lifespan(app):
            app.state.client = httpx.AsyncClient()
            yield
            await app.state.client.aclose()

        app = FastAPI(lifespan=lifespan)

        @app.get("/")
        def root():
            return get_engine().name
      `,
    },
    {
      text: 'A pool that is made on first use and kept.',
      quiet: py`
        import redis
        from fastapi import FastAPI

        app = FastAPI()
        client = None

        def get_client():
            global client
            if client is None:
                client = redis.from_url("redis://localhost")
            return client

        class Store:
            def __init__(self):
                self.client = redis.from_url("redis://localhost")

        @app.get("/")
        def root():
            return get_client().ping()
      `,
    },
    {
      text: 'Functions that no request runs: scripts, jobs, factories.',
      quiet: py`
        from sqlalchemy import create_engine

        def make_engine(url):
            return create_engine(url)

        def main():
            engine = create_engine("sqlite://")
            engine.dispose()
      `,
    },
    {
      text: 'Clients over a pool that is there already.',
      quiet: py`
        import redis
        from fastapi import FastAPI

        app = FastAPI()
        pool = redis.ConnectionPool.from_url("redis://localhost")

        @app.get("/")
        def root():
            return redis.Redis(connection_pool=pool).ping()
      `,
    },
  ],
  limits: ['Pools that a called library makes are not seen.'],
  bad: [
    py`
      from fastapi import FastAPI
      from sqlalchemy import create_engine
      from sqlalchemy.orm import Session

      app = FastAPI()

      @app.get("/orders")
      def orders():
          engine = create_engine("postgresql://db/shop") #!
          with Session(engine) as session:
              return session.query(Order).all()
    `,
    {
      'app/deps.py': py`
        import redis.asyncio as redis
        from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

        async def get_db():
            engine = create_async_engine("postgresql+asyncpg://db/shop") #!
            async with AsyncSession(engine) as session:
                yield session

        def get_cache():
            return redis.from_url("redis://cache") #!

        async def count(key):
            client = redis.from_url("redis://cache") #!
            try:
                return await client.incr(key)
            finally:
                await client.aclose()

        def limited(prefix):
            async def limiter(request):
                return await count(prefix + request.client.host)

            return limiter
      `,
      'app/main.py': py`
        import httpx
        from fastapi import Depends, FastAPI
        from app.deps import get_cache, get_db, limited

        app = FastAPI()
        limit = limited("orders")

        @app.get("/orders")
        async def orders(db=Depends(get_db), cache=Depends(get_cache), _=Depends(limit)):
            async with httpx.AsyncClient() as client: #!
                return (await client.get("https://rates.example/today")).json()

        def load(urls):
            for url in urls:
                with httpx.Client() as client: #!
                    client.get(url)
      `,
    },
  ],
  good: [
    py`
      from fastapi import FastAPI
      from sqlalchemy import create_engine
      from sqlalchemy.orm import Session

      app = FastAPI()
      engine = create_engine("postgresql://db/shop")

      @app.get("/orders")
      def orders():
          with Session(engine) as session:
              return session.query(Order).all()
    `,
    {
      'app/lazy.py': py`
        from abc import ABC, abstractmethod

        class Lazy(ABC):
            def __init__(self):
                self._resource = None

            async def resource(self):
                if self._resource is None:
                    self._resource = await self._open()
                return self._resource

            @abstractmethod
            async def _open(self): ...
      `,
      'app/store.py': py`
        import asyncpg
        from fastapi import FastAPI
        from app.lazy import Lazy

        app = FastAPI()

        class Store(Lazy):
            async def _open(self):
                return await asyncpg.create_pool("postgres://", max_size=3)

            async def row(self, key):
                pool = await self.resource()
                return await pool.fetchrow("SELECT 1 WHERE $1", key)

        store = Store()

        @app.get("/{key}")
        async def read(key: str):
            return await store.row(key)
      `,
    },
  ],
  roles: ['source'],
  calls: { ...callsTo(POOLS, check('pool')), ...callsTo(CLIENTS, check('client')) },
})

function check(kind: 'pool' | 'client'): NodeHandler {
  return (call, checker) => {
    const { tree, facts } = checker
    const owner = facts.enclosingFunction(call)
    if (owner === undefined || isKept(checker, owner, call)) return
    if (isGivenToKeepers(checker, owner, call)) return
    const text = tree.text(call)
    if (
      /connection_pool\s*=|poolclass\s*=\s*(?:\w+\.)?NullPool|StaticPool|sqlite|:memory:/.test(text)
    )
      return
    const loop = loopAround(checker, call)
    const isServed = servesRequest(checker, owner)
    if (!isServed && loop === NO_NODE) return
    // In a loop of a script only what is made anew for the same thing.
    if (
      !isServed &&
      kind === 'pool' &&
      facts.arguments(call).some(({ value }) => /^\w+$/.test(tree.text(value)))
    )
      return
    checker.report({
      node: call,
      message: isServed
        ? `\`${tree.text(facts.callee(call))}\` makes a new ${kind === 'pool' ? 'pool of connections' : 'client with its own connections'} for each request.`
        : `\`${tree.text(facts.callee(call))}\` makes a new ${kind === 'pool' ? 'pool of connections' : 'client with its own connections'} in each round of the loop.`,
      ...(kind === 'client' || !isServed
        ? { severity: 'medium' as const, confidence: 'medium' as const }
        : {}),
    })
  }
}

const LIVED =
  /lifespan|startup|start_up|on_start|^__(?:init|aenter|enter|new|post_init)__$|^(?:main|setup|init\w*|configure\w*|create_app|build\w*|connect|open|start)$|^(?:create|make)_\w*(?:engine|pool|client)/

/** Made once: cached, kept in a global or on an object, or at the start of something. */
function isKept(checker: Checker, owner: FunctionFacts, call: Node): boolean {
  const { tree, facts } = checker
  if (LIVED.test(owner.name)) return true
  if (
    owner.decorators.some(
      (one) =>
        /cache|singleton|memoize|once|on_event|lifespan|on_startup|fixture|contextmanager/i.test(
          tree.text(one),
        ) && !/contextmanager/.test(tree.text(one)),
    )
  ) {
    return true
  }
  for (let at = tree.parent(call); at > owner.node; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_FUNCTION_DEFINITION || kind === K_LAMBDA) break
    if (
      kind === K_IF_STATEMENT &&
      /\bnot\b|is None|not in/.test(tree.text(at).split('\n')[0] ?? '')
    )
      return true
    if (kind === K_ASSIGNMENT || kind === K_NAMED_EXPRESSION) {
      const target = tree.child(at, F_LEFT)
      if (target !== NO_NODE && tree.kind(target) === K_ATTRIBUTE) return true
      if (target !== NO_NODE && facts.resolve(target)?.scope?.kind === 'module') return true
    }
  }
  return [...codeOf(tree, owner.node)].some((node) => tree.kind(node) === K_GLOBAL_STATEMENT)
}

/** `def _connect(): return create_engine(URL)`, and all who call it keep what it gives. */
function isGivenToKeepers(checker: Checker, owner: FunctionFacts, call: Node): boolean {
  const { facts, project } = checker
  const one = projectFunction(checker, owner)
  if (one === undefined || !isReturned(checker, owner, call)) return false
  // `_open` of a base that keeps what its classes open.
  if (isHook(checker, one)) return true
  const callers = project.index.calls.callers(one)
  if (!callers.every(({ caller }) => caller?.module.summary.path === checker.path)) return false
  const calls = callsOfOwn(checker, owner)
  return (
    calls.length > 0 &&
    calls.every((each) => {
      const around = facts.enclosingFunction(each)
      return around === undefined || isKept(checker, around, each)
    })
  )
}

/** A method that a base declares and leaves to its classes: the base calls it. */
function isHook({ project }: Checker, { class: own, summary }: ProjectFunction): boolean {
  if (own === undefined) return false
  return project.index.hierarchy
    .order(own)
    .some(
      (base) =>
        typeof base !== 'string' &&
        base !== own &&
        base.methods.get(summary.name)?.summary.isStub === true,
    )
}

/** Given back at once, or under a name and nothing else done with it. */
function isReturned({ tree, facts }: Checker, owner: FunctionFacts, call: Node): boolean {
  const outer = tree.parent(call)
  const parent = tree.kind(outer) === K_AWAIT ? tree.parent(outer) : outer
  if (tree.kind(parent) === K_RETURN_STATEMENT) return true
  const target = tree.kind(parent) === K_ASSIGNMENT ? tree.child(parent, F_LEFT) : NO_NODE
  if (target === NO_NODE || tree.kind(target) !== K_IDENTIFIER) return false
  const uses = facts.resolve(target)?.references.filter((one) => one !== target) ?? []
  const [only, more] = uses
  if (only === undefined || more !== undefined) return false
  return (
    facts.enclosingFunction(only) === owner && tree.kind(tree.parent(only)) === K_RETURN_STATEMENT
  )
}

/** The loop of the function in whose body a call stands. */
function loopAround({ tree }: Checker, call: Node): Node {
  const loop = tree.ancestor(
    call,
    K_FOR_STATEMENT,
    K_WHILE_STATEMENT,
    K_FUNCTION_DEFINITION,
    K_LAMBDA,
  )
  if (loop === NO_NODE) return NO_NODE
  const kind = tree.kind(loop)
  if (kind !== K_FOR_STATEMENT && kind !== K_WHILE_STATEMENT) return NO_NODE
  if (!tree.contains(tree.child(loop, F_BODY), call)) return NO_NODE
  // A loop that waits for something to be up connects again and again on purpose.
  return kind === K_FOR_STATEMENT ? loop : NO_NODE
}

/** A handler, or what it depends on or calls. */
function servesRequest(checker: Checker, owner: FunctionFacts): boolean {
  if (routeOf(checker, owner) !== undefined) return true
  const one = projectFunction(checker, owner)
  if (one === undefined) return false
  const { reachability } = checker.project.index
  return (reachability.flags(one) & FROM_REQUEST) !== 0 || servesDependency(checker, one, 2)
}

/** What a route depends on, or what such a function calls. */
function servesDependency(checker: Checker, one: ProjectFunction, steps: number): boolean {
  if (checker.project.has(routeDependencies, functionKey(one))) return true
  if (steps === 0) return false
  return checker.project.index.calls
    .callers(one)
    .some(({ caller }) => caller !== undefined && servesDependency(checker, caller, steps - 1))
}
