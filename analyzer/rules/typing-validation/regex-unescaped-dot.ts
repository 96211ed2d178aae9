import { stringValue } from '../../facts/strings.ts'
import { K_CALL, K_STRING } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** A digit and its count, a plain dot, and another digit: versions, addresses, amounts. */
const NUMBER = /(?:\\d|\[0-9\])(?:[+*]|\{\d+(?:,\d*)?\})?\.(?=(?:\\d|\[0-9\]|\(\\d))/
/** `www.example.com`, `example.org/`, with a dot that is not escaped. */
const HOST =
  /(?:^|[^\\\w.\]])((?:[a-z][a-z0-9-]*\.)+(?:com|org|net|io|edu|gov|info|example|co\.uk|de|fr|local|corp))(?=$|[^\w.*+?{-])/
const TAKES = /^re\.(?:compile|match|fullmatch|search|findall|finditer|sub|subn|split)$/

export default defineRule({
  id: 'regex-unescaped-dot',
  title: 'Dot in a pattern that fits any character',
  consequence: 'Versions, amounts and host names that are none pass the check.',
  effortHours: { low: 0.1, high: 0.2 },
  cwe: [185, 625],
  why: `
In a regular expression a dot stands for any character. \`\\d+.\\d+\` fits \`12345\` and \`1x5\` as well as \`1.5\`, and
\`www.example.com\` fits \`wwwxexample.com\`, a host that somebody else can register.
`,
  fix: 'Escape it: `\\.`; for fixed text use `re.escape`.',
  confidence: 'medium',
  roles: ['source', 'migration'],
  exemptions: [
    {
      text: 'An escaped dot, one in brackets, and one that is repeated.',
      quiet: py`
        import re

        PRICE = re.compile(r'^\d+\.\d{2}$')
        DATE = re.compile(r'^\d+[.]\d+[.,]\d+$')
        ANY = re.compile(r'^(\d+).*(\d+).+?(\d)$')
        HOST = re.compile(r'^www\.example\.com$')
        NAME = re.compile(r'^example.+com$')
      `,
    },
    {
      text: 'Text that is no pattern, and a separator that may be any sign in a date.',
      quiet: py`
        import re

        HOST = 'www.example.com'
        DATE = re.compile(r'^\d{4}.\d{2}.\d{2}$')
        TIME = re.compile(r'\d\d.\d\d')
        FORMAT = 'https://www.example.com/{}'.format('a')
      `,
    },
  ],
  limits: ['Patterns that are put together are not read.'],
  bad: [
    py`
      import re

      VERSION = re.compile(r'^v?\d+.\d+.\d+$') #!
      HOST = re.compile(r'https://www.example.com/(\w+)') #!

      def is_address(text):
          return re.fullmatch(r'\d{1,3}.\d{1,3}.\d{1,3}.\d{1,3}', text) #!
    `,
  ],
  good: [
    py`
      import re

      VERSION = re.compile(r'^v?\d+\.\d+\.\d+$')
      HOST = re.compile(r'https://www\.example\.com/(\w+)')
    `,
  ],
  on: {
    [K_STRING](node, checker) {
      const { tree, facts } = checker
      const text = tree.text(node)
      if (!/[a-z0-9+*}\]]\./.test(text)) return
      const call = tree.ancestor(node, K_CALL)
      if (call === NO_NODE || facts.arguments(call)[0]?.value !== node) return
      if (!TAKES.test(facts.calleeName(call) ?? '')) return
      const pattern = stringValue(tree, node)
      if (pattern === undefined || /\(\?[a-zA-Z]*x/.test(pattern)) return
      const host = HOST.exec(pattern)?.[1]
      // Two digits on each side are a date or a time, whatever stands between.
      const number = NUMBER.exec(pattern)?.[0]
      const isCounted = number !== undefined && /(?:[+*]|\{1,)/.test(number)
      if (host === undefined && !isCounted) return
      checker.report({
        node,
        message: `The dot in \`${host ?? number}\` fits any character.`,
      })
    },
  },
})
