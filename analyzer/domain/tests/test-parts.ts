// What test files do that their summaries do not tell: requests by path, calls of methods of
// fixtures, what fixtures give.
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Reference } from '../../facts/reference.ts'
import { isTestPath } from '../../project/test-paths.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { readTemplate, type TextTemplate } from '../text-template.ts'

/** `client.post(f'/orders/{id}')`. */
export interface TestRequest {
  readonly in: string
  /** In capitals, `*` for `client.request(...)` with a method that is not known. */
  readonly method: string
  readonly path: TextTemplate
}

/** `queue.enqueue()` on a parameter of the function. */
export interface FixtureCall {
  readonly in: string
  readonly parameter: string
  readonly method: string
}

export interface TestFilePart {
  readonly requests: readonly TestRequest[]
  readonly fixtureCalls: readonly FixtureCall[]
  /** What generator functions yield, by symbol. */
  readonly yields: Readonly<Record<string, Reference>>
}

const VERBS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'request',
  'websocket_connect',
])

/** Undefined for files that hold no tests. */
export function readTestPart(facts: FileFacts): TestFilePart | undefined {
  const isTest =
    isTestPath(facts.path) ||
    facts.imports.some(({ target }) => /^(?:pytest|unittest)(?:\.|$)/.test(target ?? ''))
  if (!isTest) return undefined
  const requests: TestRequest[] = []
  const fixtureCalls: FixtureCall[] = []
  for (const call of facts.calls) {
    const request = readRequest(facts, call)
    if (request !== undefined) requests.push(request)
    const one = readFixtureCall(facts, call)
    if (one !== undefined) fixtureCalls.push(one)
  }
  return { requests, fixtureCalls, yields: readYields(facts) }
}

function readRequest(facts: FileFacts, call: Node): TestRequest | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const verb = tree.text(tree.child(callee, k.F_ATTRIBUTE))
  if (!VERBS.has(verb)) return undefined
  const args = facts.arguments(call)
  const positional = args.filter((one) => one.name === undefined && !one.isUnpacked)
  const isGeneric = verb === 'request'
  const named = args.find((one) => one.name === 'url' || one.name === 'path')
  const given = named?.value ?? positional[isGeneric ? 1 : 0]?.value
  const path = given === undefined ? undefined : readTemplate(facts, given)
  const [first] = path ?? []
  const isPath =
    first !== undefined &&
    ('text' in first ? /^(?:\/|https?:)/.test(first.text) : path !== undefined && path.length > 1)
  if (path === undefined || !isPath) return undefined
  const method = isGeneric ? methodOf(facts, positional[0]?.value) : verb.toUpperCase()
  return { in: ownerSymbol(facts, call), method, path }
}

function methodOf(facts: FileFacts, node: Node | undefined): string {
  const [only] = (node === undefined ? undefined : readTemplate(facts, node)) ?? []
  return only !== undefined && 'text' in only ? only.text.toUpperCase() : '*'
}

function readFixtureCall(facts: FileFacts, call: Node): FixtureCall | undefined {
  const { tree } = facts
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const object = tree.child(callee, k.F_OBJECT)
  if (object === NO_NODE || tree.kind(object) !== k.K_IDENTIFIER) return undefined
  const binding = facts.resolve(object)
  const owner = binding?.kind === 'parameter' ? binding.scope?.function : undefined
  if (binding === undefined || owner === undefined || owner.isLambda) return undefined
  const method = tree.text(tree.child(callee, k.F_ATTRIBUTE))
  return { in: owner.symbol, parameter: binding.name, method }
}

/** The value of the only `yield` of a function. */
function readYields(facts: FileFacts): Readonly<Record<string, Reference>> {
  const { tree } = facts
  const found: Record<string, Reference> = {}
  const seen = new Set<FunctionFacts>()
  for (const node of facts.nodesOfKind(k.K_YIELD)) {
    const owner = facts.enclosingFunction(node)
    if (owner === undefined || owner.decorators.length === 0) continue
    const value = tree.namedChildren(node)[0]
    const reference = value === undefined ? undefined : facts.references.of(value)
    if (reference !== undefined && !seen.has(owner)) found[owner.symbol] = reference
    seen.add(owner)
  }
  return found
}

function ownerSymbol(facts: FileFacts, node: Node): string {
  let owner = facts.enclosingFunction(node)
  while (owner?.isLambda) owner = owner.enclosing
  return owner?.symbol ?? ''
}
