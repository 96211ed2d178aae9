import { stringValue } from '../../facts/strings.ts'
import { K_CALL, K_STRING } from '../../syntax/kinds.ts'
import { NO_NODE } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Letters from an upper case one to a lower case one: between Z and a stand six other signs. */
const RANGE = /(?<!\\)\[[^\]\n]*?(?<!\\)([A-Z]-[a-z])[^\n]*?(?<!\\)\]/
/** What takes a pattern. */
const TAKES =
  /^(?:re|regex)\.\w+$|(?:^|\.)(?:Regexp|RegexValidator|RegexField|constr|Field|StringConstraints|Query|Path|Pattern|from_regex)$/

export default defineRule({
  id: 'regex-wrong-range',
  title: 'Range of letters that takes in other signs',
  consequence:
    'Text passes the check with brackets, a backslash, `^`, an underscore or a backquote in it.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [185, 20],
  why: `
\`[A-z]\` is meant to be all letters. The range goes by the codes of the signs, though, and between \`Z\` and \`a\`
lie the brackets, the backslash, \`^\`, \`_\` and the backquote. All of them pass, and they are the ones that other
languages give a meaning: a file name, a query or a template that was checked so is not safe.
`,
  fix: `
Write both ranges, \`[A-Za-z]\`, or \`[a-z]\` with \`re.IGNORECASE\`; \`\\w\` where digits and the underscore may be there.
`,
  exemptions: [
    {
      text: 'Ranges of one case, both of them, and text that is no pattern.',
      quiet: py`
        import re

        NAME = re.compile(r'^[A-Za-z]+$')
        CODE = re.match(r'[a-z0-9-]+', 'x')
        ESCAPED = re.search(r'\[A-z\]', 'x')
        SIGNS = re.compile(r'[!-~]')
        label = 'columns [A-z] are sorted'
        print('[A-z]')
      `,
    },
  ],
  limits: ['Patterns in variables and in files are not followed.'],
  bad: [
    py`
      import re

      NAME = re.compile(r'^[A-z]+$') #!

      def is_valid(text):
          return re.fullmatch('[0-9A-z_]{3,}', text) is not None #!
    `,
    py`
      from wtforms.validators import Regexp

      letters = Regexp(r'^[A-z ]*$', message='Letters only.') #!
    `,
  ],
  good: [
    py`
      import re

      NAME = re.compile(r'^[A-Za-z]+$')
    `,
  ],
  on: {
    [K_STRING](node, checker) {
      const { tree, facts } = checker
      const text = tree.text(node)
      if (!/[A-Z]-[a-z]/.test(text)) return
      const [, range] = RANGE.exec(stringValue(tree, node) ?? '') ?? []
      const call = tree.ancestor(node, K_CALL)
      if (range === undefined || call === NO_NODE) return
      const callee = facts.calleeName(call) ?? tree.text(facts.callee(call))
      if (!TAKES.test(callee)) return
      checker.report({
        node,
        message: `\`${range}\` is no range of letters: signs between \`Z\` and \`a\` are in it as well.`,
      })
    },
  },
})
