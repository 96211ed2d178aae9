import type { Checker } from '../../engine/checker.ts'
import { K_MODULE } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const CONTROLS = /[\u202a-\u202e\u2066-\u2069\u200f]/g

export default defineRule({
  id: 'bidirectional-unicode',
  title: 'Invisible character that turns the direction of text around',
  consequence: 'The code does something else than what a reviewer sees on the screen.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [1007],
  why: `
Control characters for right-to-left text change the order in which an editor shows a line, not the order in which Python
reads it. What looks like a comment can be code, and what looks like a check can be text.
`,
  fix: `
Take the character out. If a text needs it, write it as an escape, which everybody sees: \`'\\u202e'\`.
`,
  exemptions: [
    {
      text: 'The character as an escape, and text in right-to-left scripts without controls.',
      quiet: py`
        import re

        CONTROLS = '\u202e\u2066'
        PATTERN = re.compile('[\u202a-\u202e]')
        GREETING = 'שלום'
        OTHER = 'مرحبا'
        NAME = '\N{RIGHT-TO-LEFT OVERRIDE}'
      `,
    },
  ],
  limits: ['Letters of other scripts that look like Latin ones are not reported.'],
  bad: [
    `access_level = 'user'
if access_level != 'none\u202e\u2066': # check #!
    print('You are an admin')
`,
    `# a comment \u202b here #!
NAME = 'x\u200fy' #!
VALUE = 1
def f():
    return VALUE
`,
  ],
  good: [
    py`
      access_level = 'user'
      if access_level != 'none':
          print('You are an admin')
    `,
  ],
  on: {
    [K_MODULE](_node, checker) {
      const told = new Set<number>()
      for (const found of checker.tree.source.matchAll(CONTROLS)) {
        const { line } = checker.tree.position(found.index)
        if (told.has(line)) continue
        told.add(line)
        const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
        checker.report({
          node: leafAt(checker, found.index),
          message: `The invisible character U+${code} changes the order in which this line is shown.`,
        })
      }
    },
  },
})

/** The smallest node that holds an index of the text; the module for white space. */
function leafAt({ tree }: Checker, index: number): Node {
  let node = 0
  for (let at = 0; at < tree.count; ) {
    if (tree.start(at) <= index && index < tree.end(at)) {
      node = at
      at += 1
    } else at = at === 0 ? 1 : tree.endOfSubtree(at)
  }
  return node
}
