import type { Checker } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { insertBefore } from '../../matching/edits/edits.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Functions of `re` with a number before the flags: where that number stands. */
const COUNT_AT: Readonly<Record<string, number>> = { sub: 3, subn: 3, split: 2 }
/** Methods of a compiled pattern: the first place that is a number. They take no flags. */
const METHOD_COUNT_AT: Readonly<Record<string, number>> = {
  sub: 2,
  subn: 2,
  split: 1,
  search: 1,
  match: 1,
  fullmatch: 1,
  findall: 1,
  finditer: 1,
}
const FLAG =
  /^(re|regex)\.(?:RegexFlag\.)?(?:A|ASCII|I|IGNORECASE|L|LOCALE|M|MULTILINE|S|DOTALL|U|UNICODE|X|VERBOSE)$/

export default defineRule({
  id: 'regex-flags-as-count',
  title: 'Flags of a pattern given where a number is asked',
  consequence:
    'The flags do not apply, and only the first few matches are replaced, or the text is read from a later place.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [628],
  why: `
The fourth argument of \`re.sub\` and the third of \`re.split\` is how often to replace or to cut. A flag is a number
too, so Python takes it: \`re.sub(pattern, '', text, re.I)\` replaces two matches at most and tells upper from lower
case. The methods of a compiled pattern take no flags at all; a number there is a count or a place in the text.
`,
  fix: 'Name the argument, `flags=re.I`; give the flags of a compiled pattern to `re.compile`.',
  exemptions: [
    {
      text: 'Flags by name, or in their own place; functions whose third argument are the flags.',
      quiet: py`
        import re

        def clean(text, count):
            text = re.sub('a+', 'a', text, flags=re.I)
            text = re.sub('b+', 'b', text, 0, re.I | re.M)
            text = re.sub('c+', 'c', text, count)
            parts = re.split(';', text, 1, re.I)
            found = re.search('a', text, re.I) or re.match('b', text, re.S)
            return parts, found, re.findall('a', text, re.M), re.compile('a', re.I)
      `,
    },
    {
      text: 'A compiled pattern with a count, and objects that are no pattern.',
      quiet: py`
        import re

        WORD = re.compile('a+', re.I)

        class Finder:
            def search(self, text, flags):
                return re.search(self.pattern, text, flags)

        def clean(text, finder):
            own = Finder()
            own.search(text, re.I)
            finder.search(text, re.I)
            return WORD.sub('a', text, 1), WORD.search(text, 3)
      `,
    },
  ],
  limits: ['Flags in variables and patterns in fields are not followed.'],
  bad: [
    py`
      import re
      from re import IGNORECASE, compile as pattern, sub

      WORD = re.compile('a+')

      def clean(text):
          text = re.sub('a+', 'a', text, re.I) #!
          text = sub('b+', 'b', text, IGNORECASE) #!
          text, count = re.subn('b+', 'b', text, (re.M | re.S)) #!
          line = pattern('c+')
          return re.split('x', text, re.IGNORECASE), line.sub('c', text, re.I), WORD.search(text, re.I) #!3
    `,
  ],
  good: [
    py`
      import re

      def clean(text):
          return re.sub('a+', 'a', text, flags=re.I)
    `,
  ],
  on: {
    [k.K_CALL](call, checker) {
      const place = placeOfNumber(checker, call)
      if (place === undefined) return
      const { tree, facts } = checker
      const given = facts.arguments(call)
      // What is unpacked before it moves the places.
      if (given.slice(0, place.at + 1).some(({ value }) => tree.kind(value) === k.K_LIST_SPLAT))
        return
      const argument = given[place.at]
      if (argument === undefined || argument.name !== undefined) return
      if (!isFlag(checker, argument.value)) return
      checker.report({
        node: argument.value,
        message: place.takesFlags
          ? `\`${tree.text(argument.value)}\` stands where \`${place.method}\` asks for how often: it counts matches and sets no flag.`
          : `\`${place.method}\` of a compiled pattern takes no flags: \`${tree.text(argument.value)}\` is taken for a number.`,
        ...(place.takesFlags &&
          given.length === place.at + 1 && {
            fixes: [
              {
                title: 'Name the flags',
                grade: 'needs-review' as const,
                edits: [insertBefore(tree, argument.value, 'flags=')],
              },
            ],
          }),
      })
    },
  },
})

interface NumberPlace {
  readonly method: string
  /** Index of the positional argument that is a number. */
  readonly at: number
  readonly takesFlags: boolean
}

function placeOfNumber({ tree, facts }: Checker, call: Node): NumberPlace | undefined {
  const origin = facts.calleeName(call) ?? ''
  const [, method = ''] = /^(?:re|regex)\.(\w+)$/.exec(origin) ?? []
  const at = COUNT_AT[method]
  if (at !== undefined) return { method: origin, at, takesFlags: true }
  const callee = facts.callee(call)
  if (callee === NO_NODE || tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  const name = tree.text(tree.child(callee, k.F_ATTRIBUTE))
  const place = METHOD_COUNT_AT[name]
  if (place === undefined) return undefined
  const receiver = tree.child(callee, k.F_OBJECT)
  const made = tree.kind(receiver) === k.K_IDENTIFIER ? onlyValue(facts, receiver) : receiver
  if (made === NO_NODE || tree.kind(made) !== k.K_CALL) return undefined
  if (!/^(?:re|regex)\.compile$/.test(facts.calleeName(made) ?? '')) return undefined
  return { method: name, at: place, takesFlags: false }
}

/** `re.I`, `re.I | re.M`. */
function isFlag(checker: Checker, expression: Node): boolean {
  const { tree, facts } = checker
  const node = withoutParentheses(tree, expression)
  if (tree.kind(node) !== k.K_BINARY_OPERATOR) return FLAG.test(facts.qualifiedName(node) ?? '')
  const [left, right] = [tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT)]
  if (tree.kind(tree.child(node, k.F_OPERATOR)) !== k.T_PIPE) return false
  return isFlag(checker, left) && isFlag(checker, right)
}
