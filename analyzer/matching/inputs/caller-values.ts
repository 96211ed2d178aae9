// Whether text that is put together takes in what the caller of the function gave.
import type { Checker } from '../../engine/checker.ts'
import { assignedValue } from '../../facts/assigned-value.ts'
import type { Binding } from '../../facts/scopes.ts'
import { F_ATTRIBUTE, K_ATTRIBUTE, K_CALL, K_IDENTIFIER } from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'
import { carriesArguments, carriesReceiver, cleanedBy, SHELL, SQL } from './sinks.ts'

/** Parameters that are the means and not the matter. */
const MEANS = /^(?:self|cls|cursor|cur|connection|conn|session|db|engine|schema_editor|model)$/
/** Fields that hold names of the schema. */
const SCHEMA =
  /^_?(?:meta|name|model|dialect)|(?:^|_)(?:table|column|schema|index|constraint|field|db_type|name)s?$/

/** True if a parameter goes into an expression; not where a call makes it harmless for the sink. */
export function takesFromCaller(checker: Checker, expression: Node, sink: number): boolean {
  return givenIn(
    checker,
    expression,
    sink,
    (binding) => isGiven(binding, sink) || isMadeOfGiven(checker, binding, sink),
  )
}

function givenIn(
  checker: Checker,
  expression: Node,
  sink: number,
  isMatter: (binding: Binding) => boolean,
): boolean {
  const { tree, facts } = checker
  if (expression === NO_NODE) return false
  for (let node = expression; node < tree.endOfSubtree(expression); node += 1) {
    if (tree.kind(node) === K_CALL) {
      const cleaned = cleanedBy(facts.calleeName(node), calleeName(tree, node))
      const isEscaped = /\.replace\(\s*["'\\]{2,}/.test(tree.spelled(node))
      if ((cleaned & sink) !== 0 || isEscaped || (sink === SQL && isOwnBuilder(checker, node)))
        node = tree.endOfSubtree(node) - 1
      continue
    }
    if (tree.kind(node) !== K_IDENTIFIER || tree.fieldOf(node) === F_ATTRIBUTE) continue
    const binding = facts.resolve(node)
    if (binding !== undefined && !namesSchema(checker, node) && isMatter(binding)) return true
  }
  return false
}

/** `self._where(user=user)`: what a function of the program makes of it is for that function to say. */
function isOwnBuilder({ tree, facts }: Checker, call: Node): boolean {
  return !carriesArguments(facts.calleeName(call)) && !carriesReceiver(calleeName(tree, call))
}

/** Parameters that name the program: whoever may choose it needs no injection. */
const COMMAND =
  /(?:^|_)(?:cmd|editor|pager|program|executable|exe|binary|browser|viewer|mta|shell|compiler|linker)$/

function isGiven(binding: Binding, sink: number): boolean {
  if (binding.kind !== 'parameter' || MEANS.test(binding.name)) return false
  return sink !== SHELL || !COMMAND.test(binding.name)
}

function namesSchema({ tree }: Checker, node: Node): boolean {
  const parent = tree.parent(node)
  if (tree.kind(parent) !== K_ATTRIBUTE) return false
  return SCHEMA.test(tree.spelled(tree.child(parent, F_ATTRIBUTE)))
}

/** `term = text.strip()`: a local that is made of a parameter. */
function isMadeOfGiven(checker: Checker, binding: Binding, sink: number): boolean {
  if (binding.kind !== 'variable' || binding.scope?.kind === 'module') return false
  return binding.definitions.some(({ node }) =>
    givenIn(checker, assignedValue(checker.tree, node), sink, (one) => isGiven(one, sink)),
  )
}
