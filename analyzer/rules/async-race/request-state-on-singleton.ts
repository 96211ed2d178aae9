import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Access } from '../../flow/accesses.ts'
import { READ_NAME } from '../../flow/events.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import type { Location } from '../../flow/locations.ts'
import { writtenValue } from '../../flow/written-value.ts'
import { isMiddlewareClass } from '../../matching/routes/middleware-classes.ts'
import { providerOfParameter } from '../../matching/routes/parameter-providers.ts'
import { isCached, isOfApplication, singletons } from '../../matching/shared-state/singletons.ts'
import { Staleness } from '../../matching/shared-state/stale-events.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { FROM_REQUEST } from '../../project/reachability.ts'
import type { ProjectFunction } from '../../project/values.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_IDENTIFIER,
  K_IF_STATEMENT,
  K_LAMBDA,
  K_MODULE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'request-state-on-singleton',
  title: 'Data of one request stored where all requests see it',
  consequence:
    'Under load one user is served with the identity or data of another, because requests overwrite each other.',
  effortHours: { low: 1, high: 4 },
  cwe: [362, 488],
  why: `
The object lives as long as the process and serves all requests. What one request stores on it is
overwritten by the next one, while the first is still being worked on and will read it again.

| step | request of Ann | request of Bob | \`service.user\` |
|---|---|---|---|
| 1 | stores Ann, awaits the database | | Ann |
| 2 | | stores Bob | Bob |
| 3 | reads the user | | **Bob**: Ann sees his data |
`,
  fix: `
Pass the value on as an argument, keep it on \`request.state\` or in a \`contextvars.ContextVar\`, or make
the object anew for each request (a dependency without a cache).
`,
  exemptions: [
    {
      text: 'The state of the request itself, and context variables.',
      quiet: py`
        from contextvars import ContextVar
        from fastapi import FastAPI, Request

        app = FastAPI()
        current = ContextVar('current')

        @app.get('/me')
        async def me(request: Request, user: str):
            request.state.user = user
            current.set(user)
            return await load(user)
      `,
    },
    {
      text: 'Objects that are made for the request.',
      quiet: py`
        from fastapi import Depends, FastAPI

        app = FastAPI()

        class Service:
            def set_user(self, user):
                self.user = user

        def get_service():
            return Service()

        @app.get('/me')
        async def me(user: str, service: Service = Depends(get_service)):
            service.set_user(user)
            service.name = user
            own = Service()
            own.user = user
            return await own.load()
      `,
    },
    {
      text: 'Caches by key, counters, and what does not come from the request.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()
        cache = {}
        hits = 0

        @app.get('/items/{key}')
        async def item(key: str):
            global hits
            hits += 1
            cache[key] = await load(key)
            app.state.ready = True
            return cache[key]

        @app.middleware('http')
        async def count(request, call_next):
            seen = request.app.state.seen
            response = await call_next(request)
            request.app.state.seen = seen + 1
            return response
      `,
    },
    {
      text: 'What is set where the application starts.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        async def start(settings):
            app.state.pool = await connect(settings)

        class Service:
            def configure(self, settings):
                self.settings = settings

        service = Service()
        service.configure({})
      `,
    },
  ],
  limits: [
    'Of objects that are injected only those are known that a module holds or a cached factory makes.',
  ],
  bad: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      class Service:
          def __init__(self):
              self.user = None

          async def orders(self, user):
              self.user = user #!
              await self.connect()
              return await self.load(self.user)

      service = Service()

      @app.get('/orders')
      async def orders(user: str):
          return await service.orders(user)
    `,
    py`
      from functools import lru_cache
      from fastapi import APIRouter, Depends, Request

      router = APIRouter()
      current_user = None

      class Tenants:
          current = None

      class Session:
          pass

      session = Session()

      @lru_cache
      def get_session():
          return Session()

      @router.post('/login')
      async def login(request: Request, name: str, shared: Session = Depends(get_session)):
          global current_user
          current_user = name #!
          Tenants.current = request.headers['x-tenant'] #!
          request.app.state.user = name #!
          body = await request.json()
          token = body['token']
          session.token = token #!
          shared.token = token #!
          return await load()
    `,
    {
      'app/main.py': py`
        import time
        from typing import Annotated
        from fastapi import APIRouter, Depends, Request
        from starlette.middleware.base import BaseHTTPMiddleware
        from app.ledger import Ledger

        router = APIRouter()

        class Timing(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                self._started = time.monotonic() #!
                response = await call_next(request)
                response.headers["X-Took"] = str(time.monotonic() - self._started)
                return response

        def get_ledger(request: Request) -> Ledger:
            return request.app.state.ledger

        @router.delete("/sessions/{number}")
        async def stop(number: int, user: str, ledger: Annotated[Ledger, Depends(get_ledger)]):
            ledger.actor = user #!
            await ledger.on_behalf(user).post(number)
      `,
      'app/ledger.py': py`
        class Ledger:
            def __init__(self):
                self.actor = ""
                self._headers = {"Accept": "application/json"}

            def on_behalf(self, user):
                self._headers["X-User"] = user #!
                return self

            async def post(self, number):
                return number
      `,
    },
  ],
  good: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      class Service:
          async def orders(self, user):
              await self.connect()
              return await self.load(user)

      service = Service()

      @app.get('/orders')
      async def orders(user: str):
          return await service.orders(user)
    `,
    {
      'app/main.py': py`
        import time
        from typing import Annotated
        from fastapi import APIRouter, Depends, Request
        from starlette.middleware.base import BaseHTTPMiddleware
        from app.ledger import Ledger

        router = APIRouter()

        class Timing(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                started = time.monotonic()
                request.state.started = started
                self.count = 0 if self.count > 100 else self.count
                response = await call_next(request)
                response.headers["X-Took"] = str(time.monotonic() - started)
                return response

        def get_ledger(request: Request) -> Ledger:
            return request.state.ledger

        @router.delete("/sessions/{number}")
        async def stop(number: int, user: str, ledger: Annotated[Ledger, Depends(get_ledger)]):
            ledger.actor = user
      `,
      'app/ledger.py': py`
        class Ledger:
            def __init__(self):
                self.actor = ""
      `,
    },
  ],
  on: {
    [K_MODULE](_module, checker) {
      const { index } = checker.project
      for (const owner of checker.facts.functions) {
        if (owner.isLambda || /^_*(?:init|initiali[sz]e|set_?up|configure)(?:_|$)/.test(owner.name))
          continue
        const own = index.function(checker.path, owner.symbol)
        if (own === undefined) continue
        const isServed = (index.reachability.flags(own) & FROM_REQUEST) !== 0
        if (isServed || handlesRequests(checker, own)) checkFunction(checker, owner, own)
      }
    },
  },
})

function checkFunction(checker: Checker, owner: FunctionFacts, own: ProjectFunction): void {
  const analysis = checker.analysis.of(owner)
  const seen = new Set<Node>()
  for (const write of analysis.accesses) {
    if (write.kind !== 'write' || write.use !== 'value' || seen.has(write.node)) continue
    const place = placeOf(checker, owner, own, write)
    if (place === undefined) continue
    const value = writtenValue(checker.tree, write.node)
    if (value === undefined || value.kind === 'updated') continue
    // A count that goes on from what was there is nobody's own; a lost update has a rule of its own.
    if (checker.tree.kind(value.node) === K_BINARY_OPERATOR) continue
    const parameter = parameterBehind(checker, analysis, value.node)
    if (parameter === undefined) {
      if (handlesRequests(checker, own)) checkOwnNote(checker, owner, analysis, write)
      continue
    }
    const entry = checker.project.index.reachability.way(own, FROM_REQUEST)?.entry
    const isServed = entry?.kind === 'route' || entry?.kind === 'websocket'
    const isAround = entry !== undefined && isAroundRequests(entry.function)
    if (!isServed && !isAround && !handlesRequests(checker, own)) return
    seen.add(write.node)
    const isPersonal =
      PERSONAL.test(`${write.location.text} ${parameter}`) && !isKeptOnce(checker, write)
    checker.report({
      node: write.node,
      message: `\`${owner.name}\` stores \`${parameter}\` of one request in \`${write.location.text}\`, ${place}: concurrent requests overwrite it.`,
      confidence: isPersonal ? 'high' : 'medium',
      // What is kept, or made of what the request had, may be the same for all.
      ...(isPersonal
        ? {}
        : { severity: isHandedThrough(checker, write, value.node) ? 'high' : 'medium' }),
    })
  }
}

/**
 * `self.started = monotonic()` in a middleware that reads it again when the request is done: by then it
 * is that of another request.
 */
function checkOwnNote(
  checker: Checker,
  owner: FunctionFacts,
  analysis: FunctionAnalysis,
  write: Access,
): void {
  const isChecked = analysis.accesses.some(
    ({ kind, location, event }) =>
      kind === 'read' && location.key === write.location.key && event < write.event,
  )
  // What is asked for first is kept for all on purpose.
  if (isChecked || analysis.locksHeldAt(write.event).length > 0) return
  const reads = analysis.accesses.filter(
    ({ kind, location, event }) =>
      kind === 'read' && location.key === write.location.key && event > write.event,
  )
  const staleness = new Staleness(analysis, [write.event])
  const read = reads.find(({ event }) => staleness.isStaleAt(write.event, event))
  if (read === undefined) return
  checker.report({
    node: write.node,
    message: `\`${owner.name}\` keeps what belongs to one request in \`${write.location.text}\` and reads it again after an await: by then it is that of another request.`,
    evidence: [
      { kind: 'write', node: write.node, message: 'kept for this request' },
      { kind: 'read', node: read.node, message: 'read behind the await' },
    ],
  })
}

/** `self.send = send`: the very thing that the request came with, put in place of that of another. */
function isHandedThrough(checker: Checker, write: Access, value: Node): boolean {
  return checker.tree.kind(value) === K_IDENTIFIER && !isKeptOnce(checker, write)
}

/** `if ROLE is None: ROLE = role`: made with what the first request had, for all; nothing is overwritten. */
function isKeptOnce({ tree }: Checker, { node, location }: Access): boolean {
  for (
    let at = tree.ancestor(node, K_IF_STATEMENT);
    at !== NO_NODE;
    at = tree.ancestor(at, K_IF_STATEMENT)
  ) {
    const condition = tree.text(conditionOf(tree, at))
    if (
      condition.includes(`${location.text} is None`) ||
      condition.includes(`not ${location.text}`)
    ) {
      return true
    }
  }
  return false
}

/** A method of a middleware that is given the request. */
function handlesRequests({ project }: Checker, { class: one, summary }: ProjectFunction): boolean {
  if (one === undefined || !project.table(singletons).has(one)) return false
  const isGiven = summary.parameters.some(({ name }) => /^(?:request|scope|environ)$/.test(name))
  return isGiven && isMiddlewareClass(project.index, one)
}

/** `@app.middleware('http')`, `@app.before_request`. */
function isAroundRequests({ summary }: ProjectFunction): boolean {
  return summary.decorators.some((one) => {
    const callee = one.kind === 'call' ? one.callee : one
    return callee.kind === 'name' && /\.(?:middleware|before_(?:app_)?request)$/.test(callee.text)
  })
}

const PERSONAL =
  /user|tenant|session|token|request|account|auth|principal|customer|identity|locale|current/i

const SHARED = 'an object that all requests share'

/** `self.headers["user"] = user`: one place of the one object, under a name that is written out. */
function isFixedItem(
  { project }: Checker,
  { class: one }: ProjectFunction,
  path: readonly string[],
): boolean {
  const isFixed = path.length === 2 && path[1]?.startsWith('["') === true
  return isFixed && one !== undefined && project.table(singletons).has(one)
}

/** Why the place outlives the request; undefined if it does not. */
function placeOf(
  checker: Checker,
  owner: FunctionFacts,
  own: ProjectFunction,
  { location }: Access,
): string | undefined {
  const { path, root, text } = location
  const isKeyed = path.some((step) => step.startsWith('['))
  if (isKeyed && root === 'self') return isFixedItem(checker, own, path) ? SHARED : undefined
  if (isKeyed) return isFixedKey(checker, location) ? 'a dictionary of the module' : undefined
  switch (root) {
    case 'import':
      return path.length === 0 ? undefined : importedPlace(checker, location)
    case 'global':
      // `request.state` behind a proxy of the framework (`flask.g`) is imported, not defined here.
      return path.length === 0
        ? 'a variable of the module'
        : isKept(checker, location.text.split('.')[0] ?? '')
    case 'class':
    case 'cls':
      if (PER_THREAD.test(path[0] ?? '') && path.length > 1) return undefined
      return path.length > 0 ? 'an attribute of the class' : undefined
    case 'parameter':
      if (/^\w+\.app\.state\.\w+$/.test(text)) return 'the state of the whole application'
      return isSharedParameter(checker, owner, text.split('.')[0] ?? '')
    case 'self': {
      if (path.length !== 1 || own.class === undefined) return undefined
      const isShared = checker.project.table(singletons).has(own.class)
      return isShared ? SHARED : undefined
    }
    default:
      return undefined
  }
}

/** `STATE['user'] = user`: one place under a name that is written out; other keys are caches. */
function isFixedKey({ project, path: file }: Checker, { root, path, text }: Location): boolean {
  if (root !== 'global' || path.length !== 1 || !path[0]?.startsWith('["')) return false
  const module = project.index.module(file)
  const name = text.split('[')[0] ?? ''
  const value = module && project.index.symbols(module).variables.get(name)?.value
  if (value?.kind === 'call' && value.callee.kind === 'name') return value.callee.text === 'dict'
  return value?.kind === 'dict'
}

/** `Records.context.request`, `Records.thread.user`: each thread or task has its own. */
const PER_THREAD = /^\._*(?:\w*context\w*|\w*local\w*|threads?)$/i

/** An object or class of another module of the project, or a variable of that module. */
function importedPlace({ project, path }: Checker, location: Location): string | undefined {
  const { key, path: steps } = location
  const module = project.index.module(path)
  const origin = key.slice(0, key.length - steps.join('').length)
  const value = module && project.index.resolveName(module, origin)
  switch (value?.kind) {
    case 'instance':
      return SHARED
    case 'class':
      return PER_THREAD.test(steps[0] ?? '') && steps.length > 1
        ? undefined
        : 'an attribute of the class'
    case 'module':
      return value.entry.kind === 'module' && steps.length === 1
        ? 'a variable of the module'
        : undefined
    default:
      return undefined
  }
}

/** A variable of the module that is never rebound by a function holds one object for all. */
function isKept({ facts, project, path }: Checker, name: string): string | undefined {
  const module = project.index.module(path)
  const value = module && project.index.member(module, name)
  const isObject = value?.kind === 'instance' || value?.kind === 'external'
  const isLocal = value?.kind === 'external' && /local|ContextVar|\.g$|LocalProxy/.test(value.name)
  if (!isObject || isLocal || facts.scopes[0] === undefined) return undefined
  return SHARED
}

/** `service: Service = Depends(get_service)` where the factory is cached. */
function isSharedParameter(
  checker: Checker,
  owner: FunctionFacts,
  name: string,
): string | undefined {
  const value = providerOfParameter(checker, owner, name)
  if (value?.kind !== 'function') return undefined
  const isKept = isCached(value.function) || isOfApplication(value.function)
  return isKept ? SHARED : undefined
}

/** What stands for the request at hand though it is imported. */
const OF_REQUEST =
  /^(?:flask|quart)\.(?:request|session|g)$|^flask_login\.current_user$|^bottle\.request$/

/** `request.app`: what is read there is not the request's. */
function isWayToApplication(tree: SyntaxTree, name: Node): boolean {
  const parent = tree.parent(name)
  if (tree.kind(parent) !== K_ATTRIBUTE || tree.child(parent, F_OBJECT) !== name) return false
  return tree.text(tree.child(parent, F_ATTRIBUTE)) === 'app'
}

/** The parameter from which an expression gets its value, variables followed back. */
function parameterBehind(
  { tree, facts }: Checker,
  { graph, defUse }: FunctionAnalysis,
  expression: Node,
): string | undefined {
  const open = [expression]
  const seen = new Set<Node>()
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at) || seen.size > 200) continue
    seen.add(at)
    const end = tree.endOfSubtree(at)
    for (let node = at; node < end; node += 1) {
      if (tree.kind(node) === K_LAMBDA) {
        node = tree.endOfSubtree(node) - 1
        continue
      }
      for (const event of graph.eventsAt(node)) {
        if (graph.eventKind(event) !== READ_NAME || isWayToApplication(tree, node)) continue
        const binding = facts.resolve(node)
        if (binding?.kind === 'parameter' && !/^(?:self|cls|app)$/.test(binding.name)) {
          return binding.name
        }
        if (OF_REQUEST.test(facts.qualifiedName(node) ?? '')) return tree.text(node)
        for (const write of defUse.definitionsOf(event)) {
          const value = write < 0 ? undefined : writtenValue(tree, graph.eventNode(write))
          if (value !== undefined) open.push(value.node)
        }
      }
    }
  }
  return undefined
}
