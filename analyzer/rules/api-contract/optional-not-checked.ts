import type { Checker } from '../../engine/checker.ts'
import { placeOfFunction, placeOfName } from '../../matching/names/project-places.ts'
import { K_FOR_STATEMENT, K_MODULE } from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  type UnaskedOptional,
  unaskedColumns,
  unaskedOptionals,
} from './matching/unasked-optionals.ts'

export default defineRule({
  id: 'optional-not-checked',
  title: 'Value that may be `None` is used, and nobody asks',
  consequence:
    'What is not there ends in an `AttributeError`: a server error in place of an answer that says what is missing.',
  effortHours: { low: 0.25, high: 0.5 },
  confidence: 'medium',
  cwe: [476],
  why: `
The value is looked up by something that the client, the caller or the environment decides, and the look-up says that
it gives \`None\` where there is nothing: its annotation has \`| None\`, it is a match of a pattern, a field of a request
that need not be sent, a column that may be empty. The next line uses it as if it were always there. The first
unknown id, the first line that does not fit, ends in \`'NoneType' object has no attribute\`.
`,
  fix: `
Ask before the value is used and say what its absence means: raise the error of the layer, answer 404 or 400, take a
default. Where \`None\` cannot happen, look it up in a way that raises by itself (\`mapping[key]\`, \`scalar_one()\`).
`,
  exemptions: [
    {
      text: 'Somebody asks: a test, an early return, `or`, a helper that is handed the value, a handler of the error.',
      quiet: {
        'app/store.py': py`
          from app.models import Order

          def find_order(order_id: int) -> Order | None:
              return ORDERS.get(order_id)
        `,
        'app/api.py': py`
          from fastapi import APIRouter, HTTPException
          from app.store import find_order

          router = APIRouter()

          @router.get("/orders/{order_id}")
          def show(order_id: int):
              order = find_order(order_id)
              if order is None:
                  raise HTTPException(404)
              return order.total

          @router.get("/orders/{order_id}/total")
          def total(order_id: int):
              order = find_order(order_id)
              return order.total if order else 0

          @router.get("/orders/{order_id}/lines")
          def lines(order_id: int):
              order = found_or_404(find_order(order_id))
              return order.lines

          @router.get("/orders/{order_id}/state")
          def state(order_id: int):
              if (order := find_order(order_id)) and order.state:
                  return order.state
              try:
                  return find_order(order_id).state
              except AttributeError:
                  raise HTTPException(404)

          @router.get("/orders/{order_id}/notes")
          def notes(order_id: int):
              ensure_order(order_id)
              return find_order(order_id).notes
        `,
      },
    },
    {
      text: 'What is looked for is not up to the caller, or has a default.',
      quiet: py`
        import os
        import re

        from flask import Flask, request

        app = Flask(__name__)
        HOME = os.environ.get("HOME").rstrip("/")
        URL = os.environ.get("APP_URL", "").rstrip("/")

        def find(key: str, default: str = "") -> str | None:
            return TABLE.get(key, default)

        def version() -> str:
            return re.match(r"(\d+)", "12.4").group(1)

        @app.get("/search")
        def search():
            term = request.args.get("term", "")
            page = request.args.get("page")
            if "size" in request.args:
                size = request.args.get("size").strip()
            return term.strip(), page, find(term).strip()
      `,
    },
    {
      text: 'A column that may be empty, where the query or a test asks for it.',
      quiet: py`
        from typing import Optional
        from sqlalchemy import select
        from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

        class Base(DeclarativeBase):
            pass

        class Score(Base):
            __tablename__ = "scores"
            id: Mapped[int] = mapped_column(primary_key=True)
            title: Mapped[str]
            composer: Mapped[Optional[str]]

        def label(score: Score) -> str:
            return score.title.upper()

        def composer(score: Score) -> str:
            return score.composer.upper() if score.composer else ""

        def composers(session: Session):
            rows = session.scalars(select(Score).where(Score.composer.is_not(None)))
            return [row.composer.upper() for row in rows]
      `,
    },
  ],
  limits: [
    'Functions without an annotation of what they return are not looked into.',
    'Only the first use of a value counts: whoever did anything else with it before may have asked.',
  ],
  bad: [
    {
      'app/store.py': py`
        class Order:
            total: int = 0

        class Orders:
            async def get(self, order_id: int) -> Order | None:
                return ROWS.get(order_id)

        def find_order(order_id: int) -> Order | None:
            return ROWS.get(order_id)
      `,
      'app/api.py': py`
        from fastapi import APIRouter
        from app.store import Orders, find_order

        router = APIRouter()

        @router.post("/orders/{order_id}/paid")
        async def paid(order_id: int, data: Payment):
            order = await Orders().get(order_id)
            order.pay(data.amount) #!

        @router.get("/orders/{order_id}")
        def show(order_id: int):
            return find_order(order_id).total #!
      `,
    },
    py`
      import os
      import re
      from typing import Optional

      from flask import Flask, request
      from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

      app = Flask(__name__)
      HOSTS = os.environ.get("SHOP_HOSTS").split(",") #!
      NUMBER = re.compile(r"[A-Z]+-(\d+)")

      class Base(DeclarativeBase):
          pass

      class Score(Base):
          __tablename__ = "scores"
          id: Mapped[int] = mapped_column(primary_key=True)
          composer: Mapped[Optional[str]]

      @app.get("/search")
      def search():
          term = request.args.get("term")
          return term.strip() #!

      @app.get("/number/<text>")
      def number(text):
          return NUMBER.match(text).group(1) #!

      @app.get("/part/<name>")
      def part(name):
          found = next((one for one in PARTS if one.name == name), None)
          return found.title #!

      def label(score: Score) -> str:
          return score.composer.upper() #!
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter, HTTPException

      router = APIRouter()

      def find_order(order_id: int) -> "Order | None":
          return ROWS.get(order_id)

      @router.get("/orders/{order_id}")
      def show(order_id: int):
          order = find_order(order_id)
          if order is None:
              raise HTTPException(404)
          return order.total
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_module, checker) {
      for (const one of unaskedOptionals(checker)) report(checker, one)
      for (const { use, column, model, at } of unaskedColumns(checker)) {
        const place = placeOfName(at.path, at, column)
        checker.report({
          node: use,
          message: `\`${model}.${column}\` may be empty: \`${checker.tree.text(use)}\` then raises an \`AttributeError\`.`,
          evidence: [
            { kind: 'definition', location: place, message: 'a column that may be empty' },
          ],
          related: [place],
        })
      }
    },
  },
})

const REASON = {
  function: 'says that it may give `None`',
  search: 'gives `None` if nothing is found',
  match: 'gives `None` if the text does not fit',
  field: 'gives `None` if the field was not sent',
  environment: 'gives `None` if the variable is not set',
}

function report(checker: Checker, { use, value, source, isRequest }: UnaskedOptional): void {
  const { tree } = checker
  const { kind, call, definition } = source
  const callee = tree.text(checker.facts.callee(call))
  const what = value === call ? 'It is used' : `\`${tree.text(value).split('\n', 1)[0]}\` is used`
  const place = definition && placeOfFunction(definition)
  checker.report({
    node: tree.kind(use) === K_FOR_STATEMENT ? value : use,
    message: `\`${callee}\` ${REASON[kind]}. ${what} and nobody asks: ${isRequest ? 'the request then ends in a server error' : 'the call then ends in an error that says nothing of it'}.`,
    ...((kind === 'function' || kind === 'match') && !isRequest && { confidence: 'low' as const }),
    evidence: [
      { kind: 'read', node: call, message: REASON[kind] },
      ...(place === undefined
        ? []
        : [{ kind: 'definition' as const, location: place, message: 'its annotation says so' }]),
      { kind: 'act', node: use, message: 'needs a value' },
    ],
  })
}
