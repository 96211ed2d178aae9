// Counting up and down in a function: of attributes of objects, and of columns in SQL expressions.

import type { FileFacts } from '../facts/file-facts.ts'
import { conditionOf } from '../matching/statements/branches.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { attributeName, isSelf } from './attributes.ts'

/** `row.count += 1`, `row.count = row.count - n`, `values(count=Model.count - 1)`. */
export interface CountChange {
  readonly attribute: string
  readonly isDown: boolean
  /**
   * True for a floor: `max(0, ...)`, `greatest(0, ...)`, a test above it of a locked row, or one in the
   * statement that counts; and where the value is counted anew.
   */
  readonly isFloored: boolean
  /** A test above it asks a copy that nothing locks. */
  readonly isTested: boolean
  /** The class of the row where the function shows it, without its module. */
  readonly model?: string
  /** Symbol of the function. */
  readonly symbol: string
  readonly line: number
}

const LOADS = /\.(?:execute|scalars?|query|get|exec)\(|\.objects\b|get_object_or_404\(/
const LOCKS = /for_update|\block\b|_lock\b|lock_|SERIALIZABLE/i
const COUNTS_ANEW = /\b(?:count|len|sum|Count|Sum|recount\w*|count_\w+)\(/
const FLOORS = /^(?:max|greatest|case|clamp|GREATEST|Greatest|Case)$/

/** Every change of a counter in a file. */
export function readCounts(facts: FileFacts): CountChange[] {
  const { tree } = facts
  const found: CountChange[] = []
  const add = (node: Node, attribute: string, isDown: boolean, isFloored: boolean) => {
    const owner = facts.enclosingFunction(node)
    const text = owner === undefined ? '' : tree.text(owner.node)
    const isAround = isTested(tree, node, attribute)
    const isLocked = LOCKS.test(text)
    const isAsked = isAround || isTurnedAway(facts, node, attribute)
    const isSure = isLocked || (isAround && !LOADS.test(text))
    const model = modelOf(tree, node, text)
    found.push({
      ...(model !== undefined && { model }),
      attribute,
      isDown,
      isFloored: isFloored || (isAsked && isSure) || isAskedInStatement(tree, node, attribute),
      isTested: isAsked,
      symbol: owner?.symbol ?? '',
      line: tree.line(node),
    })
  }
  for (const node of facts.nodesOfKind(k.K_AUGMENTED_ASSIGNMENT)) {
    const target = tree.child(node, k.F_LEFT)
    if (target === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE || isSelf(tree, target)) continue
    const operator = tree.text(tree.child(node, k.F_OPERATOR))
    if (operator !== '+=' && operator !== '-=') continue
    add(node, attributeName(tree, target), operator === '-=', false)
  }
  for (const node of facts.nodesOfKind(k.K_BINARY_OPERATOR)) {
    const operator = tree.text(tree.child(node, k.F_OPERATOR))
    if (operator !== '+' && operator !== '-') continue
    const name = countedName(tree, tree.child(node, k.F_LEFT))
    const place = name === undefined ? undefined : assigned(tree, node, name)
    if (name === undefined || place === undefined) continue
    add(node, name, operator === '-', FLOORS.test(place.through))
  }
  for (const node of facts.nodesOfKind(k.K_ASSIGNMENT)) {
    const target = tree.child(node, k.F_LEFT)
    const value = tree.child(node, k.F_RIGHT)
    if (target === NO_NODE || value === NO_NODE || tree.kind(target) !== k.K_ATTRIBUTE) continue
    if (isSelf(tree, target) || !COUNTS_ANEW.test(tree.spelled(value))) continue
    add(node, attributeName(tree, target), true, true)
  }
  return found
}

const LOADED =
  /(?:\b([A-Z]\w*)\.(?:objects|query)\b|\b(?:get|query|select|get_object_or_404)\(\s*(?:\w+\.)*([A-Z]\w*))/

/** The model of the row that a change is made of, by how the function loads or declares it. */
function modelOf(tree: SyntaxTree, node: Node, text: string): string | undefined {
  let at = node
  while (at !== NO_NODE && !ASSIGNMENTS.has(tree.kind(at)) && tree.kind(at) !== k.K_BLOCK) {
    at = tree.parent(at)
  }
  if (at === NO_NODE || !ASSIGNMENTS.has(tree.kind(at))) return undefined
  const [, row] = /^(\w+)\.\w+$/.exec(tree.text(tree.child(at, k.F_LEFT))) ?? []
  if (row === undefined) return undefined
  const loads = [...text.matchAll(new RegExp(`^\\s*${row}\\s*=(?!=)(.*)$`, 'gm'))]
  const models = new Set(
    loads.map(([, value]) => {
      const [, managed, loaded] = LOADED.exec(value ?? '') ?? []
      return managed ?? loaded
    }),
  )
  const [, declared] = new RegExp(`\\b${row}:\\s*['"]?(?:\\w+\\.)*([A-Z]\\w*)`).exec(text) ?? []
  const [only] = models.size === 0 ? [declared] : models
  return models.size > 1 ? undefined : only
}

const ASSIGNMENTS: ReadonlySet<number> = new Set([k.K_ASSIGNMENT, k.K_AUGMENTED_ASSIGNMENT])

/** What a sum starts with: `row.count`, `F('count')`. */
function countedName(tree: SyntaxTree, left: Node): string | undefined {
  if (left === NO_NODE) return undefined
  if (tree.kind(left) === k.K_ATTRIBUTE) return attributeName(tree, left)
  if (tree.kind(left) !== k.K_CALL) return undefined
  return /^(?:\w+\.)?F\(\s*['"](\w+)['"]\s*\)$/.exec(tree.text(left))?.[1]
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
    if (kind === k.K_CALL) through ||= tree.text(tree.firstChild(at)).split('.').at(-1) ?? ''
    if (kind === k.K_KEYWORD_ARGUMENT) {
      return tree.text(tree.child(at, k.F_NAME)) === name ? { through } : undefined
    }
    if (kind === k.K_PAIR) {
      const key = /(?:\.|^['"])(\w+)['"]?$/.exec(tree.text(tree.child(at, k.F_KEY)))?.[1]
      return key === name ? { through } : undefined
    }
    if (kind === k.K_ASSIGNMENT) {
      const target = tree.child(at, k.F_LEFT)
      const isSame =
        target !== NO_NODE &&
        tree.kind(target) === k.K_ATTRIBUTE &&
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
    if (kind !== k.K_IF_STATEMENT && kind !== k.K_CONDITIONAL_EXPRESSION) continue
    const condition = conditionOf(tree, at)
    const test = condition === NO_NODE ? tree.text(at) : tree.text(condition)
    if (test.includes(`.${attribute} >`) || test.includes(`.${attribute}>`)) return true
  }
  return false
}

/** `if row.stock < n: raise OutOfStock` before the change, in one of the blocks around it. */
function isTurnedAway({ tree }: FileFacts, node: Node, attribute: string): boolean {
  const below = new RegExp(`\\.${attribute}\\s*<|>\\s*(?:\\w+\\.)+${attribute}\\b`)
  for (let at = node; at !== NO_NODE; at = tree.parent(at)) {
    const block = tree.parent(at)
    if (block === NO_NODE || tree.kind(at) === k.K_FUNCTION_DEFINITION) return false
    if (tree.kind(block) !== k.K_BLOCK) continue
    for (let one = block + 1; one < at; one = tree.endOfSubtree(one)) {
      if (tree.kind(one) !== k.K_IF_STATEMENT) continue
      if (!below.test(tree.spelled(conditionOf(tree, one)))) continue
      if (/\b(?:raise|return|continue|abort)\b/.test(tree.spelled(one))) return true
    }
  }
  return false
}

/** `filter(stock__gte=n).update(...)`, `update(Item).where(Item.stock >= n)`: the database asks as it counts. */
function isAskedInStatement(tree: SyntaxTree, node: Node, attribute: string): boolean {
  let call = NO_NODE
  for (let at = tree.parent(node); at !== NO_NODE; at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === k.K_ASSIGNMENT || kind === k.K_BLOCK) break
    if (kind === k.K_CALL) call = at
  }
  if (call === NO_NODE) return false
  return new RegExp(`\\.${attribute}\\s*>|\\b${attribute}__gte?\\b`).test(tree.spelled(call))
}
