import { domainOf } from '../../domain/domain-of.ts'
import type { Route } from '../../domain/routes/route.ts'
import type { Checker } from '../../engine/checker.ts'
import { placeOfFunction } from '../../matching/project-places.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
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
      for (const [at, route] of routes.entries()) {
        if (route.kind !== 'http' || route.router === undefined) continue
        const earlier = routes.slice(0, at).find((one) => answers(one, route))
        if (earlier !== undefined) report(checker, route, earlier)
      }
    },
  },
})

/** True if every request for `later` is taken by `earlier`. */
function answers(earlier: Route, later: Route): boolean {
  if (earlier.router !== later.router || earlier.kind !== later.kind) return false
  if (earlier.handler === undefined || earlier.handler === later.handler) return false
  if (!later.methods.every((method) => earlier.methods.includes(method))) return false
  const first = partsOf(earlier.route)
  const second = partsOf(later.route)
  if (first.length !== second.length) return false
  // Flask ranks fixed parts before parameters, the others take the first that matches.
  const isOrdered = later.framework === 'fastapi' || later.framework === 'starlette'
  return first.every((part, at) => {
    const other = second[at] ?? ''
    if (part === other) return true
    return isOrdered && part === '{}' && !/\{[^}]*:/.test(other)
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
