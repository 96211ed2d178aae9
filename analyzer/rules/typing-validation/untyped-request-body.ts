import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { typeText } from '../../facts/type-text.ts'
import { argumentsOf, calleeName } from '../../matching/calls/calls.ts'
import { routesHere } from '../../matching/routes/route-places.ts'
import { parentOf } from '../../matching/statements/statements.ts'
import {
  F_ATTRIBUTE,
  F_OBJECT,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AWAIT,
  K_CALL,
  K_DICTIONARY_SPLAT,
  K_IDENTIFIER,
  K_MODULE,
  K_SUBSCRIPT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { handlerParameters } from './matching/route-parameters.ts'

const OPEN =
  /^(?:(?:typing\.)?(?:Any|Dict|Mapping|MutableMapping)|dict|object|list|(?:typing\.)?List)(?:\[(?:str,\s*)?(?:(?:typing\.)?(?:Any|Dict|dict|object|str\s*,\s*Any).*)?\])?$/
/** Bodies whose form somebody else decides, or that are checked by their signature. */
const FOREIGN =
  /webhook|hook|callback|signature|hmac|proxy|forward|graphql|jsonrpc|rpc|echo|telemetry|metadata|extra|ingest|events?$|schema|json_?patch/i
const CHECKS =
  /^(?:model_validate\w*|parse_obj\w*|validate\w*|is_valid|load|loads|from_dict|from_json|fromdict|structure|construct|check\w*|clean\w*|deserialize\w*|parse\w*|TypeAdapter|[A-Z]\w*)$/

export default defineRule({
  id: 'untyped-request-body',
  title: 'Request body without a schema',
  consequence:
    'Anything a client sends gets through: missing fields fail deep inside, wrong types reach the database.',
  effortHours: { low: 0.5, high: 2 },
  cwe: [20, 1287],
  why: `
The handler takes the body as a plain dictionary. A field that is missing or misspelt ends in a 500 from the
middle of the code, a string where a number belongs is stored, a body of ten megabytes in one field is accepted.
The documentation of the API shows an empty object, so that no client can be generated from it.
`,
  fix: `
Declare a model and take that: \`async def create(order: OrderCreate)\`. Outside of FastAPI, hand the data to a
schema first: \`OrderCreate.model_validate(await request.json())\`.
`,
  exemptions: [
    {
      text: 'A model, and data that is handed to one.',
      quiet: py`
        from fastapi import FastAPI, Request
        from pydantic import BaseModel

        app = FastAPI()

        class OrderCreate(BaseModel):
            item: str

        @app.post("/orders")
        def create(order: OrderCreate):
            return order.item

        @app.post("/raw")
        async def raw(request: Request):
            data = await request.json()
            order = OrderCreate.model_validate(data)
            return order.item

        @app.post("/stars")
        async def stars(request: Request):
            order = OrderCreate(**(await request.json()))
            return order.item
      `,
    },
    {
      text: 'A body that comes from elsewhere in a form of its own: webhooks, signatures.',
      quiet: py`
        from fastapi import FastAPI, Request

        app = FastAPI()

        @app.post("/payments/webhook")
        async def paid(request: Request):
            data = await request.json()
            return data["type"]

        @app.post("/hooks")
        async def hooks(payload: dict):
            check_signature(payload)
            return payload["id"]
      `,
    },
    {
      text: 'Reading, and functions that no request calls.',
      quiet: py`
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/orders")
        def orders(limit: int = 10):
            return []

        def save(data: dict):
            return data["id"]
      `,
    },
    {
      text: 'Data that is checked by hand or by a schema of another library.',
      quiet: py`
        from flask import Flask, request
        from jsonschema import validate

        app = Flask(__name__)

        @app.route("/orders", methods=["POST"])
        def create():
            data = request.get_json()
            validate(data, SCHEMA)
            return save(data["item"])

        @app.route("/names", methods=["POST"])
        def rename():
            data = NameSchema().load(request.json)
            return save(data["name"])
      `,
    },
  ],
  limits: ['Checks in a called function are known by its name only.'],
  bad: [
    py`
      from fastapi import FastAPI

      app = FastAPI()

      @app.post("/orders")
      def create(order: dict): #!
          return save(order["item"], order["count"])
    `,
    py`
      from typing import Any, Dict
      from fastapi import APIRouter, Body, Request

      router = APIRouter()

      @router.put("/orders/{key}")
      async def replace(key: int, body: Dict[str, Any]): #!
          return save(key, **body)

      @router.patch("/orders/{key}")
      async def change(key: int, changes: Any = Body(...)): #!
          return save(key, changes)

      @router.post("/raw")
      async def raw(request: Request):
          data = await request.json() #!
          return save(data["item"])

      @router.post("/direct")
      async def direct(request: Request):
          return save((await request.json())["item"]) #!

      @router.post("/many")
      async def many(rows: list[dict]): #!
          return [save(row["item"]) for row in rows]
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI
      from pydantic import BaseModel

      app = FastAPI()

      class OrderCreate(BaseModel):
          item: str
          count: int

      @app.post("/orders")
      def create(order: OrderCreate):
          return save(order.item, order.count)
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      checkParameters(checker)
      checkRequests(checker)
    },
  },
})

/** Frameworks whose handlers read the body by themselves, where a schema must be asked for. */
const READING = /^(?:fastapi|starlette|aiohttp|litestar)$/
const WRITING = /^(?:POST|PUT|PATCH)$/

/** Parameters of FastAPI that take the body as it is. */
function checkParameters(checker: Checker): void {
  const { tree } = checker
  for (const { owner, route, parameter, type, declaration } of handlerParameters(checker)) {
    if (!route.methods.some((method) => WRITING.test(method))) continue
    const declared = declaration === NO_NODE ? '' : calleeName(tree, declaration)
    if (declared !== '' && declared !== 'Body') continue
    if (!OPEN.test(type) || isForeign(checker, owner, route.route, parameter.name)) continue
    // A list of plain values is no object without a form.
    if (/^(?:list|(?:typing\.)?List)(?:\[\])?$/.test(type)) continue
    checker.report({
      node: parameter.node,
      message: `\`${parameter.name}\` takes any object as the body of the request.`,
    })
  }
}

/** `request.json()` of which fields are read without a check. */
function checkRequests(checker: Checker): void {
  const { tree, facts } = checker
  const owners = new Map(
    routesHere(checker).flatMap((one) => (one.owner ? [[one.owner, one.route] as const] : [])),
  )
  if (owners.size === 0) return
  for (const call of facts.calls) {
    if (calleeName(tree, call) !== 'json' || argumentsOf(tree, call).length > 0) continue
    const owner = facts.enclosingFunction(call)
    const route = owner && owners.get(owner)
    if (owner === undefined || route === undefined) continue
    const object = tree.child(facts.callee(call), F_OBJECT)
    if (object === NO_NODE || !isRequest(checker, owner, object)) continue
    if (!READING.test(route.framework) || isForeign(checker, owner, route.route, '')) continue
    const read = tree.kind(parentOf(tree, call)) === K_AWAIT ? parentOf(tree, call) : call
    if (!isReadUnchecked(checker, owner, read)) continue
    checker.report({
      node: call,
      message: `Fields of \`${tree.text(call)}\` are read without a schema.`,
    })
  }
}

function isRequest({ tree }: Checker, owner: FunctionFacts, object: Node): boolean {
  const parameter = owner.parameters.find(({ name }) => name === tree.text(object))
  if (parameter === undefined) return false
  return parameter.annotation === NO_NODE
    ? parameter.name === 'request'
    : /(?:^|\.)Request$/.test(typeText(tree, parameter.annotation))
}

function isForeign({ tree }: Checker, owner: FunctionFacts, path: string, name: string): boolean {
  return (
    FOREIGN.test(path) ||
    FOREIGN.test(owner.name) ||
    FOREIGN.test(name) ||
    /signature|hmac|webhook/i.test(tree.spelled(owner.node))
  )
}

/** True when fields are taken, by name or by unpacking, and nothing looks at the whole before. */
function isReadUnchecked(checker: Checker, owner: FunctionFacts, read: Node): boolean {
  const { tree, facts } = checker
  const parent = parentOf(tree, read)
  if (tree.kind(parent) !== K_ASSIGNMENT) return usesFields(checker, read)
  const target = tree.firstChild(parent)
  if (tree.kind(target) !== K_IDENTIFIER) return false
  const uses = [...(facts.resolve(target)?.references ?? [])].filter((one) =>
    tree.contains(owner.node, one),
  )
  return (
    uses.some((one) => usesFields(checker, one)) && !uses.some((one) => isChecked(checker, one))
  )
}

function usesFields({ tree }: Checker, value: Node): boolean {
  const parent = parentOf(tree, value)
  const kind = tree.kind(parent)
  if (kind === K_SUBSCRIPT) return true
  if (kind !== K_ATTRIBUTE) return false
  return /^(?:get|pop|items|keys|values)$/.test(tree.spelled(tree.child(parent, F_ATTRIBUTE)))
}

function isChecked({ tree, facts }: Checker, value: Node): boolean {
  let list = parentOf(tree, value)
  if (tree.kind(list) === K_DICTIONARY_SPLAT) list = parentOf(tree, list)
  if (tree.kind(list) !== K_ARGUMENT_LIST) return false
  const call = tree.parent(list)
  return (
    tree.kind(call) === K_CALL &&
    CHECKS.test(tree.spelled(facts.callee(call)).split('.').at(-1) ?? '')
  )
}
