// What is known of conditions on the way to a place: which tests have gone which way, and which
// constants names were given.
import type { FileFacts } from '../../../facts/file-facts.ts'
import { type Constant, constantValue } from '../../../facts/literals.ts'
import { withoutParentheses } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../../syntax/tree.ts'

/** A condition in one form, so that `a != b` and `a == b` are the same with the other outcome. */
interface Atom {
  readonly key: string
  readonly isNegated: boolean
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '!=': '==',
  'is not': 'is',
  'not in': 'in',
  '>=': '<',
  '>': '<=',
}
/** Marks what is known of the value of a name rather than of a test. */
const VALUE = '='
/** Marks a test that may have to do with what is asked, in a way that cannot be told. */
const DOUBT = '?'

/** Marks what has happened on the way: history, which no world without it stands for. */
const PAST = 'past '

/** One way of the world: outcomes of tests, and constants. Never changed, only copied. */
export type World = ReadonlyMap<string, Constant | undefined>

export const NOTHING_KNOWN: World = new Map()

/** What tests and assignments say, read from the source of one file. */
export class KnownConditions {
  readonly #tree: SyntaxTree
  readonly #facts: FileFacts

  constructor(facts: FileFacts) {
    this.#tree = facts.tree
    this.#facts = facts
  }

  /** How a test goes in a world, undefined where that is open. */
  outcome(world: World, test: Node): boolean | undefined {
    const constant = constantValue(this.#tree, test)
    if (constant !== undefined) return isTrue(constant)
    const { key, isNegated } = this.#atom(test)
    const known = world.get(key) ?? this.#fromValues(world, test)
    return typeof known === 'boolean' ? known !== isNegated : undefined
  }

  /** The world in which a test has gone one way. */
  learn(world: World, test: Node, outcome: boolean, isDoubtful: boolean): World {
    const { key, isNegated } = this.#atom(test)
    const found = new Map(world)
    found.set(key, outcome !== isNegated)
    if (isDoubtful) found.set(DOUBT + key, true)
    return found
  }

  /** The world after a name was given a value. */
  assign(world: World, name: string, value: Constant | undefined): World {
    const found = new Map([...world].filter(([key]) => !mentions(key, name)))
    if (value !== undefined) found.set(VALUE + name, value)
    return found
  }

  /** The names, and attributes of objects, that a condition looks at. */
  subjects(condition: Node): ReadonlySet<string> {
    const tree = this.#tree
    const found = new Set<string>()
    for (let at = condition; at < tree.endOfSubtree(condition); at += 1) {
      const isName = tree.kind(at) === k.K_IDENTIFIER
      if (!isName && tree.kind(at) !== k.K_ATTRIBUTE) continue
      const text = this.#facts.dottedText(at)
      if (text === undefined) continue
      if (!/^(?:self|cls|len|isinstance|hasattr|bool|any|all)$/.test(text)) found.add(text)
      at = tree.endOfSubtree(at) - 1
    }
    return found
  }

  /** `x is None`, `x == 1` and `x` alone, where `x` is known to be a constant or equal to one. */
  #fromValues(world: World, test: Node): boolean | undefined {
    const tree = this.#tree
    const node = withoutParentheses(tree, test)
    const { isNegated } = this.#atom(test)
    if (tree.kind(node) === k.K_NOT_OPERATOR) {
      const inner = this.outcome(world, tree.child(node, k.F_ARGUMENT))
      return inner === undefined ? undefined : !inner !== isNegated
    }
    if (tree.kind(node) !== k.K_COMPARISON_OPERATOR) {
      const value = world.get(VALUE + tree.text(node))
      if (value !== undefined) return isTrue(value)
      return world.get(`${tree.text(node)} is None`) === true ? false : undefined
    }
    const [left, right, more] = tree.namedChildren(node)
    if (left === undefined || right === undefined || more !== undefined) return undefined
    const operator = this.#operator(left, right)
    const wanted = constantValue(tree, right)
    if (wanted === undefined || (operator !== '==' && operator !== 'is')) return undefined
    const text = tree.text(left)
    const value = world.get(VALUE + text)
    if (value !== undefined) return value === wanted
    if (wanted === null) return world.get(text) === true ? false : undefined
    // `x == 'a'` held, so `x == 'b'` does not.
    for (const [key, outcome] of world) {
      if (outcome === true && key.startsWith(`${text} == `) && /['"\d]$/.test(key)) return false
    }
    return undefined
  }

  #operator(left: Node, right: Node): string {
    const { source } = this.#tree
    const between = source.slice(this.#tree.end(left), this.#tree.start(right))
    const written = between.trim().replace(/\s+/g, ' ')
    return OPPOSITE[written] ?? written
  }

  #atom(test: Node): Atom {
    const tree = this.#tree
    const node = withoutParentheses(tree, test)
    if (tree.kind(node) === k.K_NOT_OPERATOR) {
      const inner = this.#atom(tree.child(node, k.F_ARGUMENT))
      return { key: inner.key, isNegated: !inner.isNegated }
    }
    const [left, right, more] =
      tree.kind(node) === k.K_COMPARISON_OPERATOR ? tree.namedChildren(node) : []
    if (left === undefined || right === undefined || more !== undefined) {
      return { key: tree.text(node).replace(/\s+/g, ' '), isNegated: false }
    }
    const written = tree.source.slice(tree.end(left), tree.start(right)).trim().replace(/\s+/g, ' ')
    const operator = OPPOSITE[written] ?? written
    const key = `${tree.text(left)} ${operator} ${tree.text(right)}`.replace(/\s+/g, ' ')
    return { key, isNegated: operator !== written }
  }
}

/** The world in which something has happened: a loop has run, an exception was raised. */
export function withPast(world: World, what: string): World {
  return new Map(world).set(PAST + what, true)
}

export function hasPast(world: World, what: string): boolean {
  return world.has(PAST + what)
}

export function withoutPast(world: World, what: string): World {
  const found = new Map(world)
  found.delete(PAST + what)
  return found
}

/** True for a world in which some open test may have to do with what is asked. */
export function isDoubtful(world: World): boolean {
  for (const key of world.keys()) if (key.startsWith(DOUBT)) return true
  return false
}

/** True if the world adds nothing to another: whatever is known there is known here as well. */
export function isCovered(world: World, by: World): boolean {
  for (const [key, value] of by) if (!world.has(key) || world.get(key) !== value) return false
  for (const key of world.keys()) if (key.startsWith(PAST) && !by.has(key)) return false
  return true
}

/** The one world that two are, which differ in how one test went; undefined for others. */
export function merged(one: World, other: World): World | undefined {
  let differing: string | undefined
  for (const [key, value] of one) {
    if (key.startsWith(DOUBT)) continue
    if (other.get(key) === value) continue
    if (key.startsWith(PAST)) return undefined
    if (differing !== undefined || typeof value !== 'boolean' || other.get(key) !== !value) {
      return undefined
    }
    differing = key
  }
  if (differing === undefined) return undefined
  for (const key of other.keys()) {
    if (!key.startsWith(DOUBT) && !one.has(key)) return undefined
  }
  const found = new Map([...one, ...other])
  found.delete(differing)
  found.delete(DOUBT + differing)
  return found
}

function isTrue(value: Constant): boolean {
  return value !== null && value !== false && value !== 0 && value !== ''
}

/** `items` in `len(items) > 2`; texts within a condition count too, which only makes it forget more. */
function mentions(key: string, name: string): boolean {
  const at = key.indexOf(name)
  return at !== -1 && new RegExp(`(?<![\\w.])${escaped(name)}(?!\\w)`).test(key)
}

function escaped(name: string): string {
  return name.replaceAll('.', '\\.')
}

/** The subtree that a node stands in, up to and without `end`. */
export function* ancestorsOf(tree: SyntaxTree, node: Node, end: Node): Generator<Node> {
  for (let at = tree.parent(node); at !== NO_NODE && at !== end; at = tree.parent(at)) yield at
}
