import type { Checker } from '../../engine/checker.ts'
import { callsTo } from '../../matching/calls/call-table.ts'
import { argumentFor } from '../../matching/calls/calls.ts'
import { isServed } from '../../matching/inputs/exposure.ts'
import { provenance } from '../../matching/inputs/provenance.ts'
import { ALL_SINKS } from '../../matching/inputs/sinks.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { isAmbiguous } from './matching/regex-ambiguity.ts'
import { readPattern } from './matching/regex-syntax.ts'

const FUNCTIONS = [
  ...['compile', 'match', 'fullmatch', 'search', 'findall', 'finditer', 'split', 'sub', 'subn'].map(
    (name) => `re.${name}`,
  ),
  'django.core.validators.RegexValidator',
  'wtforms.validators.Regexp',
  'wtforms.validators.regexp',
]

export default defineRule({
  id: 'regex-backtracking',
  title: 'Regular expression that takes exponential time',
  consequence: 'One short text keeps a worker busy for hours, and a few of them the whole service.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [1333],
  roles: ['source', 'migration'],
  why: `
In \`(\\w+\\s?)*$\` the inner and the outer loop can both take the next letter. When the text does not match in the end,
\`re\` tries every way to divide it between the two: each further character doubles the time.
`,
  fix: `
Give every text one way through the loop: a separator that is required (\`\\w+(?:\\s\\w+)*\`), alternatives that begin with
different characters. From Python 3.11 on \`(?>...)\` and \`++\` never go back.
`,
  exemptions: [
    {
      text: 'Loops whose rounds begin or end with something of their own.',
      quiet: py`
        import re

        NAME = re.compile(r'^\w+(?:\s\w+)*$')
        LIST = re.compile(r'(?:\d+,)*\d+$')
        QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
        WORDS = re.compile(r'^(?:a|b)+$')
        VERSION = re.compile(r'^(\d+\.)+\d+$')
      `,
    },
    {
      text: 'Loops behind which nothing can fail, and those that never go back.',
      quiet: py`
        import re

        FIRST = re.compile(r'(a+)+')
        KEPT = re.compile(r'(?>a+)+$')
      `,
    },
  ],
  limits: [
    'Patterns with look-around, references or word boundaries are not judged, nor those whose time grows with the square of the text.',
  ],
  bad: [
    py`
      import re

      WORDS = re.compile(r'^(\w+\s?)*$') #!
    `,
    py`
      import re
      from django.core.validators import RegexValidator

      PATTERN = r'(a+)+$'

      def check(text):
          re.match(PATTERN, text) #!
          re.search('^(?:x|x)*y', text) #!
          re.fullmatch(r'([a-z]+)*\d', text) #!
          re.fullmatch(r'(a+)+', text) #!
          return RegexValidator(r'^([\w.]+)+@[\w.]+$') #!
    `,
  ],
  good: [
    py`
      import re

      WORDS = re.compile(r'^\w+(?:\s\w+)*\s?$')
    `,
  ],
  calls: callsTo(FUNCTIONS, check),
})

function check(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const isValidator = !/^re\./.test(facts.calleeName(call) ?? '')
  const given = argumentFor(tree, call, 0, isValidator ? 'regex' : 'pattern')
  if (given === NO_NODE || /\b(?:X|VERBOSE)\b/.test(tree.text(call))) return
  const text = provenance(checker).constantOf(given)
  // Without two loops or a choice in a loop nothing is taken twice.
  if (typeof text !== 'string' || !/[*+}]\)?.*[*+}]|\|.*\)[*+{]/s.test(text)) return
  const pattern = readPattern(text)
  if (pattern === undefined) return
  const isEnded = /(?:^|[^\\])\$|\\Z/.test(text) || facts.calleeName(call) === 're.fullmatch'
  if (!isAmbiguous(pattern, isEnded)) return
  const read = argumentFor(
    tree,
    call,
    /\.subn?$/.test(facts.calleeName(call) ?? '') ? 2 : 1,
    'string',
  )
  const isOfClient = read !== NO_NODE && provenance(checker).inputOf(read, ALL_SINKS) !== NO_NODE
  checker.report({
    node: call,
    message:
      'A loop of this pattern can take the same text in two ways: a text that does not match takes exponential time.',
    severity: isOfClient ? 'high' : isServed(checker, call) || isValidator ? 'medium' : 'low',
    confidence: isOfClient ? 'high' : 'medium',
  })
}
