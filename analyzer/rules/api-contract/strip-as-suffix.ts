import type { Checker } from '../../engine/checker.ts'
import { stringValue } from '../../facts/strings.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'strip-as-suffix',
  title: 'Set of characters stripped where a word is meant',
  consequence:
    'Names that begin or end with one of these characters lose more than the word: files are not found, keys collide.',
  effortHours: { low: 0.1, high: 0.2 },
  cwe: [628],
  why: `
\`strip\`, \`lstrip\` and \`rstrip\` take a set of characters, not a word: they take off whatever consists of these
characters, in any order and as often as it comes. \`'notes.json'.rstrip('.json')\` is \`'note'\`, and
\`'https://shop.example'.lstrip('https://')\` is \`'op.example'\`.
`,
  fix: 'Use `removesuffix` and `removeprefix` (Python 3.9), or test with `endswith` and cut by the length.',
  exemptions: [
    {
      text: 'Characters: signs, white space, sets of letters or digits of which each is named once.',
      quiet: py`
        def clean(text, number):
            text = text.strip('[]() ').strip('aeiou').rstrip('LlUu').strip(' \t\n\t')
            return text.strip('0123456789abcdef').rstrip('.0').strip("'\""), number.rstrip('0')
      `,
    },
    {
      text: 'Methods of that name with other arguments.',
      quiet: py`
        def clean(series, chars):
            return series.str.strip(), series.rstrip(chars), strip('.json')
      `,
    },
  ],
  limits: [
    'A word of which no letter comes twice is told only where it is asked for by `endswith` or `startswith` too, or looks like the end of a file name.',
  ],
  bad: [
    py`
      def label(path, url, table):
          if table.startswith('FROM'):
              table = table.lstrip('FROM') #!
          return path.rstrip('.json'), url.lstrip('https://'), table.rstrip('_backup_data') #!3
    `,
  ],
  good: [
    py`
      def label(path, url):
          return path.removesuffix('.json'), url.removeprefix('https://')
    `,
  ],
  methods: { strip: check, lstrip: check, rstrip: check },
})

function check(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const given = facts.arguments(call)
  const [only] = given
  if (only === undefined || given.length > 1) return
  const text = stringValue(tree, only.value)
  if (text === undefined || !isWord(checker, call, text)) return
  const name = calleeName(tree, call)
  const instead = name === 'lstrip' ? 'removeprefix' : 'removesuffix'
  checker.report({
    node: call,
    message: `\`${name}(${tree.text(only.value)})\` takes off any of these characters, not the word; \`${instead}\` is for words.`,
  })
}

const FILE_END = /^\.[A-Za-z][A-Za-z0-9]{1,4}$/

/** A text that nobody writes as a set of characters. */
function isWord({ tree, facts }: Checker, call: Node, text: string): boolean {
  if (!/[A-Za-z]{2}/.test(text) || /\s/.test(text)) return false
  if (FILE_END.test(text)) return true
  // A letter that comes twice adds nothing to a set.
  const letters = text.replace(/[^A-Za-z]/g, '')
  if (letters.length >= 3 && new Set(letters).size < letters.length) return true
  if (text.includes('://')) return true
  const owner = facts.enclosingFunction(call)
  const around = owner === undefined ? NO_NODE : owner.node
  if (around === NO_NODE) return false
  return Array.from(facts.callsIn(around)).some((one) => {
    if (!/^(?:ends|starts)with$/.test(calleeName(tree, one))) return false
    const asked = facts.arguments(one)[0]?.value
    return asked !== undefined && stringValue(tree, asked) === text
  })
}
