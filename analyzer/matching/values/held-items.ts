// What a local container certainly holds where it is read: its display, and what plain statements
// did to it between there and the read. `safe` of `['safe', name][0]`, of `{'a': 'safe', 'b': name}['a']`.
import type { Constant } from '../../facts/literals.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import type { WrittenValue } from '../../flow/written-value.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { FileReader } from '../inputs/input-sources.ts'
import { statementsOf } from '../statements/statements.ts'
import { foldedValue } from './folded-values.ts'
import { type Change, changesBetween, madeBefore } from './item-changes.ts'

/** Items by position, or by key; of the options of a configuration the keys are its sections. */
export type Held =
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | {
      readonly kind: 'map'
      readonly items: ReadonlyMap<Constant, Node>
      readonly areOptions?: true
    }
  | {
      readonly kind: 'sections'
      readonly items: ReadonlyMap<Constant, ReadonlyMap<Constant, Node>>
    }

const MAX_STEPS = 6
const CONFIGURATIONS = /^configparser\.(?:Raw|Safe)?ConfigParser$/

/** The item that `x[key]`, `x.get(key)` or `x.pop()` gives; NO_NODE where there is none, undefined unless it is sure. */
export function itemRead(reader: FileReader, expression: Node): Node | undefined {
  const { tree, facts } = reader
  if (tree.kind(expression) === k.K_SUBSCRIPT) {
    const key = tree.child(expression, k.F_SUBSCRIPT)
    const held = heldBy(reader, tree.child(expression, k.F_VALUE))
    return held && itemAt(held, foldedValue(reader, key))
  }
  const callee = facts.callee(expression)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const name = facts.name(tree.child(callee, k.F_ATTRIBUTE))
  if (!GETTERS.has(name)) return undefined
  const held = heldBy(reader, tree.child(callee, k.F_OBJECT))
  if (held === undefined) return undefined
  const given = facts.arguments(expression)
  if (given.some(({ name: keyword, isUnpacked }) => isUnpacked || keyword !== undefined)) {
    return undefined
  }
  const [first, second] = given.map(({ value }) => value)
  if (held.kind === 'list') {
    if (name === 'popleft') return itemAt(held, 0)
    return name === 'pop'
      ? itemAt(held, first === undefined ? -1 : foldedValue(reader, first))
      : undefined
  }
  const key = first === undefined ? undefined : foldedValue(reader, first)
  if (key === undefined) return undefined
  if (held.kind === 'sections') {
    const option = second === undefined ? undefined : foldedValue(reader, second)
    const section = held.items.get(key)
    return option === undefined ? undefined : (section?.get(optionName(option)) ?? NO_NODE)
  }
  return held.items.get(held.areOptions ? optionName(key) : key) ?? second ?? NO_NODE
}

const GETTERS: ReadonlySet<string> = new Set(['get', 'pop', 'popleft', 'setdefault'])

function itemAt(held: Held, key: Constant | undefined): Node | undefined {
  if (key === undefined) return undefined
  if (held.kind === 'list') return typeof key === 'number' ? held.items.at(key) : undefined
  if (held.kind === 'sections') return undefined
  return held.items.get(held.areOptions ? optionName(key) : key) ?? NO_NODE
}

/** The item that goes to one name of `a, b = pair`; undefined unless it is sure. */
export function itemUnpacked(reader: FileReader, target: Node, value: Node): Node | undefined {
  const { tree } = reader
  const pattern = tree.parent(target)
  const names = statementsOf(tree, pattern)
  const star = names.findIndex((one) => tree.kind(one) === k.K_LIST_SPLAT_PATTERN)
  const at = names.indexOf(target)
  const held =
    at === -1 || tree.kind(tree.parent(pattern)) !== k.K_ASSIGNMENT
      ? undefined
      : heldBy(reader, value)
  if (held?.kind !== 'list') return undefined
  return held.items.at(star === -1 || at < star ? at : at - names.length)
}

/** What an expression holds, undefined unless all of it is known. */
export function heldBy(reader: FileReader, expression: Node, step = 0): Held | undefined {
  const { tree } = reader
  if (expression === NO_NODE || step > MAX_STEPS) return undefined
  const node = withoutBrackets(tree, expression)
  switch (tree.kind(node)) {
    case k.K_LIST:
    case k.K_TUPLE:
    case k.K_DICTIONARY:
      return displayed(reader, node, step)
    case k.K_BINARY_OPERATOR: {
      if (tree.text(tree.child(node, k.F_OPERATOR)) !== '+') return undefined
      const left = heldBy(reader, tree.child(node, k.F_LEFT), step + 1)
      const right =
        left?.kind === 'list' ? heldBy(reader, tree.child(node, k.F_RIGHT), step + 1) : undefined
      return left?.kind === 'list' && right?.kind === 'list'
        ? { kind: 'list', items: [...left.items, ...right.items] }
        : undefined
    }
    case k.K_CALL: {
      const made = constructed(reader, node, step)
      if (made !== undefined) return made
      const item = itemRead(reader, node)
      return item === undefined ? undefined : heldBy(reader, item, step + 1)
    }
    case k.K_SUBSCRIPT: {
      const base = heldBy(reader, tree.child(node, k.F_VALUE), step + 1)
      const key = base && foldedValue(reader, tree.child(node, k.F_SUBSCRIPT))
      if (base === undefined || key === undefined) return undefined
      if (base.kind === 'sections') {
        return { kind: 'map', items: base.items.get(key) ?? new Map(), areOptions: true }
      }
      const item = itemAt(base, key)
      return item === undefined ? undefined : heldBy(reader, item, step + 1)
    }
    case k.K_IDENTIFIER: {
      const made = madeBefore(reader, node)
      const held = made && heldBy(reader, made.value, step + 1)
      const changes = held && made && changesBetween(reader, made, node)
      return held && changes && applied(reader, held, changes, step)
    }
    default:
      return undefined
  }
}

function displayed(reader: FileReader, node: Node, step: number): Held | undefined {
  const { tree } = reader
  const parts = statementsOf(tree, node)
  if (tree.kind(node) !== k.K_DICTIONARY) {
    const items: Node[] = []
    for (const part of parts) {
      if (tree.kind(part) !== k.K_LIST_SPLAT) items.push(part)
      else {
        const held = heldBy(reader, statementsOf(tree, part)[0] ?? NO_NODE, step + 1)
        if (held?.kind !== 'list') return undefined
        items.push(...held.items)
      }
    }
    return { kind: 'list', items }
  }
  const items = new Map<Constant, Node>()
  for (const part of parts) {
    if (tree.kind(part) === k.K_DICTIONARY_SPLAT) {
      const held = heldBy(reader, statementsOf(tree, part)[0] ?? NO_NODE, step + 1)
      if (held?.kind !== 'map' || held.areOptions) return undefined
      for (const [key, value] of held.items) items.set(key, value)
      continue
    }
    if (tree.kind(part) !== k.K_PAIR) return undefined
    const key = foldedValue(reader, tree.child(part, k.F_KEY))
    if (key === undefined) return undefined
    items.set(key, tree.child(part, k.F_VALUE))
  }
  return { kind: 'map', items }
}

/** `dict(a=1)`, `list()`, `deque([x])`, `ConfigParser()`. */
function constructed(reader: FileReader, call: Node, step: number): Held | undefined {
  const { facts } = reader
  const origin = facts.calleeName(call) ?? ''
  const given = facts.arguments(call)
  const [first] = given
  if (/^(?:builtins\.dict|collections\.OrderedDict)$/.test(origin)) {
    const isPlain = given.every(({ name, isUnpacked }) => name !== undefined && !isUnpacked)
    if (isPlain)
      return {
        kind: 'map',
        items: new Map(given.map(({ name, value }) => [name as string, value])),
      }
    const held =
      given.length === 1 && first?.name === undefined
        ? heldBy(reader, first?.value ?? NO_NODE, step + 1)
        : undefined
    return held?.kind === 'map' ? held : undefined
  }
  if (/^(?:builtins\.(?:list|tuple)|collections\.deque)$/.test(origin)) {
    if (first === undefined) return { kind: 'list', items: [] }
    const held =
      given.length === 1 && !first.isUnpacked ? heldBy(reader, first.value, step + 1) : undefined
    return held?.kind === 'list' ? held : undefined
  }
  return CONFIGURATIONS.test(origin) ? { kind: 'sections', items: new Map() } : undefined
}

/** Options are told apart by their small letters. */
const optionName = (key: Constant): Constant => (typeof key === 'string' ? key.toLowerCase() : key)

function applied(
  reader: FileReader,
  made: Held,
  changes: readonly Change[],
  step: number,
): Held | undefined {
  let held: Held | undefined = made
  for (const change of changes) {
    if (held === undefined) return undefined
    held =
      held.kind === 'list'
        ? changedList(reader, held.items, change, step)
        : held.kind === 'map'
          ? changedMap(reader, held.items, change, step)
          : changedSections(reader, held.items, change, step)
  }
  return held
}

function changedList(
  reader: FileReader,
  before: readonly Node[],
  { name, values, key }: Change,
  step: number,
): Held | undefined {
  const items = [...before]
  const [first, second] = values
  const at = key ?? (first === undefined ? undefined : foldedValue(reader, first))
  switch (name) {
    case 'append':
      if (first === undefined) return undefined
      items.push(first)
      break
    case 'appendleft':
      if (first === undefined) return undefined
      items.unshift(first)
      break
    case 'insert':
      if (typeof at !== 'number' || second === undefined) return undefined
      items.splice(at, 0, second)
      break
    case 'extend':
    case '+=': {
      const more = first === undefined ? undefined : heldBy(reader, first, step + 1)
      if (more?.kind !== 'list') return undefined
      items.push(...more.items)
      break
    }
    case 'pop':
      if (first !== undefined && typeof at !== 'number') return undefined
      items.splice(typeof at === 'number' ? at : -1, 1)
      break
    case 'reverse':
      items.reverse()
      break
    case 'popleft':
      items.shift()
      break
    case 'del':
      if (typeof key !== 'number') return undefined
      items.splice(key, 1)
      break
    case 'clear':
      items.length = 0
      break
    case 'set': {
      const place = typeof key === 'number' && key < 0 ? items.length + key : key
      if (typeof place !== 'number' || first === undefined || !(place in items)) return undefined
      items[place] = first
      break
    }
    default:
      return undefined
  }
  return { kind: 'list', items }
}

function changedMap(
  reader: FileReader,
  before: ReadonlyMap<Constant, Node>,
  { name, values, key, named }: Change,
  step: number,
): Held | undefined {
  const items = new Map(before)
  const [first, second] = values
  const own = key ?? (first === undefined ? undefined : foldedValue(reader, first))
  switch (name) {
    case 'set':
      if (key === undefined || first === undefined) return undefined
      items.set(key, first)
      break
    case 'setdefault':
      if (own === undefined) return undefined
      if (!items.has(own) && second !== undefined) items.set(own, second)
      break
    case 'pop':
    case 'del':
      if (own === undefined) return undefined
      items.delete(own)
      break
    case 'update':
    case '|=': {
      const more = first === undefined ? undefined : heldBy(reader, first, step + 1)
      if (first !== undefined && more?.kind !== 'map') return undefined
      for (const [one, value] of more?.kind === 'map' ? more.items : []) items.set(one, value)
      for (const [one, value] of named) items.set(one, value)
      break
    }
    case 'clear':
      items.clear()
      break
    default:
      return undefined
  }
  return { kind: 'map', items }
}

/** `conf.add_section('s')`, `conf.set('s', 'option', value)`, `conf['s'] = {...}`. */
function changedSections(
  reader: FileReader,
  before: ReadonlyMap<Constant, ReadonlyMap<Constant, Node>>,
  { name, values, key }: Change,
  step: number,
): Held | undefined {
  const items = new Map(before)
  if (name === 'add_section') return { kind: 'sections', items }
  if (name === 'set' && key !== undefined) {
    const held = heldBy(reader, values[0] ?? NO_NODE, step + 1)
    if (held?.kind !== 'map') return undefined
    items.set(key, new Map([...held.items].map(([one, value]) => [optionName(one), value])))
    return { kind: 'sections', items }
  }
  const [section, option, value] = values
  if (name !== 'set' || section === undefined || option === undefined || value === undefined) {
    return undefined
  }
  const own = foldedValue(reader, section)
  const inner = foldedValue(reader, option)
  if (own === undefined || inner === undefined) return undefined
  items.set(own, new Map(items.get(own) ?? []).set(optionName(inner), value))
  return { kind: 'sections', items }
}

/** True for the key of `for key in mapping`, `for key, value in mapping.items()`, the number of `enumerate`. */
export function isKey(reader: FileReader, target: Node, { node, kind }: WrittenValue): boolean {
  const { tree, facts } = reader
  if (kind === 'element') return heldBy(reader, node)?.kind === 'map'
  if (kind !== 'element-part' || statementsOf(tree, tree.parent(target))[0] !== target) return false
  if (tree.kind(node) !== k.K_CALL) return false
  if (facts.calleeName(node) === 'builtins.enumerate') return true
  const callee = facts.callee(node)
  if (tree.kind(callee) !== k.K_ATTRIBUTE || !/\.items$/.test(tree.spelled(callee))) return false
  return heldBy(reader, tree.child(callee, k.F_OBJECT))?.kind === 'map'
}
