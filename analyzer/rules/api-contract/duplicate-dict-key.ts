import type { Checker } from '../../engine/checker.ts'
import { constantValue } from '../../facts/literals.ts'
import { readString } from '../../facts/strings.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isSameCode } from './matching/same-code.ts'

/** So many repeated keys in one display are no slip. */
const MANY = 4
/** A set of so many items is read as a whole. */
const SHORT = 12

export default defineRule({
  id: 'duplicate-dict-key',
  title: 'Key that stands twice in a dict',
  consequence: 'The first value is gone without a word: what was meant for it gets the other one.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [561],
  why: `
A dict keeps one value for each key. Where a display names a key a second time, the value from above is replaced and
nothing tells of it. Mostly the line was copied and the key was to be another one.
`,
  fix: 'Give the second entry its own key, or delete the one that is not meant.',
  exemptions: [
    {
      text: 'Keys that only look alike, and a key that a second dict repeats on purpose.',
      quiet: py`
        def table(defaults, name, number):
            plain = {'a': 1, b'a': 2, 'A': 3, 1: 4, '1': 5, name(): 6, f'{number}': 7}
            return {'a': 1, **defaults, 'a': 2}, plain, {name: 1, number: 2}, {'a', 'b'}
      `,
    },
    {
      text: 'A table in which many keys come twice: the later entries win on purpose.',
      quiet: py`
        NAMES = {
            1: 'a', 1: 'A', 2: 'b', 2: 'B', 3: 'c', 3: 'C', 4: 'd', 4: 'D', 5: 'e', 5: 'E',
        }
      `,
    },
    {
      text: 'The same entry once more: nothing is lost (in a set it is told as harmless).',
      quiet: py`
        SIZES = {'s': 1, 'm': 2, 's': 1}
      `,
    },
    {
      text: 'A comprehension whose key changes from round to round, or that has one round.',
      quiet: py`
        def table(rows, name):
            by_name = {row.name: row for row in rows}
            numbered = {f'{name}{at}': row for at, row in enumerate(rows)}
            one = {'total': total for total in [sum(rows)]}
            last = {name: row for row in rows}
            return by_name, numbered, one, last, {'rows': [row for row in rows]}
      `,
    },
  ],
  limits: ['Keys that are computed are not compared.'],
  bad: [
    py`
      COLORS = {
          'red': '#f00',
          'green': '#0f0',
          'red': '#00f', #!
      }
      WORDS = {'a', 'b', 'a'} #! low

      def collect(rows):
          return {'row': row.value for row in rows if row} #!

      def choose(Kind):
          return {Kind.ONE: 1, Kind.TWO: 2, Kind.ONE: 3}, {1: 'a', 0x1: 'b'} #!2
    `,
  ],
  good: [
    py`
      COLORS = {
          'red': '#f00',
          'green': '#0f0',
          'blue': '#00f',
      }
    `,
  ],
  on: {
    [k.K_DICTIONARY]: checkDict,
    [k.K_SET]: checkSet,
    [k.K_DICTIONARY_COMPREHENSION]: checkComprehension,
  },
})

function checkDict(display: Node, checker: Checker): void {
  const { tree } = checker
  let known = new Map<string, Node>()
  const found: { readonly key: Node; readonly before: Node }[] = []
  const entries = tree.namedChildren(display)
  if (entries.length < 2) return
  for (const pair of entries) {
    // What is unpacked in between may be meant to lie under what follows.
    if (tree.kind(pair) === k.K_DICTIONARY_SPLAT) known = new Map()
    if (tree.kind(pair) !== k.K_PAIR) continue
    const node = tree.child(pair, k.F_KEY)
    const key = keyOf(checker, node)
    if (key === undefined) continue
    const before = known.get(key)
    known.set(key, pair)
    if (before === undefined) continue
    const [first, second] = [tree.child(before, k.F_VALUE), tree.child(pair, k.F_VALUE)]
    if (first === NO_NODE || second === NO_NODE || isSameCode(tree, first, second)) continue
    found.push({ key: node, before: tree.child(before, k.F_KEY) })
  }
  // A table that a program wrote, in which the later entries win.
  if (found.length > MANY) return
  for (const { key, before } of found) {
    const text = inOneLine(tree.text(key), 40)
    checker.report({
      node: key,
      message: `\`${text}\` stands in line ${tree.line(before)} already: that value is replaced.`,
      related: [before],
    })
  }
}

/** `{'row': row for row in rows}`: each round replaces the value of the one before. */
function checkComprehension(comprehension: Node, checker: Checker): void {
  const { tree } = checker
  const [pair, ...clauses] = tree.namedChildren(comprehension)
  if (pair === undefined || tree.kind(pair) !== k.K_PAIR) return
  const key = tree.child(pair, k.F_KEY)
  if (key === NO_NODE || constantValue(tree, withoutParentheses(tree, key)) === undefined) return
  const isOneRound = clauses.every((clause) => {
    if (tree.kind(clause) !== k.K_FOR_IN_CLAUSE) return true
    const source = tree.child(clause, k.F_RIGHT)
    const isDisplay = [k.K_LIST, k.K_TUPLE, k.K_SET].includes(tree.kind(source))
    return isDisplay && tree.namedChildren(source).length < 2
  })
  if (isOneRound) return
  checker.report({
    node: key,
    message: `The key \`${inOneLine(tree.text(key), 40)}\` is the same in each round: only the last value stays.`,
  })
}

function checkSet(display: Node, checker: Checker): void {
  const { tree } = checker
  const items = tree.namedChildren(display)
  // In a long list of words nothing is missing when one of them comes twice.
  if (items.length > SHORT) return
  const known = new Set<string>()
  for (const item of items) {
    const key = keyOf(checker, item)
    if (key === undefined) continue
    if (known.has(key)) {
      checker.report({
        node: item,
        severity: 'low',
        message: `\`${inOneLine(tree.text(item), 40)}\` stands twice in this set.`,
      })
      return
    }
    known.add(key)
  }
}

/** The same text for keys that are equal; undefined for what must be computed. */
function keyOf({ tree, facts }: Checker, expression: Node): string | undefined {
  const node = withoutParentheses(tree, expression)
  if (node === NO_NODE) return undefined
  const value = constantValue(tree, node)
  if (value !== undefined) {
    // Integers that a double cannot hold are told apart by how they are written.
    if (typeof value === 'number') {
      return Number.isSafeInteger(value) || !Number.isInteger(value)
        ? `n${value}`
        : `n${tree.text(node)}`
    }
    const isBytes = typeof value === 'string' && readString(tree, node)?.isBytes
    return typeof value === 'string' ? `${isBytes ? 'b' : 's'}${value}` : `c${value}`
  }
  const dotted = facts.dottedText(node)
  return dotted === undefined ? undefined : `d${dotted}`
}
