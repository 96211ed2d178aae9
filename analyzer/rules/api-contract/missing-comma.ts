import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { inOneLine } from '../../matching/statements/shown.ts'
import * as k from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Two pieces that would have fitted into one line of this length were not split to be short. */
const LINE = 79

/** What a sentence or a path that goes on in the next line ends or begins with. */
const GOES_ON_AFTER = /[\s\\/\-_=:.,;+(|&%[{<]$/
const GOES_ON_WITH = /^[\s\\/\-_=:.,;+)|&%\]}>]/

export default defineRule({
  id: 'missing-comma',
  title: 'Two items joined because a comma is missing',
  consequence: 'The list has one item less, and one that nobody wrote.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
Texts that stand next to each other are one text in Python. In a list where each line is an item, a missing comma
makes one item of two: neither of them is found any more, and nothing tells of it.
`,
  fix: 'Put the comma there. Where one long text was meant, put brackets around its pieces.',
  exemptions: [
    {
      text: 'A long text in several lines, in brackets or not.',
      quiet: py`
        WORDS = ['a', 'b', ('c' 'd')]
        HELP = [
            'one',
            'two',
            'a sentence that goes on in the next line because it would be far too long in'
            'this one',
            'three',
        ]
        TEXTS = [
            'one',
            'two ',
            'go on '
            'here',
            'path/'
            'name',
        ]
      `,
    },
    {
      text: 'Pieces whose quotes differ, pieces that are indented, and lists of nothing but such pieces.',
      quiet: py`
        KINDS = ['a', 'b', "it's" '"x"', r'\d' 'x']
        PAIRS = ['a' 'b', 'c' 'd', 'e' 'f']
        DEEP = [
            'one',
            'two',
            'three'
              'four',
        ]
        SHORT = ['a' 'b']
      `,
    },
    {
      text: 'Lists in which texts are one kind of item among others.',
      quiet: py`
        def build(name, size):
            return [name, size, 'a' 'b', 3]
      `,
    },
  ],
  limits: ['Pieces that together are longer than a line are taken for one text.'],
  bad: [
    py`
      __all__ = [
          'Order',
          'Price' #!
          'Customer',
          'Invoice',
      ]
      HOSTS = ('localhost', '127.0.0.1' 'db', 'example.org') #!
      FLAGS = {
          '--quiet',
          '--verbose',
          '--force' #!
          'all',
      }
    `,
  ],
  good: [
    py`
      __all__ = [
          'Order',
          'Price',
          'Customer',
          'Invoice',
      ]
    `,
  ],
  on: { [k.K_LIST]: check, [k.K_TUPLE]: check, [k.K_SET]: check },
})

function check(display: Node, checker: Checker): void {
  const { tree } = checker
  const items = tree.namedChildren(display).filter((one) => tree.kind(one) !== k.K_COMMENT)
  const joined = items.filter((one) => tree.kind(one) === k.K_CONCATENATED_STRING)
  const plain = items.filter((one) => tree.kind(one) === k.K_STRING)
  if (joined.length === 0 || joined.length * 2 > plain.length) return
  if (joined.length + plain.length < items.length) return
  for (const item of joined) checkItem(checker, item, plain)
}

function checkItem(checker: Checker, item: Node, plain: readonly Node[]): void {
  const { tree } = checker
  const pieces = tree.namedChildren(item)
  const [first, second, more] = pieces
  // Three pieces were split on purpose; comments in between explain them.
  if (first === undefined || second === undefined || more !== undefined) return
  if (tree.kind(first) !== k.K_STRING || tree.kind(second) !== k.K_STRING) return
  if (tree.text(first + 1) !== tree.text(second + 1)) return
  const [before, after] = [stringValue(tree, first), stringValue(tree, second)]
  if (!before || !after) return
  if (!isItem(before, after, plain, checker)) return
  const column = tree.position(tree.start(first)).column
  const isOneLine = tree.line(first) === tree.line(second)
  const length = tree.end(first) - tree.start(first) + tree.end(second) - tree.start(second)
  if (column + length > LINE) return
  if (!isOneLine && tree.position(tree.start(second)).column !== column) return
  checker.report({
    node: first,
    message: `No comma behind \`${inOneLine(tree.text(first), 40)}\`: it is joined with what follows to \`${inOneLine(before + after, 60)}\`.`,
    related: [second],
  })
}

/** True where both pieces look like the other items and not like one text. */
function isItem(before: string, after: string, plain: readonly Node[], { tree }: Checker): boolean {
  if (/\s$/.test(before) || /^\s/.test(after)) return false
  const others = plain.flatMap((one) => stringValue(tree, one) ?? [])
  // Where the other items begin or end so too, it is how items are written here.
  const isUsual = (pattern: RegExp) => others.some((one) => pattern.test(one))
  if (GOES_ON_AFTER.test(before) && !isUsual(GOES_ON_AFTER)) return false
  return !GOES_ON_WITH.test(after) || isUsual(GOES_ON_WITH)
}
