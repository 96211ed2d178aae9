// Whether text that is put together takes in what the caller of the function gave.
import type { Checker } from '../engine/checker.ts'
import { assignedValue } from '../facts/qualified-names.ts'
import type { Binding } from '../facts/scopes.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { calleeName } from './calls.ts'
import { cleanedBy } from './sinks.ts'

/** Parameters that are the means and not the matter. */
const MEANS = /^(?:self|cls|cursor|cur|connection|conn|session|db|engine|schema_editor|model)$/
/** Fields that hold names of the schema. */
const SCHEMA =
  /^_?(?:meta|name|model|dialect)|(?:^|_)(?:table|column|schema|index|constraint|field|db_type)s?(?:_name)?$/

/** True if a parameter goes into an expression; not where a call makes it harmless for the sink. */
export function takesFromCaller(checker: Checker, expression: Node, sink: number): boolean {
  const { tree, facts } = checker
  if (expression === NO_NODE) return false
  for (let node = expression; node < tree.endOfSubtree(expression); node += 1) {
    if (tree.kind(node) === K_CALL) {
      const cleaned = cleanedBy(facts.calleeName(node), calleeName(tree, node))
      if ((cleaned & sink) !== 0) node = tree.endOfSubtree(node) - 1
      continue
    }
    if (tree.kind(node) !== K_IDENTIFIER || tree.fieldOf(node) === F_ATTRIBUTE) continue
    const binding = facts.resolve(node)
    if (binding === undefined || namesSchema(checker, node)) continue
    if (isGiven(binding) || isMadeOfGiven(checker, binding)) return true
  }
  return false
}

function isGiven(binding: Binding): boolean {
  return binding.kind === 'parameter' && !MEANS.test(binding.name)
}

function namesSchema({ tree }: Checker, node: Node): boolean {
  const parent = tree.parent(node)
  if (tree.kind(parent) !== K_ATTRIBUTE) return false
  return SCHEMA.test(tree.text(tree.child(parent, F_ATTRIBUTE)))
}

/** `term = text.strip()`: a local that is made of a parameter. */
function isMadeOfGiven({ tree, facts }: Checker, binding: Binding): boolean {
  if (binding.kind !== 'variable' || binding.scope?.kind === 'module') return false
  return binding.definitions.some(({ node }) => {
    const value = assignedValue(tree, node)
    for (let at = value; value !== NO_NODE && at < tree.endOfSubtree(value); at += 1) {
      if (tree.kind(at) !== K_IDENTIFIER || tree.fieldOf(at) === F_ATTRIBUTE) continue
      const own = facts.resolve(at)
      if (own !== undefined && isGiven(own)) return true
    }
    return false
  })
}
