// What statements do to a local container or object between where it is made and where it is read,
// as long as each of them is plain and sure to run.
import type { Constant } from '../../facts/literals.ts'
import { AUGMENT } from '../../facts/roles.ts'
import { writtenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from '../inputs/input-sources.ts'
import { isNeverRun } from '../inputs/never-run.ts'
import { foldedValue } from './folded-values.ts'

/** One change: a method, `set` and `del` for items, an operator with `=`. */
export interface Change {
  readonly name: string
  /** The key of an item that is set or deleted. */
  readonly key: Constant | undefined
  readonly values: readonly Node[]
  readonly named: readonly (readonly [string, Node])[]
}

export interface Made {
  /** The name that is bound. */
  readonly target: Node
  readonly value: Node
}

const MAX_REFERENCES = 40
const CHANGING: ReadonlySet<string> = new Set(
  'append appendleft insert extend pop popleft clear setdefault update set add_section reverse'.split(
    ' ',
  ),
)
const READING_METHODS: ReadonlySet<string> = new Set(
  'get keys values items copy count index has_option has_section sections options getint getboolean join'.split(
    ' ',
  ),
)
const READING_CALLS =
  /^builtins\.(?:len|str|repr|print|sorted|list|tuple|dict|set|enumerate|zip|map|reversed|any|all|bool|isinstance)$|^json\.dumps$/

/** Where a local variable gets the value that a read sees, changed or not; undefined where that is not sure. */
export function madeBefore(reader: FileReader, use: Node): Made | undefined {
  const { tree, facts } = reader
  const binding = facts.resolve(use)
  const owner = binding?.scope?.function
  if (binding?.kind !== 'variable' || owner === undefined) return undefined
  const { definitions } = binding
  const made = definitions.findLast(
    ({ node, kind }) => node < use && kind === 'assignment' && !isNeverRun(reader, node),
  )
  const written = made && writtenValue(tree, made.node)
  if (made === undefined || written?.kind !== 'whole' || tree.contains(written.node, use)) {
    return undefined
  }
  if (facts.enclosingFunction(use) !== owner || !isSure(reader, made.node, use)) return undefined
  // Bound by something else between the two; `+=` is one of the changes.
  const isOther = definitions.some(
    ({ node, kind }) =>
      node > made.node &&
      node < use &&
      kind !== 'annotation' &&
      kind !== 'augmented-assignment' &&
      !isNeverRun(reader, node),
  )
  return isOther ? undefined : { target: made.node, value: written.node }
}

/** The changes between that and the read; undefined where something else may happen to it. */
export function changesBetween(
  reader: FileReader,
  { target }: Made,
  use: Node,
): readonly Change[] | undefined {
  const { tree, facts } = reader
  const references = facts.resolve(use)?.references ?? []
  if (references.length > MAX_REFERENCES) return undefined
  const owner = facts.enclosingFunction(use)
  const loop = loopOf(reader, target)
  const changes: Change[] = []
  for (const reference of references) {
    if (reference === use || reference < target) continue
    const found = changeAt(reader, reference)
    if (found === undefined) continue
    // What happens in a loop, or in a function within, may have happened before.
    const isPlain =
      facts.enclosingFunction(reference) === owner && loopOf(reader, reference) === loop
    if (!isPlain) return undefined
    if (reference > use || tree.contains(found === ESCAPE ? reference : found.node, use)) continue
    if (isNeverRun(reader, reference)) continue
    if (found === ESCAPE || !isSure(reader, reference, use)) return undefined
    changes.push(found.change)
  }
  return changes
}

/** True where the one runs whenever the other does: its block holds both. */
function isSure({ tree }: FileReader, first: Node, then: Node): boolean {
  const block = tree.ancestor(first, k.K_BLOCK, k.K_MODULE)
  return block !== NO_NODE && tree.contains(block, then)
}

function loopOf({ tree }: FileReader, node: Node): Node {
  return tree.ancestor(node, k.K_FOR_STATEMENT, k.K_WHILE_STATEMENT, k.K_FUNCTION_DEFINITION)
}

/** True where a place that names a variable puts something into it or takes something out. */
export function isChanged(reader: FileReader, reference: Node): boolean {
  const found = changeAt(reader, reference)
  return found !== undefined && found !== ESCAPE
}

const ESCAPE = 'escape'

/** What a place that names the variable does to it; undefined for reads. */
function changeAt(
  reader: FileReader,
  reference: Node,
): { readonly node: Node; readonly change: Change } | typeof ESCAPE | undefined {
  const { tree, facts } = reader
  const parent = tree.parent(reference)
  switch (tree.kind(parent)) {
    case k.K_SUBSCRIPT:
      return tree.fieldOf(reference) === k.F_VALUE ? itemChange(reader, parent) : undefined
    case k.K_ATTRIBUTE:
      return methodChange(reader, parent)
    case k.K_AUGMENTED_ASSIGNMENT: {
      if (tree.fieldOf(reference) !== k.F_LEFT) return ESCAPE
      const values = [tree.child(parent, k.F_RIGHT)]
      const name = tree.text(tree.child(parent, k.F_OPERATOR))
      return { node: parent, change: { name, key: undefined, values, named: [] } }
    }
    case k.K_FOR_STATEMENT:
    case k.K_FOR_IN_CLAUSE:
    case k.K_COMPARISON_OPERATOR:
    case k.K_INTERPOLATION:
    case k.K_NOT_OPERATOR:
    case k.K_LIST_SPLAT:
    case k.K_DICTIONARY_SPLAT:
    case k.K_BINARY_OPERATOR:
    case k.K_RETURN_STATEMENT:
    case k.K_IF_STATEMENT:
      return undefined
    case k.K_ASSIGNMENT: {
      // `a, b = pair`
      const kind = tree.kind(tree.child(parent, k.F_LEFT))
      return kind === k.K_PATTERN_LIST || kind === k.K_TUPLE_PATTERN ? undefined : ESCAPE
    }
    case k.K_ARGUMENT_LIST: {
      const call = tree.parent(parent)
      const isText =
        tree.kind(facts.callee(call)) === k.K_ATTRIBUTE &&
        /\.join$/.test(tree.spelled(facts.callee(call)))
      return isText || READING_CALLS.test(facts.calleeName(call) ?? '') ? undefined : ESCAPE
    }
    default:
      return ESCAPE
  }
}

function itemChange(reader: FileReader, subscript: Node) {
  const { tree, facts } = reader
  const key = foldedValue(reader, tree.child(subscript, k.F_SUBSCRIPT))
  const holder = tree.parent(subscript)
  if (facts.isWrite(subscript)) {
    const written = facts.roleOf(subscript) === AUGMENT ? undefined : writtenValue(tree, subscript)
    if (written?.kind !== 'whole') return ESCAPE
    return { node: written.writer, change: { name: 'set', key, values: [written.node], named: [] } }
  }
  if (tree.kind(holder) === k.K_DELETE_STATEMENT) {
    return { node: holder, change: { name: 'del', key, values: [], named: [] } }
  }
  // `x['a']['b'] = value`, `x['a'].append(value)`, `del x['a'], x['b']`
  const isInner = tree.kind(holder) === k.K_SUBSCRIPT && tree.fieldOf(subscript) === k.F_VALUE
  if (isInner) return facts.isWrite(holder) ? ESCAPE : undefined
  if (tree.kind(holder) === k.K_ATTRIBUTE) {
    const name = facts.name(tree.child(holder, k.F_ATTRIBUTE))
    return facts.isWrite(holder) || CHANGING.has(name) ? ESCAPE : undefined
  }
  return tree.ancestor(subscript, k.K_DELETE_STATEMENT, k.K_BLOCK) === NO_NODE ||
    tree.kind(tree.ancestor(subscript, k.K_DELETE_STATEMENT, k.K_BLOCK)) === k.K_BLOCK
    ? undefined
    : ESCAPE
}

function methodChange({ tree, facts }: FileReader, attribute: Node) {
  const call = tree.calledBy(attribute)
  const name = facts.name(tree.child(attribute, k.F_ATTRIBUTE))
  if (call === NO_NODE) return ESCAPE
  if (!CHANGING.has(name)) return READING_METHODS.has(name) ? undefined : ESCAPE
  const given = facts.arguments(call)
  if (given.some(({ isUnpacked }) => isUnpacked)) return ESCAPE
  const values = given.flatMap(({ name: keyword, value }) => (keyword === undefined ? [value] : []))
  const named = given.flatMap(({ name: keyword, value }) =>
    keyword === undefined ? [] : [[keyword, value] as const],
  )
  return { node: call, change: { name, key: undefined, values, named } }
}
