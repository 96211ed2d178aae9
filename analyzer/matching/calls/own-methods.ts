// Short methods of the same class, seen through where they are called: what they give back, what
// they store.
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import type { Access } from '../../flow/accesses.ts'
import * as event from '../../flow/events.ts'
import type { FunctionAnalysis } from '../../flow/function-analysis.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { argumentFor, hasUnpacking } from './calls.ts'

/** The method that `self.name` is, where it stands in the body of the same class. */
export function ownMethod({ facts }: Checker, attribute: Node): FunctionFacts | undefined {
  const found = receiverAttribute(facts, attribute)
  return found?.class.method(found.name)
}

/** The function of the same file that a name or `self.name` stands for, where it is the only one. */
export function ownFunction(checker: Checker, callee: Node): FunctionFacts | undefined {
  const { tree, facts } = checker
  if (tree.kind(callee) !== k.K_IDENTIFIER) return ownMethod(checker, callee)
  const binding = facts.resolve(callee)
  const [only, second] = binding?.definitions ?? []
  if (binding?.kind !== 'function' || only === undefined || second !== undefined) return undefined
  return facts.functions.find(({ nameNode }) => nameNode === only.node)
}

export function isProperty({ facts }: Checker, method: FunctionFacts): boolean {
  return method.decorators.some((one) => facts.qualifiedName(one) === 'builtins.property')
}

/** A write of an argument into a place, by the method that is called. */
export interface StoredArgument {
  readonly write: Access
  /** The expression that is stored. */
  readonly value: Node
}

/** The calls of a function that store an argument as it is: `self.set_count(count + 1)`. */
export function storedArguments(
  checker: Checker,
  owner: FunctionFacts,
  { graph }: FunctionAnalysis,
): readonly StoredArgument[] {
  const { tree, facts } = checker
  const found: StoredArgument[] = []
  for (const call of facts.callsOf(owner)) {
    const method = ownMethod(checker, facts.callee(call))
    if (method === undefined || method === owner || hasUnpacking(tree, call)) continue
    const at = graph.eventsAt(call).find((one) => graph.eventKind(one) === event.CALL)
    if (at === undefined) continue
    for (const access of checker.analysis.of(method).accesses) {
      const { kind, use, location, node } = access
      if (kind !== 'write' || use !== 'value' || location.root !== 'self') continue
      const written = writtenValue(tree, node)
      if (written?.kind !== 'whole' || tree.kind(written.node) !== k.K_IDENTIFIER) continue
      const position = method.parameters.findIndex(
        ({ name, nameNode }) => name === tree.text(written.node) && isOnlyGiven(checker, nameNode),
      )
      if (position < 1) continue
      const value = argumentFor(tree, call, position - 1, tree.text(written.node))
      if (value !== NO_NODE) found.push({ write: { ...access, event: at, node: call }, value })
    }
  }
  return found
}

function isOnlyGiven({ facts }: Checker, name: Node): boolean {
  return facts.resolve(name)?.definitionCount === 1
}
