import { domainOf } from '../../domain/domain-of.ts'
import type { Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { constantValue } from '../../facts/literals.ts'
import { placeOfFunction } from '../../matching/names/project-places.ts'
import { F_ATTRIBUTE, F_OBJECT, K_ATTRIBUTE, K_CALL, K_LIST, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'duplicate-route',
  title: 'Route that an earlier one answers',
  consequence: 'The second handler never runs: its checks and its behaviour exist on paper only.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [561],
  why: `
The framework takes the first route that matches. This one has the same method and path as an earlier route, or an
earlier one with a parameter in its place matches everything that this one stands for. Requests never get here, and no
error says so.
`,
  fix: `
Give one of them another path or method, or delete it. A fixed path (\`/users/me\`) is declared before the one with a
parameter (\`/users/{id}\`), or the parameter gets a converter (\`{id:int}\`).
`,
  exemptions: [
    {
      text: 'The same path with another method, or on another router.',
      quiet: py`
        from fastapi import APIRouter

        users = APIRouter(prefix="/users")
        orders = APIRouter(prefix="/orders")

        @users.get("/{id}")
        def show_user(id): return id

        @users.delete("/{id}")
        def delete_user(id): return id

        @orders.get("/{id}")
        def show_order(id): return id
      `,
    },
    {
      text: 'A fixed path before the one with a parameter, and parameters with a converter.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/users/me")
        async def me(): return 1

        @app.get("/users/{id}")
        async def show(id): return id

        @app.get("/files/{number:int}")
        async def by_number(number): return number

        @app.get("/files/last")
        async def last(): return 2
      `,
    },
    {
      text: 'Flask, which prefers fixed paths in whatever order they are declared.',
      quiet: py`
        from flask import Flask

        app = Flask(__name__)

        @app.route("/users/<name>")
        def show(name): return name

        @app.route("/users/me")
        def me(): return "me"
      `,
    },
    {
      text: 'Paths of other lengths.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/users/{id}")
        async def show(id): return id

        @app.get("/users/{id}/orders")
        async def orders(id): return id

        @app.get("/users/")
        async def users(): return []
      `,
    },
  ],
  limits: ['Routes of different routers that are mounted under one path are not compared.'],
  bad: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      @app.get("/users/{id}")
      def show(id): return id

      @app.get("/users/me")
      def me(): return 1 #!
    `,
    py`
      from fastapi import APIRouter
      from flask import Flask

      router = APIRouter()
      web = Flask(__name__)

      @router.post("/orders/{id}")
      async def save(id): return id

      @router.post("/orders/{order_id}")
      async def store(order_id): return order_id #!

      @web.route("/items/<int:id>")
      def item(id): return str(id)

      @web.route("/items/<int:number>")
      def again(number): return str(number) #!
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      @app.get("/users/me")
      def me(): return 1

      @app.get("/users/{id}")
      def show(id): return id
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      const routes = domainOf(checker.project).routes.in(checker.path)
      const before: ReadRoute[] = []
      for (const route of routes) {
        if (route.kind !== 'http' || route.router === undefined) continue
        const one = { route, parts: partsOf(route.route) }
        const earlier = before.find((other) => answers(other, one))
        if (earlier !== undefined) report(checker, route, earlier.route)
        before.push(one)
      }
      reportSameEndpoints(checker)
    },
    // Django: `urlpatterns = [path('a/', first), path('a/', second)]`
    [K_LIST](node, checker) {
      if (checker.facts.imports.some(({ target }) => DJANGO.test(target ?? ''))) {
        reportSamePatterns(checker, node)
      }
    },
  },
})

const DJANGO = /^django\.(?:urls|conf\.urls)\b/
const PATTERN = /^django\.(?:urls|conf\.urls)\.(?:\w+\.)*(?:path|re_path|url)$/
const FLASK = /^(?:flask|quart)\b/
const ROUTING = /^(?:route|get|post|put|patch|delete)$/

/** A pattern that is written twice: the first view takes every request. */
function reportSamePatterns(checker: Checker, list: Node): void {
  const { tree, facts } = checker
  const known = new Map<string, Node>()
  for (const call of tree.namedChildren(list)) {
    if (tree.kind(call) !== K_CALL || !PATTERN.test(facts.calleeName(call) ?? '')) continue
    const [route, view] = facts.arguments(call)
    const text = route === undefined ? undefined : constantValue(tree, route.value)
    // What is included goes on where its own patterns do not match.
    if (typeof text !== 'string' || view === undefined || isInclude(checker, view.value)) continue
    const key = `${facts.calleeName(call)} ${text}`
    const earlier = known.get(key)
    if (earlier === undefined) known.set(key, call)
    else {
      checker.report({
        node: call,
        message: `Requests for \`${text}\` never get here: the same pattern stands before it.`,
        related: [earlier],
      })
    }
  }
}

function isInclude({ tree, facts }: Checker, view: Node): boolean {
  if (tree.kind(view) === K_CALL) return /\binclude$/.test(facts.calleeName(view) ?? '')
  return tree.text(view).endsWith('.urls')
}

/** Two functions of one name on one application of Flask: it refuses the second when it starts. */
function reportSameEndpoints(checker: Checker): void {
  const { tree, facts } = checker
  // Of two branches only one runs.
  const blockOf = ({ node }: FunctionFacts) => tree.parent(tree.parent(node))
  if (!facts.imports.some(({ target }) => FLASK.test(target ?? ''))) return
  const known = new Map<string, FunctionFacts>()
  for (const owner of facts.functions) {
    for (const router of routersOf(checker, owner)) {
      const key = `${router} ${owner.name}`
      const earlier = known.get(key)
      if (earlier === undefined) known.set(key, owner)
      else if (earlier !== owner && blockOf(earlier) === blockOf(owner)) {
        checker.report({
          node: owner.nameNode,
          message: `\`${router}\` has a handler \`${owner.name}\` already: the application stops with an error when it registers this one.`,
          related: [earlier.nameNode],
        })
        break
      }
    }
  }
}

/** What the decorators of a handler register it on, where its name becomes the endpoint. */
function routersOf({ tree, facts }: Checker, owner: FunctionFacts): readonly string[] {
  if (owner.class !== undefined) return []
  return owner.decorators.flatMap((decorator) => {
    if (tree.kind(decorator) !== K_CALL) return []
    const callee = facts.callee(decorator)
    if (callee === NO_NODE || tree.kind(callee) !== K_ATTRIBUTE) return []
    if (!ROUTING.test(facts.name(tree.child(callee, F_ATTRIBUTE)))) return []
    if (facts.arguments(decorator).some(({ name }) => name === 'endpoint' || name === '**'))
      return []
    return [tree.text(tree.child(callee, F_OBJECT))]
  })
}

interface ReadRoute {
  readonly route: Route
  readonly parts: readonly string[]
}

/** True if every request for the later route is taken by the earlier one. */
function answers(
  { route: earlier, parts: first }: ReadRoute,
  { route: later, parts: second }: ReadRoute,
): boolean {
  if (earlier.router !== later.router || earlier.kind !== later.kind) return false
  if (earlier.handler === undefined || earlier.handler === later.handler) return false
  if (!later.methods.every((method) => earlier.methods.includes(method))) return false
  // `{path:path}` at the end takes whatever follows.
  const rest = first.at(-1) === '{:path}' && later.framework !== 'flask' ? first.length - 1 : -1
  if (rest !== -1 && second.length > rest) {
    return first.slice(0, rest).every((part, at) => part === second[at])
  }
  if (first.length !== second.length) return false
  // Flask ranks fixed parts before parameters, the others take the first that matches.
  const isOrdered = later.framework === 'fastapi' || later.framework === 'starlette'
  return first.every((part, at) => {
    const other = second[at] ?? ''
    if (part === other) return true
    // A parameter takes at least one character: `/orders/{id}` does not answer `/orders/`.
    return isOrdered && part === '{}' && other !== '' && !/\{[^}]*:/.test(other)
  })
}

/** Parts of a path; parameters without a converter are all alike. */
function partsOf(path: string): readonly string[] {
  return path
    .replace(/\{[A-Za-z_]\w*\}|<[A-Za-z_]\w*>/g, '{}')
    .replace(/<(\w+):\w+>/g, '<$1>')
    .replace(/\{\w+:(\w+)\}/g, '{:$1}')
    .split('/')
}

function report(checker: Checker, route: Route, earlier: Route): void {
  const symbol = route.handler?.summary.symbol
  const owner = checker.facts.functions.findLast((one) => one.symbol === symbol)
  if (owner === undefined || earlier.handler === undefined) return
  const methods = route.methods.join(', ')
  checker.report({
    node: owner.nameNode,
    message: `Requests for \`${methods} ${route.route}\` never get here: \`${earlier.handler.summary.name}\` takes them with \`${earlier.route}\`.`,
    related: [placeOfFunction(earlier.handler)],
  })
}
