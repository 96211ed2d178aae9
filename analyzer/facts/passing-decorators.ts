// Decorators of a file that hand every call on as it comes and give back what comes of it:
//
//     def timed(function):
//         @functools.wraps(function)
//         def inner(*args, **kwargs):
//             started = time.monotonic()
//             result = function(*args, **kwargs)
//             log.debug('took %s', time.monotonic() - started)
//             return result
//         return inner
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import type { FileFacts } from './file-facts.ts'
import type { FunctionFacts } from './functions.ts'
import { withoutBrackets } from './strings.ts'

/** Takes such decorators away from the functions of the file: with them and without, these do the same. */
export function leaveOutPassingDecorators(facts: FileFacts): void {
  const { tree } = facts
  for (const inner of facts.functions) {
    const outer = inner.enclosing
    if (inner.isLambda || inner.isGenerator || outer === undefined || !isPassing(facts, inner))
      continue
    const binding = facts.resolve(outer.nameNode)
    if (binding?.definitionCount !== 1) continue
    for (const use of binding.references) {
      const decorator = tree.parent(use)
      if (tree.kind(decorator) !== k.K_DECORATOR) continue
      const definition = tree.child(tree.parent(decorator), k.F_DEFINITION)
      const one = definition === NO_NODE ? undefined : facts.functionAt(definition)
      // A wrapper that waits makes a coroutine of whatever it stands around.
      if (one !== undefined && (one.isAsync || !inner.isAsync)) one.leaveOutDecorator(use)
    }
  }
}

/** True for the wrapper that a decorator returns, if it calls what it is given once and on every way. */
function isPassing(facts: FileFacts, inner: FunctionFacts): boolean {
  const { tree } = facts
  const [rest, keywords, other] = inner.parameters
  if (rest?.kind !== 'rest' || keywords?.kind !== 'keywords' || other !== undefined) return false
  const outer = inner.enclosing
  const [given, more] = outer?.parameters ?? []
  if (outer === undefined || outer.class !== undefined || outer.enclosing !== undefined)
    return false
  if (given === undefined || more !== undefined) return false
  const [definition, last, third] = statementsOf(facts, outer)
  if (definition !== inner.statement || last === undefined || third !== undefined) return false
  if (tree.kind(last) !== k.K_RETURN_STATEMENT) return false
  const returned = tree.namedChildren(last)[0] ?? NO_NODE
  if (returned === NO_NODE || tree.text(returned) !== inner.name) return false
  const isKept = inner.decorators.every((one) => /^(?:functools\.)?wraps\(/.test(tree.text(one)))
  return isKept && callsOnce(facts, inner, `${given.name}(*${rest.name}, **${keywords.name})`)
}

/** Nothing but the call, what is logged and what time it is; the result of the call is returned. */
function callsOnce(facts: FileFacts, inner: FunctionFacts, call: string): boolean {
  const { tree } = facts
  const statements = statementsOf(facts, inner)
  const last = statements.at(-1)
  if (last === undefined || tree.kind(last) !== k.K_RETURN_STATEMENT) return false
  let name: string | undefined
  for (const statement of statements.slice(0, -1)) {
    const only = tree.namedChildren(statement)[0] ?? NO_NODE
    if (tree.kind(statement) !== k.K_EXPRESSION_STATEMENT || only === NO_NODE) return false
    const isAssigned = tree.kind(only) === k.K_ASSIGNMENT
    const target = isAssigned ? tree.child(only, k.F_LEFT) : NO_NODE
    const value = isAssigned ? tree.child(only, k.F_RIGHT) : only
    if (value === NO_NODE) return false
    if (isCall(facts, value, call, inner.isAsync)) {
      if (target === NO_NODE || name !== undefined) return false
      name = tree.text(target)
    } else if (!isAside(facts, value) || (isAssigned && tree.text(target) === name)) return false
  }
  const result = tree.namedChildren(last)[0] ?? NO_NODE
  if (result === NO_NODE) return false
  if (name !== undefined) return tree.text(result) === name
  return isCall(facts, result, call, inner.isAsync)
}

function isCall({ tree }: FileFacts, expression: Node, call: string, isAsync: boolean): boolean {
  let node = withoutBrackets(tree, expression)
  const isAwaited = tree.kind(node) === k.K_AWAIT
  if (isAwaited) node = tree.namedChildren(node)[0] ?? NO_NODE
  return node !== NO_NODE && isAwaited === isAsync && tree.text(node) === call
}

/** Calls that neither refuse nor change anything: of a logger, of a clock. */
function isAside({ tree }: FileFacts, value: Node): boolean {
  if (tree.kind(value) !== k.K_CALL) return false
  return /^(?:_?log(?:ger|ging)?\.\w+|print|time\.\w*(?:time|monotonic|perf_counter)\w*)\(/i.test(
    tree.text(value),
  )
}

function statementsOf({ tree }: FileFacts, one: FunctionFacts): readonly Node[] {
  if (one.body === NO_NODE) return []
  const { docstring } = one
  return tree
    .namedChildren(one.body)
    .filter(
      (node) =>
        tree.kind(node) !== k.K_COMMENT &&
        (docstring === NO_NODE || !tree.contains(node, docstring)),
    )
}
