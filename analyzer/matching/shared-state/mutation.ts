// What a reference to a collection does with it: reads, changes, hands on.
import type { FileFacts } from '../../facts/file-facts.ts'
import { AUGMENT, DELETE } from '../../facts/roles.ts'
import { mutates } from '../../flow/mutators.ts'
import {
  F_ALTERNATIVE,
  F_ATTRIBUTE,
  F_CONSEQUENCE,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_SUBSCRIPT,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_CONDITIONAL_EXPRESSION,
  K_DICTIONARY,
  K_EXPRESSION_LIST,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LAMBDA,
  K_LIST,
  K_LIST_PATTERN,
  K_NAMED_EXPRESSION,
  K_PAIR,
  K_PARENTHESIZED_EXPRESSION,
  K_PATTERN_LIST,
  K_RETURN_STATEMENT,
  K_SET,
  K_SLICE,
  K_SUBSCRIPT,
  K_TUPLE,
  K_TUPLE_PATTERN,
  K_YIELD,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'

/** Builtins that look at an argument and neither change nor keep it. */
const READERS: ReadonlySet<string> = new Set(
  'all any bool bytes dict enumerate filter format frozenset hash id isinstance issubclass iter len list map max min print range repr reversed set sorted str sum tuple type zip'
    .split(' ')
    .map((name) => `builtins.${name}`),
)

/** Targets that take a collection apart. */
const UNPACKING: ReadonlySet<number> = new Set([K_PATTERN_LIST, K_TUPLE_PATTERN, K_LIST_PATTERN])

export type Usage =
  | 'reads'
  | 'changes'
  /** Returned or yielded to the caller. */
  | 'returns'
  /** Put into an attribute or an item of something else. */
  | 'stores'
  /** Given to a function that is not known, or to another name. */
  | 'hands on'

/**
 * The references at which a collection is changed: this one, or those to the local name that it is
 * given here, `rows = self.rows` and then `rows.append(row)`.
 */
export function changesOf(facts: FileFacts, reference: Node): readonly Node[] {
  const { tree } = facts
  if (usageOf(facts, reference) === 'changes') return [reference]
  const assignment = tree.parent(reference)
  if (tree.kind(assignment) !== K_ASSIGNMENT || tree.fieldOf(reference) !== F_RIGHT) return []
  const target = tree.child(assignment, F_LEFT)
  if (target === NO_NODE || tree.kind(target) !== K_IDENTIFIER) return []
  const binding = facts.resolve(target)
  if (binding?.scope?.kind !== 'function' || binding.definitionCount !== 1) return []
  const own = facts.enclosingFunction(target)
  return Array.from(binding.references).filter(
    (one) => facts.enclosingFunction(one) === own && usageOf(facts, one) === 'changes',
  )
}

/** What becomes of the collection at one reference to it. */
export function usageOf(facts: FileFacts, reference: Node): Usage {
  const { tree } = facts
  const role = facts.roleOf(reference)
  if (role === AUGMENT) return 'changes'
  if (role === DELETE) return 'reads'
  let node = reference
  let isItem = false
  for (;;) {
    const parent = tree.parent(node)
    if (parent === NO_NODE) return 'reads'
    switch (tree.kind(parent)) {
      case K_PARENTHESIZED_EXPRESSION:
      case K_BOOLEAN_OPERATOR:
        break
      case K_TUPLE:
      case K_LIST:
      case K_SET:
      case K_DICTIONARY:
      case K_EXPRESSION_LIST:
        isItem = true
        break
      case K_PAIR:
        if (tree.fieldOf(node) !== F_VALUE) return 'reads'
        break
      case K_CONDITIONAL_EXPRESSION:
        if (isCondition(facts, parent, node)) return 'reads'
        break
      case K_ATTRIBUTE:
        return tree.fieldOf(node) === F_OBJECT ? attributeUsage(facts, parent) : 'reads'
      case K_SUBSCRIPT: {
        if (tree.fieldOf(node) !== F_VALUE) return 'reads'
        const isTarget = facts.isWrite(parent) || facts.roleOf(parent) === DELETE
        return isTarget || changesItem(facts, parent) ? 'changes' : 'reads'
      }
      case K_ARGUMENT_LIST:
        return argumentUsage(facts, tree.parent(parent))
      case K_KEYWORD_ARGUMENT:
        return argumentUsage(facts, tree.parent(tree.parent(parent)))
      case K_RETURN_STATEMENT:
      case K_YIELD:
      case K_LAMBDA:
        return 'returns'
      case K_NAMED_EXPRESSION:
        return 'hands on'
      case K_ASSIGNMENT:
        return tree.fieldOf(node) === F_RIGHT ? assignmentUsage(facts, parent, isItem) : 'reads'
      default:
        return 'reads'
    }
    node = parent
  }
}

/** `rows[key].append(row)`: what the collection holds is changed. */
function changesItem(facts: FileFacts, item: Node): boolean {
  const { tree } = facts
  const attribute = tree.parent(item)
  const isMember = tree.kind(attribute) === K_ATTRIBUTE && tree.fieldOf(item) === F_OBJECT
  return isMember && !facts.isWrite(attribute) && attributeUsage(facts, attribute) === 'changes'
}

/** The grammar names no fields in `a if b else c`; the condition is the second expression. */
function isCondition(facts: FileFacts, conditional: Node, node: Node): boolean {
  const field = facts.tree.fieldOf(node)
  if (field === F_CONSEQUENCE || field === F_ALTERNATIVE) return false
  return facts.tree.namedChildren(conditional)[1] === node
}

function attributeUsage(facts: FileFacts, attribute: Node): Usage {
  const { tree } = facts
  if (facts.isWrite(attribute)) return 'changes'
  const call = tree.calledBy(attribute)
  const method = facts.name(tree.child(attribute, F_ATTRIBUTE))
  return call !== NO_NODE && mutates(facts.tree, call, method) ? 'changes' : 'reads'
}

function argumentUsage(facts: FileFacts, call: Node): Usage {
  if (facts.tree.kind(call) !== K_CALL) return 'hands on'
  const name = facts.calleeName(call)
  return name !== undefined && READERS.has(name) ? 'reads' : 'hands on'
}

function assignmentUsage(facts: FileFacts, assignment: Node, isItem: boolean): Usage {
  const { tree } = facts
  const target = tree.child(assignment, F_LEFT)
  if (target === NO_NODE) return 'stores'
  const kind = tree.kind(target)
  // `first, last = pair` takes the items out.
  if (UNPACKING.has(kind) && !isItem) return 'reads'
  if (kind === K_IDENTIFIER) return 'hands on'
  // `self.rows[:] = rows` copies the items.
  const key = kind === K_SUBSCRIPT ? tree.child(target, F_SUBSCRIPT) : NO_NODE
  if (key !== NO_NODE && tree.kind(key) === K_SLICE && !isItem) return 'reads'
  // `options['query'] = query`: a table of this call, not of an object.
  const table = kind === K_SUBSCRIPT ? tree.child(target, F_VALUE) : NO_NODE
  const isLocal =
    table !== NO_NODE && tree.kind(table) === K_IDENTIFIER && facts.reach(table) === 'local'
  return isLocal ? 'hands on' : 'stores'
}
