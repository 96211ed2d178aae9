// What goes wrong where a coroutine object stands in the place of its result.
import type { Checker } from '../../../engine/checker.ts'
import type { Binding } from '../../../facts/scopes.ts'
import { calleeName, receiverOf } from '../../../matching/calls/calls.ts'
import { isDropped, parentOf } from '../../../matching/statements/statements.ts'
import {
  F_ATTRIBUTE,
  F_BODY,
  F_CONDITION,
  F_GUARD,
  F_LEFT,
  F_OBJECT,
  F_RIGHT,
  F_VALUE,
  K_ARGUMENT_LIST,
  K_AS_PATTERN,
  K_ASSERT_STATEMENT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONDITIONAL_EXPRESSION,
  K_ELIF_CLAUSE,
  K_EXPRESSION_STATEMENT,
  K_FOR_IN_CLAUSE,
  K_FOR_STATEMENT,
  K_IDENTIFIER,
  K_IF_CLAUSE,
  K_IF_STATEMENT,
  K_INTERPOLATION,
  K_LIST,
  K_LIST_COMPREHENSION,
  K_LIST_PATTERN,
  K_MODULE,
  K_NOT_OPERATOR,
  K_PATTERN_LIST,
  K_RETURN_STATEMENT,
  K_SET,
  K_SET_COMPREHENSION,
  K_STRING,
  K_SUBSCRIPT,
  K_TUPLE_PATTERN,
  K_UNARY_OPERATOR,
  K_WHILE_STATEMENT,
  K_WITH_ITEM,
  K_WITH_STATEMENT,
  T_ASYNC,
} from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What `asyncio.wait` gets: from Python 3.11 on it refuses what is no task. */
export const NO_TASK = '`asyncio.wait` takes tasks and raises a `TypeError` for coroutines'
const NEVER_RUNS = 'its code never runs'
const ALWAYS_TRUE = 'a coroutine object is always true'
const NO_VALUE = 'the coroutine object is used in place of its result'

/** What goes wrong where a coroutine stands in the place of the call; undefined if nothing does. */
export function misuseOf(checker: Checker, call: Node): string | undefined {
  const { tree } = checker
  const parent = parentOf(tree, call)
  if (parent === NO_NODE) return undefined
  // The child of `parent` that the call is, with its brackets.
  let node = call
  while (tree.parent(node) !== parent) node = tree.parent(node)
  switch (tree.kind(parent)) {
    case K_EXPRESSION_STATEMENT:
      return isNotebookCell(checker, parent) ? undefined : NEVER_RUNS
    case K_LIST_COMPREHENSION:
    case K_SET_COMPREHENSION:
      if (tree.fieldOf(node) !== F_BODY) return undefined
      if (isWaitedFor(checker, parent)) return NO_TASK
      return isDropped(tree, parent) ? NEVER_RUNS : undefined
    case K_LIST:
    case K_SET:
      return isWaitedFor(checker, parent) ? NO_TASK : undefined
    case K_ASSIGNMENT:
      return tree.fieldOf(node) === F_RIGHT ? assignmentMisuse(checker, parent) : undefined
    case K_AUGMENTED_ASSIGNMENT:
      return tree.fieldOf(node) === F_RIGHT ? NO_VALUE : undefined
    case K_IF_STATEMENT:
    case K_ELIF_CLAUSE:
    case K_WHILE_STATEMENT:
      return tree.fieldOf(node) === F_CONDITION ? ALWAYS_TRUE : undefined
    case K_NOT_OPERATOR:
    case K_IF_CLAUSE:
      return ALWAYS_TRUE
    case K_ASSERT_STATEMENT:
      return tree.namedChildren(parent)[0] === node ? ALWAYS_TRUE : undefined
    case K_BOOLEAN_OPERATOR:
      if (isCondition(checker, parent) || tree.fieldOf(node) === F_LEFT) return ALWAYS_TRUE
      return isDropped(tree, node) ? NEVER_RUNS : undefined
    case K_CONDITIONAL_EXPRESSION:
      if (tree.namedChildren(parent)[1] === node) return ALWAYS_TRUE
      return isDropped(tree, node) ? NEVER_RUNS : undefined
    case K_COMPARISON_OPERATOR:
    case K_BINARY_OPERATOR:
    case K_UNARY_OPERATOR:
      return NO_VALUE
    case K_INTERPOLATION:
      return 'the coroutine object is printed in place of its result'
    case K_SUBSCRIPT:
      return tree.fieldOf(node) === F_VALUE ? NO_VALUE : undefined
    case K_ATTRIBUTE:
      return tree.fieldOf(node) === F_OBJECT ? attributeMisuse(checker, parent) : undefined
    case K_FOR_STATEMENT:
    case K_FOR_IN_CLAUSE:
      if (tree.fieldOf(node) !== F_RIGHT || tree.hasChildOfKind(parent, T_ASYNC)) return undefined
      return 'a coroutine object cannot be iterated'
    case K_WITH_ITEM:
      return withMisuse(checker, parent)
    case K_AS_PATTERN: {
      const item = tree.parent(parent)
      return tree.kind(item) === K_WITH_ITEM ? withMisuse(checker, item) : undefined
    }
    case K_ARGUMENT_LIST:
      return argumentMisuse(checker, tree.parent(parent))
    case K_CALL:
      return tree.callee(parent) === node ? 'a coroutine object cannot be called' : undefined
    case K_RETURN_STATEMENT:
      return returnMisuse(checker, parent)
    default:
      return tree.fieldOf(node) === F_GUARD ? ALWAYS_TRUE : undefined
  }
}

/** A notebook awaits what stands last in a cell only where `await` is written; be quiet there. */
function isNotebookCell(checker: Checker, statement: Node): boolean {
  return (
    checker.path.endsWith('.ipynb') &&
    checker.tree.kind(checker.tree.parent(statement)) === K_MODULE
  )
}

/** Held by `_` or by a local that is never read, or taken apart at once. */
function assignmentMisuse(checker: Checker, assignment: Node): string | undefined {
  const { tree, facts } = checker
  const target = tree.child(assignment, F_LEFT)
  if (target === NO_NODE || tree.kind(tree.parent(assignment)) === K_ASSIGNMENT) return undefined
  const kind = tree.kind(target)
  if (kind === K_PATTERN_LIST || kind === K_TUPLE_PATTERN || kind === K_LIST_PATTERN) {
    return 'a coroutine object cannot be taken apart'
  }
  if (kind !== K_IDENTIFIER) return undefined
  const binding = facts.resolve(target)
  const isLocal = binding?.scope?.kind === 'function' && facts.reach(target) === 'local'
  if (!isLocal) return undefined
  return binding.references.length === 0 ? NEVER_RUNS : heldMisuse(checker, target, binding)
}

/** `user = load(id)` and then `user.name`: what the one use says that takes it for the result. */
function heldMisuse(checker: Checker, target: Node, binding: Binding): string | undefined {
  const { tree, facts } = checker
  let found: string | undefined
  for (const reference of binding.references) {
    const parent = parentOf(tree, reference)
    if (parent === NO_NODE || facts.enclosingFunction(reference) !== binding.scope?.function) {
      return undefined
    }
    if (binding.definitionCount > 1 && !isReadThere(checker, target, reference)) continue
    const kind = tree.kind(parent)
    const isAsked =
      kind === K_ARGUMENT_LIST &&
      /^is(?:awaitable|coroutine|future|instance)/.test(calleeName(tree, tree.parent(parent)))
    const isKnown =
      kind === K_ATTRIBUTE && OWN_ATTRIBUTES.test(facts.name(tree.child(parent, F_ATTRIBUTE)))
    if (isAsked || isKnown) return undefined
    if (kind === K_EXPRESSION_STATEMENT || kind === K_RETURN_STATEMENT) continue
    if (kind === K_ASSIGNMENT && tree.kind(tree.child(parent, F_LEFT)) === K_IDENTIFIER) continue
    found ??= misuseOf(checker, reference)
  }
  return found && `${found} (\`${binding.name}\`)`
}

/** Of a name with several values: true where this one arrives, and nothing in between is asked again. */
function isReadThere({ tree, flow }: Checker, target: Node, reference: Node): boolean {
  const defUse = flow.defUse(flow.around(reference))
  const value = defUse.valueOf(reference)
  const writes = value === undefined ? [] : defUse.writesOf(value)
  const nodes = writes.map((write) => (write < 0 ? NO_NODE : defUse.graph.eventNode(write)))
  if (!nodes.includes(target)) return false
  if (nodes.length === 1) return true
  // What chose between the values may be asked once more before the use.
  for (let at = tree.parent(reference); at !== NO_NODE; at = tree.parent(at)) {
    if (tree.contains(at, target)) return true
    if (CHOICES.has(tree.kind(at))) return false
  }
  return false
}

const CHOICES: ReadonlySet<number> = new Set([
  K_IF_STATEMENT,
  K_ELIF_CLAUSE,
  K_CONDITIONAL_EXPRESSION,
  K_BOOLEAN_OPERATOR,
])

/** True for `a and b` that decides a branch, itself or within further operators. */
function isCondition(checker: Checker, operator: Node): boolean {
  const { tree } = checker
  let node = operator
  for (let at = tree.parent(node); at !== NO_NODE; node = at, at = tree.parent(at)) {
    switch (tree.kind(at)) {
      case K_IF_STATEMENT:
      case K_ELIF_CLAUSE:
      case K_WHILE_STATEMENT:
        return tree.fieldOf(node) === F_CONDITION
      case K_NOT_OPERATOR:
      case K_IF_CLAUSE:
      case K_ASSERT_STATEMENT:
        return true
      case K_BOOLEAN_OPERATOR:
        break
      case K_ARGUMENT_LIST:
        return checker.facts.calleeName(tree.parent(at)) === 'builtins.bool'
      default:
        if (parentOf(tree, node) === at) return false
    }
  }
  return false
}

/** `asyncio.wait([...])` and nothing else around the collection. */
function isWaitedFor({ tree, facts }: Checker, collection: Node): boolean {
  const list = tree.parent(collection)
  if (tree.kind(list) !== K_ARGUMENT_LIST) return false
  return facts.calleeName(tree.parent(list)) === 'asyncio.wait'
}

const OWN_ATTRIBUTES = /^(?:close|send|throw|cr_\w+|__\w+__)$/

function attributeMisuse(checker: Checker, attribute: Node): string | undefined {
  const name = checker.tree.child(attribute, F_ATTRIBUTE)
  if (name === NO_NODE || OWN_ATTRIBUTES.test(checker.facts.name(name))) return undefined
  return `a coroutine object has no \`${checker.facts.name(name)}\``
}

function withMisuse(checker: Checker, item: Node): string | undefined {
  const statement = checker.tree.ancestor(item, K_WITH_STATEMENT)
  const isAsync = statement === NO_NODE || checker.tree.hasChildOfKind(statement, T_ASYNC)
  return isAsync ? undefined : 'a coroutine object is no context manager'
}

/** Builtins that want a value, not something to run. */
const VALUE_TAKERS = new Set(
  'abs all any bool bytes dict enumerate float frozenset int iter len list max min next print range repr reversed round set sorted str sum tuple zip'
    .split(' ')
    .map((name) => `builtins.${name}`)
    .concat('json.dumps'),
)
const LOG_METHOD = /^(?:debug|info|warning|warn|error|exception|critical|log)$/
const LOGGER = /(?:^|[._])log(?:ger|ging)?(?:\(|$)/i

function argumentMisuse(checker: Checker, call: Node): string | undefined {
  const { tree, facts } = checker
  if (tree.kind(call) !== K_CALL) return undefined
  if (VALUE_TAKERS.has(facts.qualifiedName(tree.callee(call)) ?? '')) {
    return `\`${calleeName(tree, call)}\` gets the coroutine object in place of its result`
  }
  const receiver = receiverOf(tree, call)
  if (receiver !== NO_NODE && /^(?:extend|join|writelines)$/.test(calleeName(tree, call))) {
    return `\`${calleeName(tree, call)}\` gets the coroutine object in place of its result`
  }
  const isLog =
    receiver !== NO_NODE &&
    LOG_METHOD.test(calleeName(tree, call)) &&
    LOGGER.test(tree.text(receiver))
  return isLog ? 'the coroutine object is logged in place of its result' : undefined
}

const AWAITABLE =
  /Awaitable|Coroutine|Future|Task|Generator|\bAny\b|\bobject\b|Deferred|\b[A-Z]\b|\b_?T\w*\b/

/** A sync function that promises a plain value. */
function returnMisuse(checker: Checker, statement: Node): string | undefined {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(statement)
  if (owner === undefined || owner.isAsync || owner.returns === NO_NODE) return undefined
  const annotation = tree.text(owner.returns)
  if (AWAITABLE.test(annotation) || !isOfClasses(checker, owner.returns)) return undefined
  return `\`${owner.name}\` promises \`${annotation}\` and returns a coroutine object`
}

/** True when all names of an annotation are classes; another name may stand for an awaitable. */
function isOfClasses(checker: Checker, annotation: Node): boolean {
  const { tree, facts } = checker
  for (let node = annotation; node < tree.endOfSubtree(annotation); node += 1) {
    const kind = tree.kind(node)
    // What stands in quotes is read by nobody here, but for the names that all know.
    if (kind === K_STRING && !PLAIN_TEXT.test(tree.text(node))) return false
    if (kind !== K_IDENTIFIER || tree.fieldOf(node) === F_ATTRIBUTE) continue
    const binding = facts.resolve(node)
    if (binding === undefined || binding.kind === 'builtin') continue
    const value = checker.valueOf(node)
    if (value?.kind !== 'class' && value?.kind !== 'external' && value?.kind !== 'module') {
      return false
    }
  }
  return true
}

const PLAIN_TEXT = /^["'](?:None|bool|int|float|str|bytes|dict|list|tuple|set|[\s,|[\]])*["']$/
