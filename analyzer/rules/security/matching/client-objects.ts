// Values that a client may send as an object where a text is expected: parts of a body of JSON.
import type { Checker } from '../../../engine/checker.ts'
import { importsModule } from '../../../matching/calls/library-calls.ts'
import { isInputRead } from '../../../matching/inputs/input-sources.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { SQL } from '../../../matching/inputs/sinks.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const LOADERS =
  /^(?:json|simplejson|ujson|orjson|flask\.json|bson\.json_util)\.loads$|^ast\.literal_eval$/
const BODIES = /\.(?:json|get_json)(?:\([^()]*\))?$/
const TAKING: ReadonlySet<string> = new Set(['get', 'pop'])
const MAX_STEPS = 10

/** Where such a value enters; NO_NODE for texts, and for what was tested or converted. */
export function clientObject(checker: Checker, expression: Node): Node {
  const { tree, facts } = checker
  const own = provenance(checker)
  let node = expression
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (node === NO_NODE || isTypeTested(checker, node)) return NO_NODE
    node = own.valueOf(node)
    if (isInputRead(checker, node)) return isBody(checker, node) ? node : NO_NODE
    switch (tree.kind(node)) {
      case k.K_AWAIT:
        node = tree.namedChildren(node)[0] ?? NO_NODE
        break
      case k.K_SUBSCRIPT:
        node = tree.child(node, k.F_VALUE)
        break
      case k.K_CALL: {
        if (LOADERS.test(facts.calleeName(node) ?? '')) {
          return own.inputOf(facts.arguments(node)[0]?.value ?? NO_NODE, SQL)
        }
        const callee = facts.callee(node)
        const isTaken =
          tree.kind(callee) === k.K_ATTRIBUTE &&
          TAKING.has(facts.name(tree.child(callee, k.F_ATTRIBUTE)))
        if (!isTaken) return NO_NODE
        node = tree.child(callee, k.F_OBJECT)
        break
      }
      default:
        return NO_NODE
    }
  }
  return NO_NODE
}

/** `request.json`, `request.get_json()`, `await request.json()`, and `request.data` of the REST framework. */
function isBody(checker: Checker, read: Node): boolean {
  const text = checker.tree.text(read)
  return BODIES.test(text) || (/\.data$/.test(text) && importsModule(checker, 'rest_framework'))
}

/** `isinstance(name, str)` somewhere in the function. */
function isTypeTested({ tree, facts }: Checker, value: Node): boolean {
  if (tree.kind(value) !== k.K_IDENTIFIER) return false
  return (facts.resolve(value)?.references ?? []).some((reference) => {
    const list = tree.parent(reference)
    if (list === NO_NODE || tree.kind(list) !== k.K_ARGUMENT_LIST) return false
    return facts.calleeName(tree.parent(list)) === 'builtins.isinstance'
  })
}
