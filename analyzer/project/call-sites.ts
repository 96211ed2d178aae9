// Which calls a file makes, and which functions it hands to what.
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { Reference, References } from './reference.ts'
import { spawnKind } from './spawns.ts'
import { namedFunctions } from './summarize-function.ts'
import type { CallSite } from './summary.ts'

export function readCallSites(facts: FileFacts, references: References): readonly CallSite[] {
  const indices = new Map<FunctionFacts, number>()
  for (const [index, one] of namedFunctions(facts).entries()) indices.set(one, index)
  const found: CallSite[] = []
  for (const call of facts.calls) {
    const callee = facts.callee(call)
    if (callee === NO_NODE) continue
    const reference = references.of(callee)
    const spawns = readSpawns(facts, references, call, callee, reference)
    const isKnown = reference !== undefined && !isPlainBuiltin(reference)
    if (!isKnown && spawns.length === 0) continue
    found.push({
      caller: callerOf(facts, indices, call),
      callee: reference ?? UNKNOWN,
      at: facts.tree.position(facts.tree.start(call)),
      isAwaited: facts.tree.kind(facts.tree.parent(call)) === k.K_AWAIT,
      ...(spawns.length > 0 && { spawns }),
    })
  }
  return found
}

const UNKNOWN: Reference = { kind: 'either', items: [] }

/** `len(x)`: calls into builtins lead nowhere in the project. */
function isPlainBuiltin(reference: Reference): boolean {
  return reference.kind === 'origin' && reference.name.startsWith('builtins.')
}

/** Code of a lambda belongs to the function around it. */
function callerOf(
  facts: FileFacts,
  indices: ReadonlyMap<FunctionFacts, number>,
  node: Node,
): number {
  let at = facts.enclosingFunction(node)
  while (at?.isLambda) at = at.enclosing
  return at === undefined ? -1 : (indices.get(at) ?? -1)
}

function readSpawns(
  facts: FileFacts,
  references: References,
  call: Node,
  callee: Node,
  reference: Reference | undefined,
): NonNullable<CallSite['spawns']> {
  const { tree } = facts
  const found: { kind: ReturnType<typeof spawnKind>; target: Reference }[] = []
  const name = tree.kind(callee) === k.K_ATTRIBUTE ? tree.child(callee, k.F_ATTRIBUTE) : callee
  const method = tree.kind(name) === k.K_IDENTIFIER ? facts.name(name) : ''
  const kind = spawnKind(reference, method)
  for (const argument of facts.arguments(call)) {
    const target = handedOver(facts, references, argument.value, kind !== 'passed')
    if (target !== undefined) found.push({ kind, target })
  }
  return found
}

/**
 * The function that an argument stands for: a name or attribute, `partial(f, ...)`, a lambda that
 * only calls, and for what runs coroutines the call `f(...)` itself.
 */
function handedOver(
  facts: FileFacts,
  references: References,
  argument: Node,
  takesCoroutines: boolean,
): Reference | undefined {
  const { tree } = facts
  const kind = tree.kind(argument)
  if (kind === k.K_IDENTIFIER || kind === k.K_ATTRIBUTE) {
    const reference = references.of(argument)
    return reference && isFunctionLike(reference) ? reference : undefined
  }
  if (kind === k.K_LAMBDA) {
    const body = tree.child(argument, k.F_BODY)
    const isCall = body !== NO_NODE && tree.kind(body) === k.K_CALL
    return isCall ? references.of(facts.callee(body)) : undefined
  }
  if (
    kind === k.K_LIST_SPLAT ||
    kind === k.K_LIST_COMPREHENSION ||
    kind === k.K_GENERATOR_EXPRESSION
  ) {
    const element = tree.child(argument, k.F_BODY)
    return element === NO_NODE ? undefined : handedOver(facts, references, element, takesCoroutines)
  }
  if (kind !== k.K_CALL) return undefined
  const origin = facts.calleeName(argument)
  if (origin === 'functools.partial' || origin === 'contextvars.copy_context') {
    const first = facts.arguments(argument)[0]
    return first && references.of(first.value)
  }
  return takesCoroutines ? references.of(facts.callee(argument)) : undefined
}

/** Values of annotated types and results of calls are no functions that somebody wrote. */
function isFunctionLike(reference: Reference): boolean {
  switch (reference.kind) {
    case 'origin':
      return !reference.name.startsWith('builtins.')
    case 'attribute':
      return true
    case 'either':
      return reference.items.every(isFunctionLike)
    default:
      return false
  }
}
