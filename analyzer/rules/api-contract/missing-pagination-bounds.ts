import type { Checker } from '../../engine/checker.ts'
import {
  type HandlerParameter,
  handlerParameters,
  hasLimit,
} from '../../matching/route-parameters.ts'
import { F_CONDITION, K_IF_STATEMENT, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const SIZE =
  /^(?:limit|size|page_size|per_page|page_limit|count|max_results|max_items|n|take|first|top|batch_size|num_results)$/

export default defineRule({
  id: 'missing-pagination-bounds',
  title: 'Page size that the caller may choose without limit',
  consequence:
    'Anybody can ask for a million rows at once and slow the service down for everybody.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [770],
  why: `
The parameter says how many rows are read, and nothing keeps it small. A client that asks for all of them, by
mistake or on purpose, makes the database read them, the process hold them and the network carry them. Negative
numbers are an error of the database or mean "all".
`,
  fix: `
Give it bounds: \`limit: int = Query(50, ge=1, le=200)\`, or clamp it: \`limit = min(limit, MAX_PAGE_SIZE)\`.
`,
  exemptions: [
    {
      text: 'A parameter with an upper bound.',
      quiet: py`
        from typing import Annotated

        from fastapi import APIRouter, Query

        router = APIRouter()

        @router.get('/orders')
        async def orders(limit: int = Query(50, ge=1, le=200), page: int = 1):
            return read(limit, page)

        @router.get('/users')
        async def users(size: Annotated[int, Query(lt=100)] = 20):
            return read(size)
      `,
    },
    {
      text: 'A value that is clamped or tested.',
      quiet: py`
        from fastapi import APIRouter, HTTPException

        router = APIRouter()

        @router.get('/orders')
        async def orders(limit: int = 50):
            limit = min(limit, 200)
            return read(limit)

        @router.get('/users')
        async def users(page_size: int = 50):
            if page_size > 100:
                raise HTTPException(status_code=422)
            return read(page_size)
      `,
    },
    {
      text: 'Numbers of another meaning, and functions that are no endpoints.',
      quiet: py`
        from fastapi import APIRouter

        router = APIRouter()

        @router.get('/limits/{key}')
        async def limits(key: int, year: int, limit: str = 'a'):
            return key

        def read(limit: int = 50):
            return limit
      `,
    },
  ],
  limits: [
    'Bounds that a called function sets are not seen.',
    'Flask and Django read such values by hand and are not looked at.',
  ],
  bad: [
    py`
      from fastapi import APIRouter

      router = APIRouter()

      @router.get('/orders')
      async def orders(offset: int = 0, limit: int = 50): #!
          return read(offset, limit)
    `,
    py`
      from typing import Annotated, Optional

      from fastapi import FastAPI, Query

      app = FastAPI()

      @app.get('/users')
      def users(
          page: int = Query(1, ge=1),
          page_size: int = Query(20, ge=1), #!
      ):
          return read(page, page_size)

      @app.get('/items')
      def items(per_page: Annotated[int, Query(description='rows')] = 20): #!
          return read(per_page)

      @app.get('/all')
      def everything(limit: Optional[int] = None): #!
          return read(limit)
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter, Query

      router = APIRouter()

      @router.get('/orders')
      async def orders(offset: int = Query(0, ge=0), limit: int = Query(50, ge=1, le=200)):
          return read(offset, limit)
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      for (const one of handlerParameters(checker)) {
        if (one.type !== 'int' || !SIZE.test(one.parameter.name)) continue
        if (hasLimit(checker, one.declaration, ['le', 'lt', 'max_value'])) continue
        if (isClamped(checker, one)) continue
        checker.report({
          node: one.parameter.node,
          message: `\`${one.parameter.name}\` of \`${one.owner.name}\` has no upper bound: the caller decides how many rows are read.`,
        })
      }
    },
  },
})

/** True when the handler takes the minimum with something, or tests the value. */
function isClamped({ tree, facts }: Checker, { owner, parameter }: HandlerParameter): boolean {
  const { name } = parameter
  const clamp = new RegExp(`\\b(?:min|clamp|max)\\([^)]*\\b${name}\\b`)
  const test = new RegExp(`\\b${name}\\b\\s*(?:>|>=|<|<=|not in\\b)|[<>]=?\\s*${name}\\b`)
  if (owner.body !== NO_NODE && clamp.test(tree.text(owner.body))) return true
  return [...facts.nodesOfKind(K_IF_STATEMENT)].some((statement) => {
    if (facts.enclosingFunction(statement) !== owner) return false
    const condition = tree.child(statement, F_CONDITION)
    return condition !== NO_NODE && test.test(tree.text(condition))
  })
}
