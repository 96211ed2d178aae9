// Which parameters of a function an expression in it is made of, through the variables of the function.
import type { Checker } from '../../../engine/checker.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/**
 * The names of the parameters. What methods are called on counts where `withReceivers` says so: a client
 * that fetches something is no input of what it fetches.
 */
export function parameterInputs(
  checker: Checker,
  expression: Node,
  owner: FunctionFacts,
  withReceivers: boolean,
): ReadonlySet<string> {
  const { tree, facts } = checker
  const found = new Set<string>()
  const seen = new Set<Node>()
  const open = [expression]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    const ignored = withReceivers ? ignoredArguments(checker, node) : []
    const names =
      tree.kind(node) === k.K_IDENTIFIER ? [node] : Array.from(facts.nodesIn(node, k.K_IDENTIFIER))
    for (const name of names) {
      if (!withReceivers && isReceiver(checker, name)) continue
      if (ignored.some((one) => tree.contains(one, name))) continue
      const binding = facts.resolve(name)
      if (binding?.scope?.function !== owner) continue
      for (const definition of binding.definitions) {
        if (definition.kind === 'parameter') found.add(binding.name)
        else {
          const value = givenTo(checker, definition.node)
          if (value !== NO_NODE) open.push(value)
        }
      }
    }
  }
  return found
}

/** `client` of `client.get(url)`, `load` of `load(url)`, the name of a keyword. */
function isReceiver({ tree, facts }: Checker, name: Node): boolean {
  let node = name
  let parent = tree.parent(node)
  while (tree.kind(parent) === k.K_ATTRIBUTE && tree.fieldOf(node) === k.F_OBJECT) {
    node = parent
    parent = tree.parent(node)
  }
  return tree.kind(parent) === k.K_CALL && facts.callee(parent) === node
}

/** What a variable is given: by assignment, by `with ... as`, or by a loop. */
function givenTo({ tree }: Checker, target: Node): Node {
  const value = assignedValue(tree, target)
  if (value !== NO_NODE) return value
  const list = tree.parent(target)
  if (tree.kind(list) === k.K_PATTERN_LIST || tree.kind(list) === k.K_TUPLE_PATTERN) {
    const whole = assignedValue(tree, list)
    if (whole !== NO_NODE) return whole
  }
  const outer = tree.ancestor(
    target,
    k.K_WITH_ITEM,
    k.K_FOR_STATEMENT,
    k.K_FOR_IN_CLAUSE,
    k.K_BLOCK,
  )
  if (outer === NO_NODE || tree.kind(outer) === k.K_BLOCK) return NO_NODE
  if (tree.kind(outer) === k.K_WITH_ITEM) return tree.child(outer, k.F_VALUE)
  return tree.contains(tree.child(outer, k.F_LEFT), target) ? tree.child(outer, k.F_RIGHT) : NO_NODE
}

/** Arguments of the calls in an expression that the called function of this file never looks at. */
function ignoredArguments(checker: Checker, expression: Node): readonly Node[] {
  const { tree, facts } = checker
  const calls =
    tree.kind(expression) === k.K_CALL
      ? [expression, ...facts.callsIn(expression)]
      : Array.from(facts.callsIn(expression))
  return calls.flatMap((call) => {
    const value = checker.valueOf(facts.callee(call))
    if (value?.kind !== 'function' && value?.kind !== 'method') return []
    if (value.function.module.summary.path !== checker.path) return []
    const callee = facts.functions.find((one) => one.symbol === value.function.summary.symbol)
    if (callee === undefined || callee.decorators.length > 0) return []
    const skipped = callee.class === undefined ? 0 : 1
    return facts.arguments(call).flatMap(({ name, value: given, isUnpacked }, at) => {
      if (isUnpacked) return []
      const parameter =
        name === undefined
          ? callee.parameters[at + skipped]
          : callee.parameters.find((one) => one.name === name)
      if (parameter === undefined) return []
      const isRead = Array.from(facts.identifiersNamed(parameter.name)).some(
        (one) => tree.contains(callee.body, one) && facts.resolve(one)?.scope?.function === callee,
      )
      return isRead ? [] : [given]
    })
  })
}
