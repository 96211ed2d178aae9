// What the code of a project does to attributes of objects: counting up and down, setting states,
// setting flags. By name, since what the objects are shows only when all files are known.
import type { FileRole } from '../engine/roles.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import {
  F_ATTRIBUTE,
  F_CONDITION,
  F_LEFT,
  F_NAME,
  F_OBJECT,
  F_OPERATOR,
  F_RIGHT,
  F_VALUE,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_AUGMENTED_ASSIGNMENT,
  K_BINARY_OPERATOR,
  K_BLOCK,
  K_BOOLEAN_OPERATOR,
  K_CALL,
  K_COMPARISON_OPERATOR,
  K_CONDITIONAL_EXPRESSION,
  K_IF_STATEMENT,
  K_KEYWORD_ARGUMENT,
  K_NOT_OPERATOR,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { defineGatherer } from './define.ts'

/** `row.count += 1`, `row.count = row.count - n`, `values(count=Model.count - 1)`. */
export interface CountChange {
  readonly attribute: string
  readonly isDown: boolean
  /** True for a floor: `max(0, ...)`, `greatest(0, ...)`, a test above it of a locked row. */
  readonly isFloored: boolean
  /** A test above it asks a copy that nothing locks. */
  readonly isTested: boolean
  /** Symbol of the function. */
  readonly symbol: string
  readonly line: number
}

/** `row.status = Status.DONE`. */
export interface StateChange {
  readonly attribute: string
  readonly enum: string
  readonly member: string
  /** True when the function asks for the present state, of the row or in a query. */
  readonly isGuarded: boolean
  readonly symbol: string
  readonly line: number
}

/** `row.is_free = row.used < row.size`. */
export interface FlagChange {
  readonly attribute: string
  /** Attributes of the same object that the value is computed from, in order. */
  readonly from: readonly string[]
  readonly line: number
}

interface Part {
  readonly counts?: readonly CountChange[]
  readonly states?: readonly StateChange[]
  readonly flags?: readonly FlagChange[]
}

export interface ColumnChanges {
  readonly counts: readonly (CountChange & { readonly path: string })[]
  readonly states: readonly (StateChange & { readonly path: string })[]
  readonly flags: readonly (FlagChange & { readonly path: string })[]
}

export const columnChanges = defineGatherer<Part, ColumnChanges>({
  id: 'column-changes-3',
  collect(facts: FileFacts, role: FileRole) {
    if (role !== 'source') return undefined
    const counts = readCounts(facts)
    const states: StateChange[] = []
    const flags: FlagChange[] = []
    for (const node of facts.nodesOfKind(K_ASSIGNMENT)) readAssignment(facts, node, states, flags)
    const isEmpty = counts.length + states.length + flags.length === 0
    return isEmpty
      ? undefined
      : {
          ...(counts.length > 0 && { counts }),
          ...(states.length > 0 && { states }),
          ...(flags.length > 0 && { flags }),
        }
  },
  combine(parts) {
    return {
      counts: parts.flatMap(({ path, part }) =>
        (part.counts ?? []).map((one) => ({ ...one, path })),
      ),
      states: parts.flatMap(({ path, part }) =>
        (part.states ?? []).map((one) => ({ ...one, path })),
      ),
      flags: parts.flatMap(({ path, part }) => (part.flags ?? []).map((one) => ({ ...one, path }))),
    }
  },
})

const LOADS = /\.(?:execute|scalars?|query|get|exec)\(|\.objects\b|get_object_or_404\(/
const LOCKS = /for_update|\block\b|_lock\b|lock_|SERIALIZABLE/i

function readCounts(facts: FileFacts): CountChange[] {
  const { tree } = facts
  const found: CountChange[] = []
  const add = (node: Node, attribute: string, isDown: boolean, isFloored: boolean) => {
    const owner = facts.enclosingFunction(node)
    const isAsked = isTested(tree, node, attribute)
    const text = owner === undefined ? '' : tree.text(owner.node)
    const isCopy = LOADS.test(text) && !LOCKS.test(text)
    found.push({
      attribute,
      isDown,
      isFloored: isFloored || (isAsked && !isCopy),
      isTested: isAsked,
      symbol: owner?.symbol ?? '',
      line: tree.line(node),
    })
  }
  for (const node of facts.nodesOfKind(K_AUGMENTED_ASSIGNMENT)) {
    const target = tree.child(node, F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== K_ATTRIBUTE || isSelf(tree, target)) continue
    const operator = tree.text(tree.child(node, F_OPERATOR))
    if (operator !== '+=' && operator !== '-=') continue
    add(node, attributeName(tree, target), operator === '-=', false)
  }
  for (const node of facts.nodesOfKind(K_BINARY_OPERATOR)) {
    const operator = tree.text(tree.child(node, F_OPERATOR))
    const left = tree.child(node, F_LEFT)
    if (operator !== '+' && operator !== '-') continue
    const name = left === NO_NODE ? undefined : countedName(tree, left)
    const place = name === undefined ? undefined : assigned(tree, node, name)
    if (name === undefined) continue
    if (place === undefined) continue
    const isFloored =
      /^(?:max|[Gg]reatest|case|Case|clamp|GREATEST)$/.test(place.through) ||
      isAskedInQuery(tree, node, name)
    add(node, name, operator === '-', isFloored)
  }
  return found
}

/** The attribute that a sum starts with: `row.count`, `Model.count`, Django's `F("count")`. */
function countedName(tree: SyntaxTree, left: Node): string | undefined {
  if (tree.kind(left) === K_ATTRIBUTE) return attributeName(tree, left)
  if (tree.kind(left) !== K_CALL) return undefined
  return /^(?:\w+\.)*F\(\s*(['"])(\w+)\1\s*\)$/.exec(tree.text(left))?.[2]
}

/** Whether a sum is given back to the attribute that it starts with, and through which call. */
function assigned(
  tree: SyntaxTree,
  sum: Node,
  name: string,
): { readonly through: string } | undefined {
  let through = ''
  for (
    let at = tree.parent(sum), steps = 0;
    at !== NO_NODE && steps < 6;
    at = tree.parent(at), steps += 1
  ) {
    const kind = tree.kind(at)
    if (kind === K_CALL) through ||= tree.text(tree.firstChild(at)).split('.').at(-1) ?? ''
    if (kind === K_KEYWORD_ARGUMENT) {
      return tree.text(tree.child(at, F_NAME)) === name ? { through } : undefined
    }
    if (kind === K_ASSIGNMENT) {
      const target = tree.child(at, F_LEFT)
      const isSame =
        target !== NO_NODE &&
        tree.kind(target) === K_ATTRIBUTE &&
        !isSelf(tree, target) &&
        attributeName(tree, target) === name
      return isSame ? { through } : undefined
    }
  }
  return undefined
}

/** True when a condition around the change speaks of the attribute. */
function isTested(tree: SyntaxTree, node: Node, attribute: string): boolean {
  for (let at = tree.parent(node); at !== NO_NODE && at !== 0; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind !== K_IF_STATEMENT && kind !== K_CONDITIONAL_EXPRESSION) continue
    const condition = tree.child(at, F_CONDITION)
    const test = condition === NO_NODE ? tree.text(at) : tree.text(condition)
    if (test.includes(`.${attribute} >`) || test.includes(`.${attribute}>`)) return true
  }
  return false
}

/** `filter(stock__gte=n).update(...)`, `update(Item).where(Item.stock >= n)`: the statement asks. */
function isAskedInQuery(tree: SyntaxTree, node: Node, attribute: string): boolean {
  let call = NO_NODE
  for (let at = tree.parent(node); at !== NO_NODE && at !== 0; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_ASSIGNMENT || kind === K_BLOCK) break
    if (kind === K_CALL) call = at
  }
  if (call === NO_NODE) return false
  const asks = new RegExp(`\\b${attribute}__gte?\\s*=|\\.${attribute}\\s*>`)
  return asks.test(tree.text(call))
}

function readAssignment(
  facts: FileFacts,
  node: Node,
  states: StateChange[],
  flags: FlagChange[],
): void {
  const { tree } = facts
  const target = tree.child(node, F_LEFT)
  const value = tree.child(node, F_RIGHT)
  if (target === NO_NODE || value === NO_NODE || tree.kind(target) !== K_ATTRIBUTE) return
  const attribute = attributeName(tree, target)
  const line = tree.line(node)
  const member =
    tree.kind(value) === K_ATTRIBUTE
      ? /^(?:\w+\.)*([A-Z]\w*)\.([A-Z][A-Z0-9_]*)$/.exec(tree.text(value))
      : null
  if (member !== null) {
    const owner = facts.enclosingFunction(node)
    const asks = new RegExp(
      `\\.${attribute}\\b\\s*(?:==|!=|in\\b|not in\\b|is\\b|\\.in_\\()|transition`,
    )
    const isGuarded = owner !== undefined && asks.test(tree.text(owner.node))
    const symbol = owner?.symbol ?? ''
    states.push({
      attribute,
      enum: member[1] ?? '',
      member: member[2] ?? '',
      isGuarded,
      symbol,
      line,
    })
    return
  }
  if (tree.kind(tree.child(target, F_OBJECT)) === K_CALL || isSelf(tree, target)) return
  const kind = tree.kind(value)
  const isComputed =
    kind === K_COMPARISON_OPERATOR || kind === K_BOOLEAN_OPERATOR || kind === K_NOT_OPERATOR
  if (!isComputed) return
  const owner = tree.text(tree.child(target, F_OBJECT))
  const from = new Set<string>()
  for (let at = value; at < tree.endOfSubtree(value); at += 1) {
    if (tree.kind(at) !== K_ATTRIBUTE) continue
    if (tree.text(tree.child(at, F_OBJECT)) === owner) from.add(attributeName(tree, at))
  }
  if (from.size > 0) flags.push({ attribute, from: [...from].sort(), line })
}

function attributeName(tree: SyntaxTree, attribute: Node): string {
  return tree.text(tree.child(attribute, F_ATTRIBUTE))
}

function isSelf(tree: SyntaxTree, attribute: Node): boolean {
  const object = tree.child(attribute, F_OBJECT)
  return /^(?:self|cls)$/.test(
    tree.text(object === NO_NODE ? tree.child(attribute, F_VALUE) : object),
  )
}
