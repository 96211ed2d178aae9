import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { defineTable } from '../../engine/table.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Parameter } from '../../facts/parameters.ts'
import { typeText } from '../../facts/type-text.ts'
import { functionKey } from '../../gather/define.ts'
import { projectFunction } from '../../matching/shared-state/thread-reach.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_CALL,
  K_CLASS_DEFINITION,
  K_COMPARISON_OPERATOR,
  K_FUNCTION_DEFINITION,
  K_IDENTIFIER,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const NAME =
  /^(?:limit|page_?size|per_?page|pagesize|size|max_?results|max_?items|num_?results|batch_?size|top_?k|take|first)$/i

export default defineRule({
  id: 'missing-pagination-bounds',
  title: 'Page size without an upper bound',
  consequence:
    'One request for a million rows fills the memory of the process and takes the service down.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [770, 1284],
  why: `
The caller says how many rows to load, and nothing caps it. \`?limit=100000000\` loads the whole table, holds a
connection for as long as it takes and builds an answer that does not fit into memory.
`,
  fix: `
State the bounds where the parameter is declared, \`limit: int = Query(50, ge=1, le=200)\`, or cut it down before
it is used: \`limit = min(limit, 200)\`.
`,
  exemptions: [
    {
      text: 'A bound in the declaration, also in an alias of the type.',
      quiet: py`
        from typing import Annotated
        from fastapi import FastAPI, Query
        from pydantic import conint

        app = FastAPI()
        Limit = Annotated[int, Query(ge=1, le=100)]

        @app.get("/a")
        def a(limit: int = Query(10, le=100)):
            return load(limit)

        @app.get("/b")
        def b(limit: Annotated[int, Query(lt=100)] = 10, page_size: conint(le=50) = 10):
            return load(limit, page_size)

        @app.get("/c")
        def c(limit: Limit = 10):
            return load(limit)
      `,
    },
    {
      text: 'A bound in the body: a clamp or a check.',
      quiet: py`
        from fastapi import FastAPI, HTTPException

        app = FastAPI()

        @app.get("/a")
        def a(limit: int = 10):
            return load(min(limit, 100))

        @app.get("/b")
        def b(limit: int = 10):
            if limit > 100:
                raise HTTPException(422)
            return load(limit)
      `,
    },
    {
      text: 'Functions that no request calls directly, and parameters that are no page sizes.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        def load(limit: int = 10):
            return range(limit)

        @app.get("/a")
        def a(limit: str = "all", offset: int = 0):
            return load(10)
      `,
    },
    {
      text: 'A size that is stored and not used for loading.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        @app.post("/shirts")
        def shirt(size: int):
            return save(size)
      `,
    },
  ],
  limits: ['Lists without any page size, and sizes inside of a request body, are not found.'],
  bad: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      @app.get("/orders")
      def orders(limit: int = 50, offset: int = 0): #!
          return load(limit, offset)
    `,
    py`
      from typing import Optional
      from fastapi import APIRouter, Query
      from flask import Flask, request

      router = APIRouter()
      web = Flask(__name__)

      @router.get("/users")
      async def users(page: int = 1, page_size: Optional[int] = Query(20, ge=1)): #!
          return await load(page, page_size)

      @web.route("/items")
      def items():
          per_page = request.args.get("per_page", 20, type=int) #!
          return load(per_page)

      @web.route("/rows")
      def rows():
          limit = int(request.args.get("limit", 20)) #!
          return load(limit)
    `,
    py`
      from rest_framework.pagination import LimitOffsetPagination, PageNumberPagination

      class Pages(PageNumberPagination):
          page_size = 50
          page_size_query_param = "size" #!

      class Limits(LimitOffsetPagination): #!
          default_limit = 50
    `,
  ],
  good: [
    py`
      from rest_framework.pagination import LimitOffsetPagination, PageNumberPagination

      class Pages(PageNumberPagination):
          page_size = 50
          page_size_query_param = "size"
          max_page_size = 200

      class SmallPages(Pages):
          page_size_query_param = "small"

      class FixedPages(PageNumberPagination):
          page_size = 50

      class Limits(LimitOffsetPagination):
          default_limit = 50
          max_limit = 200
    `,
    py`
      from fastapi import FastAPI, Query

      app = FastAPI()

      @app.get("/orders")
      def orders(limit: int = Query(50, ge=1, le=200), offset: int = 0):
          return load(limit, offset)
    `,
  ],
  roles: ['source'],
  on: {
    [K_FUNCTION_DEFINITION](node, checker) {
      const { facts } = checker
      const owner = facts.functionAt(node)
      const suspects = owner?.parameters.filter(({ name }) => NAME.test(name)) ?? []
      if (owner === undefined || suspects.length === 0 || !isListing(checker, owner)) return
      for (const parameter of suspects) {
        if (!isOpenNumber(checker, parameter)) continue
        if (isBounded(checker, owner, parameter.nameNode)) continue
        report(checker, parameter.node, parameter.name)
      }
    },
    [K_CLASS_DEFINITION](node, checker) {
      const open = openPagination(checker, node)
      if (open === undefined) return
      checker.report({
        node: open.node,
        message: `\`${open.name}\` lets the client choose the size of a page, and no \`${open.bound}\` limits it.`,
      })
    },
    [K_ASSIGNMENT](node, checker) {
      const { tree, facts } = checker
      const target = tree.child(node, F_LEFT)
      const value = tree.child(node, F_RIGHT)
      if (value === NO_NODE || tree.kind(target) !== K_IDENTIFIER) return
      if (!NAME.test(facts.name(target)) || tree.kind(value) !== K_CALL) return
      const text = tree.text(value)
      const isNumber = /^int\(|type\s*=\s*int/.test(text)
      if (
        !isNumber ||
        !/\b(?:request\.(?:args|values|GET|query_params|query|rel_url\.query)|query_params)\b/.test(
          text,
        )
      )
        return
      const owner = facts.enclosingFunction(node)
      if (owner === undefined || isBounded(checker, owner, target)) return
      report(checker, node, facts.name(target))
    },
  },
})

/** A pagination class of DRF whose page size comes from the request, with no maximum. */
function openPagination(
  { project, path, tree, facts }: Checker,
  definition: Node,
): { readonly node: Node; readonly name: string; readonly bound: string } | undefined {
  const own = facts.classes.find(({ node }) => node === definition)
  const one = own && project.index.class(path, own.symbol)
  if (own === undefined || one === undefined) return undefined
  const order = project.index.hierarchy.order(one)
  const bases = order.filter((base) => typeof base === 'string').join(' ')
  if (!bases.includes('rest_framework.pagination.')) return undefined
  const attributes = new Set(
    order.flatMap((base) => (typeof base === 'string' ? [] : [...base.attributes.keys()])),
  )
  const isByLimit = /\.LimitOffsetPagination\b/.test(bases)
  const asked = own.attributes.find(({ name }) => name === 'page_size_query_param')
  const isAsked = asked !== undefined && tree.text(asked.value) !== 'None'
  const bound = isByLimit ? 'max_limit' : 'max_page_size'
  // A computed size may be bounded where it is computed.
  const isOwn = ['get_page_size', 'get_limit'].some((name) => one.methods.has(name))
  if (attributes.has(bound) || isOwn || (!isByLimit && !isAsked)) return undefined
  return { node: isByLimit ? own.nameNode : (asked?.node ?? own.nameNode), name: own.name, bound }
}

function isListing(checker: Checker, owner: FunctionFacts): boolean {
  const handler = projectFunction(checker, owner)
  if (handler !== undefined && checker.project.has(listingDependencies, functionKey(handler))) {
    return true
  }
  const route = domainOf(checker.project).routes.ofHandler(handler)
  return route?.methods.some((method) => method === 'GET' || method === '*') ?? false
}

/** Functions that read the parameters of listings for their handlers: `page = Depends(pagination)`. */
export const listingDependencies = defineTable({
  id: 'dependencies of listings',
  make: ({ domain }): ReadonlySet<string> =>
    new Set(
      domain.routes.routes
        .filter(({ methods }) => methods.includes('GET') || methods.includes('*'))
        .flatMap(({ dependencies }) =>
          dependencies.flatMap((one) =>
            one.function === undefined ? [] : functionKey(one.function),
          ),
        ),
    ),
})

/** A plain number by its annotation or default, with no bound in sight. */
function isOpenNumber({ tree, facts }: Checker, parameter: Parameter): boolean {
  const { annotation, default: given } = parameter
  const type = typeText(tree, annotation)
  const value = given === NO_NODE ? '' : tree.text(given)
  if (/\b(?:le|lt)\s*=/.test(type + value)) return false
  // What an alias or another function declares cannot be read here.
  const isCall = given !== NO_NODE && tree.kind(given) === K_CALL
  if (isCall && !/(?:^|\.)Query$/.test(facts.calleeName(given) ?? '')) return false
  if (type === '') return /^\d+$/.test(value)
  return /^(?:int|Optional\[int\]|int \| None|Union\[int, None\]|None \| int|Annotated\[int\b.*)$/s.test(
    type,
  )
}

/** A clamp, a comparison or a call that checks it, anywhere in the function. */
function isBounded({ facts, tree }: Checker, owner: FunctionFacts, name: Node): boolean {
  const binding = facts.resolve(name)
  return [...(binding?.references ?? [])].some((reference) => {
    if (!tree.contains(owner.node, reference)) return false
    const parent = tree.parent(reference)
    if (tree.kind(parent) === K_COMPARISON_OPERATOR) return true
    if (tree.kind(parent) !== K_ARGUMENT_LIST) return false
    const callee = tree.text(facts.callee(tree.parent(parent)))
    return /(?:^|[._])(?:min|clamp|clip|validate\w*|check\w*|bound\w*|cap|parse\w*|Page\w*|Paginat\w*|paginat\w*)$/.test(
      callee,
    )
  })
}

function report(checker: Checker, node: Node, name: string): void {
  checker.report({
    node,
    message: `\`${name}\` has no upper bound: one request can ask for all rows there are.`,
  })
}
