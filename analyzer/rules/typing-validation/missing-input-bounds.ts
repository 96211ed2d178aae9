import { domainOf } from '../../domain/domain-of.ts'
import type { Checker } from '../../engine/checker.ts'
import type { ClassAttribute, ClassFacts } from '../../facts/classes.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { K_CALL, K_MODULE } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { type HandlerParameter, handlerParameters, hasLimit } from './matching/route-parameters.ts'

const LENGTHS = ['max_length', 'pattern', 'regex', 'max_items', 'const', 'strip_whitespace']
const UNBOUNDED =
  /^(?:str|bytes|list(?:\[.*\])?|List(?:\[.*\])?|set\[.*\]|Sequence\[.*\]|dict(?:\[.*\])?|Dict\[.*\])$/
const FREE =
  /(?:^|_)(?:id|uuid|token|password|email|url|uri|date|time|at|key|slug|code|lang|locale|sort|order|order_by|sort_by|cursor)$/

const INJECTED = /"(?:\w+\.)*(?:Depends|Security)"/

export default defineRule({
  id: 'missing-input-bounds',
  title: 'Input of any length accepted',
  consequence:
    'A request can carry megabytes in one field, which fill memory, logs and the database or break pages that show them.',
  effortHours: { low: 0.25, high: 1 },
  confidence: 'medium',
  cwe: [20, 770],
  why: `
The field comes from outside and takes a text or a list of any length. A name of ten megabytes passes the
validation, is stored, logged and shown; a list of a million items runs a loop a million times. The column it
goes into has a length, so that the failure is an error of the database instead of a clear answer.
`,
  fix: `
Say what is accepted: \`name: str = Field(min_length=1, max_length=120)\`, \`tags: list[str] = Field(max_length=20)\`,
\`q: str = Query(max_length=200)\`.
`,
  exemptions: [
    {
      text: 'Fields with bounds, or of types that have them.',
      quiet: py`
        import enum
        from datetime import date
        from typing import Annotated, Literal
        from uuid import UUID

        from fastapi import APIRouter, Header, Query
        from pydantic import BaseModel, EmailStr, Field, StringConstraints

        router = APIRouter()

        class Order(BaseModel):
            name: str = Field(max_length=120)
            note: Annotated[str, StringConstraints(max_length=20)]
            mail: EmailStr
            kind: Literal["a", "b"]
            key: UUID
            day: date
            count: int
            tags: list[str] = Field(max_length=20)

        @router.post("/orders")
        async def create(order: Order, q: str = Query(max_length=20), tenant: str = Header()):
            return order
      `,
    },
    {
      text: 'Models that are no input: answers, settings, rows, what a dependency gives.',
      quiet: py`
        from fastapi import APIRouter, Depends
        from pydantic import BaseModel

        router = APIRouter()

        class Answer(BaseModel):
            text: str
            items: list[str]

        class Caller(BaseModel):
            name: str

        async def caller() -> Caller:
            return Caller(name="a")

        @router.get("/orders", response_model=Answer)
        async def read() -> Answer:
            return Answer(text="a", items=[])

        @router.delete("/orders/{number}")
        async def remove(number: int, by: Caller = Depends(caller)):
            return number
      `,
    },
    {
      text: 'Keys, secrets and addresses, whose form is checked where they are used.',
      quiet: py`
        from fastapi import APIRouter
        from pydantic import BaseModel

        router = APIRouter()

        class Login(BaseModel):
            email: str
            password: str
            user_id: str

        @router.post("/login")
        async def login(body: Login, cursor: str = ""):
            return body
      `,
    },
  ],
  limits: ['Limits that a proxy or the web server sets for whole requests are not seen.'],
  bad: [
    py`
      from fastapi import APIRouter
      from pydantic import BaseModel

      router = APIRouter()

      class Order(BaseModel): #!
          name: str
          tags: list[str]

      @router.post("/orders")
      async def create(order: Order):
          return order
    `,
    py`
      from typing import Optional

      from fastapi import FastAPI, Query
      from pydantic import BaseModel, Field

      app = FastAPI()

      class Profile(BaseModel): #!
          title: Optional[str] = None
          about: str = Field(min_length=1)

      @app.put("/profile")
      def save(profile: Profile):
          return profile

      @app.get("/search")
      def search(q: str, text: str = Query("")): #!2
          return q
    `,
  ],
  good: [
    py`
      from fastapi import APIRouter
      from pydantic import BaseModel, Field

      router = APIRouter()

      class Order(BaseModel):
          name: str = Field(min_length=1, max_length=120)
          tags: list[str] = Field(max_length=20)

      @router.post("/orders")
      async def create(order: Order):
          return order
    `,
  ],
  on: {
    [K_MODULE](_, checker) {
      const told = new Set<ClassFacts>()
      for (const one of handlerParameters(checker)) {
        if (UNBOUNDED.test(one.type)) checkParameter(checker, one)
      }
      for (const own of checker.facts.classes) {
        if (told.has(own) || !isRequestModel(checker, own)) continue
        told.add(own)
        const open = own.attributes.filter((field) => isOpen(checker, field))
        if (open.length === 0) continue
        const names = open.map(({ name }) => `\`${name}\``).join(', ')
        checker.report({
          node: own.node,
          message: `\`${own.name}\` accepts ${names} of any length.`,
          related: open.map(({ statement }) => statement),
        })
      }
    },
  },
})

function checkParameter(
  checker: Checker,
  { owner, parameter, declaration, route, type }: HandlerParameter,
): void {
  if (FREE.test(parameter.name) || hasLimit(checker, declaration, LENGTHS)) return
  // A body of any shape is the greater matter, and told as that.
  if (/^(?:typing\.)?(?:dict|Dict|Any)\b/.test(type)) return
  // The server holds all headers to some kilobytes before the handler is asked.
  if (
    declaration !== NO_NODE &&
    /^(?:Header|Cookie)$/.test(calleeName(checker.tree, declaration))
  ) {
    return
  }
  // A part of the path cannot be longer than the address.
  if (route.route.includes(`{${parameter.name}`)) return
  checker.report({
    node: parameter.node,
    message: `\`${parameter.name}\` of \`${owner.name}\` is accepted at any length.`,
    severity: 'low',
  })
}

/** A model that a handler of the project takes as its body. */
function isRequestModel(checker: Checker, own: ClassFacts): boolean {
  const { facts, tree, project } = checker
  const isModel = own.bases.some((base) =>
    /(?:^|\.)BaseModel$/.test(facts.qualifiedName(base) ?? tree.text(base)),
  )
  if (!isModel) return false
  return domainOf(project).routes.routes.some(({ handler, framework, methods }) => {
    if (framework !== 'fastapi' || handler === undefined || methods.includes('GET')) return false
    return handler.summary.parameters.some(({ annotation, default: value }) => {
      const text = annotation === undefined ? '' : JSON.stringify(annotation)
      if (!new RegExp(`[".]${own.name}"`).test(text)) return false
      // `user: User = Depends(current_user)`: the program makes it.
      return !INJECTED.test(text) && (value === undefined || !INJECTED.test(JSON.stringify(value)))
    })
  })
}

function isOpen({ tree }: Checker, { name, annotation, value }: ClassAttribute): boolean {
  if (annotation === NO_NODE || FREE.test(name)) return false
  const text = tree
    .text(annotation)
    .replace(/\s+/g, ' ')
    .replace(/^(?:typing\.)?Optional\[(.*)\]$/, '$1')
    .replace(/\s*\|\s*None\b/g, '')
    .trim()
  if (!UNBOUNDED.test(text)) return false
  if (value === NO_NODE || tree.kind(value) !== K_CALL) return true
  return !/\b(?:max_length|pattern|regex|max_items|const)\s*=/.test(tree.text(value))
}
