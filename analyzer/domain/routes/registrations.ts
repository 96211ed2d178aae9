// What a file does to applications and routers by calls: includes, routes without decorators,
// middleware; and the objects that functions make for themselves.

import { assignedValue } from '../../facts/assigned-value.ts'
import type { Expression, Place } from '../../facts/expression.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import { readExpression } from '../../facts/read-expression.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { readTemplate, type TextTemplate } from '../text-template.ts'

/** `app.include_router(router, prefix='/x')`. */
export interface Registration {
  readonly method: string
  /** As written: `app`, `self.router`. */
  readonly receiver: string
  readonly origin?: string
  /** Symbol of the function around it, '' for the module. */
  readonly in: string
  readonly call: Expression & { readonly kind: 'call' }
  /** The prefix or path in parts, where it is put together. */
  readonly prefix?: TextTemplate
  /** In `for x in (a, b)`: the variable and what it stands for. */
  readonly loop?: { readonly variable: string; readonly items?: readonly Expression[] }
  readonly at: Place
}

/** `router = APIRouter(...)` in a function, `self.router = APIRouter(...)` in a method. */
export interface LocalObject {
  readonly owner: string
  readonly name: string
  readonly value: Expression & { readonly kind: 'call' }
  readonly prefix?: TextTemplate
  readonly at: Place
}

export interface WebFilePart {
  readonly registrations: readonly Registration[]
  readonly objects: readonly LocalObject[]
}

const WEB =
  /^(?:fastapi|starlette|flask|quart|django|rest_framework|aiohttp|tornado|fastapi_\w+|flask_\w+)(?:\.|$)/
const METHODS = new Set([
  'include_router',
  'add_api_route',
  'add_api_websocket_route',
  'add_route',
  'add_websocket_route',
  'add_middleware',
  'add_event_handler',
  'mount',
  'register_blueprint',
  'add_url_rule',
  'before_request',
  'before_app_request',
  'register',
  'add_routes',
  'add_get',
  'add_post',
  'add_put',
  'add_patch',
  'add_delete',
  'add_head',
  'add_view',
  'add_subapp',
  'add_resource',
  'add_namespace',
  'init_app',
  'add_handlers',
])
const TORNADO = 'tornado.web.Application'
const PREFIXES = ['prefix', 'url_prefix', 'path']
/** Classes by the last part of their name, before it is known where they come from. */
const OBJECTS =
  /(?:Router|FastAPI|Starlette|Flask|Quart|Blueprint|Application|RouteTableDef|App|API|Api|Namespace)$/

/** Undefined where nothing of that kind is found. */
export function readRegistrations(facts: FileFacts): WebFilePart | undefined {
  const isWeb = facts.imports.some(({ target }) => WEB.test(target ?? ''))
  const mayInclude = facts.identifiersNamed('include_router').length > 0
  if (!isWeb && !mayInclude) return undefined
  const registrations: Registration[] = []
  const objects: LocalObject[] = []
  for (const call of facts.calls) {
    const one = readRegistration(facts, call)
    if (one !== undefined) registrations.push(one)
    const object = readObject(facts, call)
    if (object !== undefined) objects.push(object)
  }
  return registrations.length + objects.length === 0 ? undefined : { registrations, objects }
}

function readRegistration(facts: FileFacts, call: Node): Registration | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  if (facts.calleeName(call) === TORNADO) return readTornado(facts, call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const method = tree.text(tree.child(callee, k.F_ATTRIBUTE))
  if (!METHODS.has(method)) return undefined
  const object = tree.child(callee, k.F_OBJECT)
  const receiver = facts.dottedText(object)
  const read = readExpression(facts, call)
  if (receiver === undefined || read.kind !== 'call') return undefined
  const origin = facts.qualifiedName(object)
  const prefix = prefixOf(facts, call, method)
  const loop = loopOf(facts, call)
  return {
    method,
    receiver,
    ...(origin !== undefined && { origin }),
    in: facts.enclosingSymbol(call),
    call: read,
    ...(prefix && { prefix }),
    ...(loop && { loop }),
    at: tree.position(tree.start(call)),
  }
}

/** `tornado.web.Application([(r'/', Home)])`, whose list of handlers counts wherever it is made. */
function readTornado(facts: FileFacts, call: Node): Registration | undefined {
  const read = readExpression(facts, call)
  if (read.kind !== 'call') return undefined
  return {
    method: '',
    receiver: '',
    origin: TORNADO,
    in: facts.enclosingSymbol(call),
    call: read,
    at: facts.tree.position(facts.tree.start(call)),
  }
}

function readObject(facts: FileFacts, call: Node): LocalObject | undefined {
  const { tree } = facts
  const assignment = tree.parent(call)
  if (assignment === NO_NODE || tree.kind(assignment) !== k.K_ASSIGNMENT) return undefined
  if (tree.child(assignment, k.F_RIGHT) !== call) return undefined
  const target = tree.child(assignment, k.F_LEFT)
  const name = facts.dottedText(target)
  const callee = facts.dottedText(facts.callee(call))
  if (name === undefined || callee === undefined || !OBJECTS.test(callee)) return undefined
  const owner = facts.enclosingSymbol(call)
  const prefix = prefixOf(facts, call, '')
  // Objects of the module are known from its summary, but not how their prefix is put together.
  if (owner === '' && (prefix === undefined || isPlain(prefix))) return undefined
  const value = readExpression(facts, call)
  if (value.kind !== 'call' || assignedValue(tree, target) === NO_NODE) return undefined
  const at = tree.position(tree.start(target))
  return { owner, name, value, ...(prefix && { prefix }), at }
}

function isPlain(template: TextTemplate): boolean {
  return template.every((part) => 'text' in part)
}

function prefixOf(facts: FileFacts, call: Node, method: string): TextTemplate | undefined {
  const args = facts.arguments(call)
  for (const name of PREFIXES) {
    const given = args.find((one) => one.name === name)
    if (given !== undefined) return readTemplate(facts, given.value)
  }
  const isPath = /^(?:add_(?!routes|resource|namespace|middleware|event_handler)|mount$)/.test(
    method,
  )
  const first = args[0]
  return isPath && first?.name === undefined && first ? readTemplate(facts, first.value) : undefined
}

/** The loop around a call, with its items where they are written out. */
function loopOf(facts: FileFacts, call: Node): Registration['loop'] | undefined {
  const { tree } = facts
  const statement = tree.ancestor(call, k.K_FOR_STATEMENT, k.K_FUNCTION_DEFINITION)
  if (statement === NO_NODE || tree.kind(statement) !== k.K_FOR_STATEMENT) return undefined
  const variable = tree.text(tree.child(statement, k.F_LEFT))
  const items = readExpression(facts, tree.child(statement, k.F_RIGHT))
  return 'items' in items && items.kind !== 'union' && items.kind !== 'subscript'
    ? { variable, items: items.items }
    : { variable }
}
