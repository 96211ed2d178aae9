import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import { defaultInBody } from '../../matching/edits/default-edits.ts'
import { projectFunction } from '../../matching/shared-state/thread-reach.ts'
import { K_CALL, K_FUNCTION_DEFINITION, K_LAMBDA } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { makesCollection } from './matching/mutable-values.ts'

export default defineRule({
  id: 'call-in-default-argument',
  title: 'Default that is computed once, at import',
  consequence:
    'All calls share one object or one moment: a timestamp of the start of the process, one client for all.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [665],
  why: `
Defaults are evaluated when the function is defined, not when it is called. A time is the time of the import, a random
number is always the same, an object is one for all calls and threads, and the work is done even if nobody calls.
`,
  fix: 'Take `None` as the default and compute the value in the function.',
  exemptions: [
    {
      text: 'Calls that give something that never changes.',
      quiet: py`
        import operator
        import re
        from datetime import timedelta
        from uuid import UUID
        from decimal import Decimal
        from pathlib import Path
        from types import MappingProxyType

        def run(
            a=tuple(),
            b=frozenset(("x",)),
            c=MappingProxyType({}),
            d=re.compile("a+"),
            e=timedelta(days=1),
            f=UUID(int=0),
            f=Decimal("1.5"),
            g=Path("x"),
            h=operator.itemgetter(1),
            i=float("inf"),
        ):
            return a, b, c, d, e, f, g, h, i
      `,
    },
    {
      text: 'Declarations that a framework reads.',
      quiet: py`
        import typer
        from fastapi import Depends, FastAPI, Query

        app = FastAPI()

        def session():
            yield 1

        @app.get("/")
        def index(limit: int = Query(10), db=Depends(session)):
            return limit, db

        def command(name: str = typer.Option("x")):
            return name
      `,
    },
    {
      text: 'Calls inside of a lambda, which run later.',
      quiet: py`
        import time

        def run(clock=lambda: time.time(), size=3):
            return clock(), size
      `,
    },
  ],
  limits: ['New lists, dicts and sets are reported as mutable-default-argument.'],
  bad: [
    py`
      import time

      def log(message, at=time.time()): #!
          return message, at
    `,
    py`
      import datetime
      import random
      import time
      import uuid
      from app.clients import Client

      class Store:
          def save(self, row, *, key=uuid.uuid4(), client=Client()): #!2
              return row, key, client

          def list(self, marks=[uuid.uuid4()], since=time.time() - 3600): #!2
              return marks, since

      async def run(now: datetime.datetime = datetime.datetime.now(), pick=lambda n=random.random(): n): #!2
          return now, pick
    `,
  ],
  good: [
    py`
      import time

      def log(message, at=None):
          return message, time.time() if at is None else at
    `,
  ],
  on: {
    [K_FUNCTION_DEFINITION]: check,
    [K_LAMBDA]: check,
  },
})

const CONSTANT =
  /^(?:builtins\.(?:tuple|frozenset|int|float|str|bool|bytes|complex|slice|object|type|range|len|chr|ord|hex|oct|bin|abs|round|pow|min|max|repr|ascii|sorted|sum)|types\.MappingProxyType|types\.SimpleNamespace|operator\.\w+|re\.compile|datetime\.(?:timedelta|timezone|date|datetime|time)|decimal\.Decimal|fractions\.Fraction|uuid\.UUID|pathlib\.\w+|logging\.getLogger|os\.(?:getenv|environ\.get|path\.\w+)|os\.environ\.get|functools\.partial|typing\.\w+|enum\.auto|ipaddress\.\w+|struct\.\w+|collections\.namedtuple|zoneinfo\.ZoneInfo|pytz\.timezone|gettext\.gettext)$/
const DECLARING =
  /^(?:fastapi|starlette|typer|click|strawberry|litestar|dependency_injector|faststream|aiogram|discord|nextcord|dishka|fast_depends|taskiq|ninja|cyclopts|modal|gradio|sanic_ext|pydantic|dagster|prefect|attrs?|dataclasses|punq|svcs|that_depends)\b/
const DECLARING_NAMES =
  /(?:^|\.)(?:Depends|Security|Query|Path|Body|Form|File|Header|Cookie|Option|Argument|Field|Provide|Param|Inject|TaskiqDepends|Context|field|_|gettext|gettext_lazy|ngettext)$/

function check(node: Node, checker: Checker): void {
  const { facts, tree } = checker
  const owner = facts.functionAt(node)
  if (owner === undefined) return
  for (const { parameter, value } of owner.parameters.flatMap((parameter) =>
    callsIn(checker, parameter.default).map((value) => ({ parameter, value })),
  )) {
    if (makesCollection(facts, value)) continue
    const callee = facts.calleeName(value) ?? tree.text(facts.callee(value))
    if (CONSTANT.test(callee) || DECLARING.test(callee) || DECLARING_NAMES.test(callee)) continue
    const target = checker.valueOf(facts.callee(value))
    // An object of a frozen class or an enum is the same for everyone anyway.
    if (target?.kind === 'class' && isConstantClass(checker, target.class)) continue
    if (domainOf(checker.project).routes.ofHandler(projectFunction(checker, owner))) continue
    checker.report({
      node: value,
      message: `The default of \`${parameter.name}\` is computed once, when the function is defined, and shared by all calls.`,
      fixes: defaultInBody(checker, owner, parameter),
    })
  }
}

/** The default itself, or the calls in a display or a sum; what a call is given is not looked at. */
function callsIn({ tree }: Checker, value: Node): readonly Node[] {
  const found: Node[] = []
  if (value === NO_NODE) return found
  for (let node = value; node < tree.endOfSubtree(value); ) {
    const kind = tree.kind(node)
    if (kind === K_CALL) found.push(node)
    node = kind === K_CALL || kind === K_LAMBDA ? tree.endOfSubtree(node) : node + 1
  }
  return found
}

function isConstantClass(
  { project }: Checker,
  one: Parameters<typeof project.index.hierarchy.order>[0],
): boolean {
  const isFrozen = one.summary.decorators.some(
    (decorator) =>
      decorator.kind === 'call' && decorator.keywords.some(({ name }) => name === 'frozen'),
  )
  const hasState = one.attributes.size > 0 || one.methods.has('__init__')
  return isFrozen || !hasState || domainOf(project).enums.of(one) !== undefined
}
