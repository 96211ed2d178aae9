import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import {
  K_ARGUMENT_LIST,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_ESCAPE_SEQUENCE,
  K_PARENTHESIZED_EXPRESSION,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const OF_MODULE =
  /^(?:re|regex|re2)\.(?:compile|match|fullmatch|search|findall|finditer|split|subn?)$/

export default defineRule({
  id: 'regex-control-character',
  title: 'Escape of a regular expression that Python reads first',
  consequence:
    'A control character takes the place of the group or the word boundary: nothing fits, or text is destroyed.',
  effortHours: { low: 0.1, high: 0.25 },
  why: `
In a text without the prefix \`r\` Python reads the escapes before the regular expression sees them. \`"\\1"\` is the
character with the code 1 and not the first group, \`"\\b"\` is a backspace and not the end of a word. The pattern then
fits nothing, and a replacement writes control characters over what was found.
`,
  fix: `
Write patterns and replacements as raw texts: \`r"\\1"\`, \`r"\\bword\\b"\`. With other parts around it, only that part
needs the prefix: \`prefix + r"\\1"\`.
`,
  exemptions: [
    {
      text: 'Raw texts, doubled backslashes, sets of characters, and texts that are no pattern.',
      quiet: py`
        import re

        WORD = re.compile(r"\bword\b")
        GROUP = re.sub("(a)(b)", "\\2\\1", "ab")
        CONTROL = re.compile("[\1\2\b]")
        ERASED = "abc\b\b"
        STRUCK = re.sub(".\b", "", "a\bb")
        CLEAN = re.sub(WORD, "-", "\1")
        TEXT = "abc".replace("\1", "")
      `,
    },
  ],
  limits: ['Patterns in variables and in files are not followed.'],
  bad: [
    py`
      import re

      WORD = re.compile("\bword\b") #!

      def rename(text, prefix):
          found = re.search("(a+)-\1", text) #!
          text = WORD.sub("<\1>", text) #!
          return re.sub("!(help|about)", prefix + "\1", text) #!
    `,
  ],
  good: [
    py`
      import re

      WORD = re.compile(r"\bword\b")

      def rename(text, prefix):
          return re.sub("!(help|about)", prefix + r"\1", text)
    `,
  ],
  on: {
    [K_ESCAPE_SEQUENCE](node, checker) {
      const { tree } = checker
      const text = tree.text(node)
      if (!/^\\(?:b|[1-9])$/.test(text)) return
      const string = tree.ancestor(node, K_STRING)
      if (string === NO_NODE || firstEscape(checker, string) !== node) return
      const place = placeInCall(checker, string)
      if (place === undefined || !isMeant(checker, string, node, place)) return
      checker.report({
        node: string,
        message:
          text === '\\b'
            ? '`\\b` without the prefix `r` is a backspace, not the edge of a word.'
            : `\`${text}\` without the prefix \`r\` is the character with the code ${text.slice(1)}, not a group.`,
      })
    },
  },
})

/** The first of them speaks for a text. */
function firstEscape({ tree }: Checker, string: Node): Node {
  for (let at = string; at < tree.endOfSubtree(string); at += 1) {
    if (tree.kind(at) === K_ESCAPE_SEQUENCE && /^\\(?:b|[1-9])$/.test(tree.text(at))) return at
  }
  return NO_NODE
}

/** Which part of a call of the module, or of a compiled pattern, a text belongs to. */
function placeInCall(
  { tree, facts }: Checker,
  string: Node,
): 'pattern' | 'replacement' | undefined {
  let at = string
  while (JOINED.has(tree.kind(tree.parent(at)))) at = tree.parent(at)
  const list = tree.parent(at)
  const call = list === NO_NODE ? NO_NODE : tree.parent(list)
  if (call === NO_NODE || tree.kind(list) !== K_ARGUMENT_LIST || tree.kind(call) !== K_CALL)
    return undefined
  const position = facts.arguments(call).findIndex(({ value }) => value === at)
  const isOfModule = OF_MODULE.test(facts.calleeName(call) ?? '')
  const isSub = /^subn?$/.test(calleeName(tree, call))
  if (isOfModule && position === 0) return 'pattern'
  return isSub && position === (isOfModule ? 1 : 0) ? 'replacement' : undefined
}

const JOINED: ReadonlySet<number> = new Set([
  K_BINARY_OPERATOR,
  K_CONCATENATED_STRING,
  K_PARENTHESIZED_EXPRESSION,
])

/** In a set of characters `\\b` is a backspace in any case; a group needs brackets in the pattern. */
function isMeant({ tree }: Checker, string: Node, node: Node, place: string): boolean {
  const isGroup = tree.text(node) !== '\\b'
  if (place === 'replacement') return isGroup
  const before = tree.source.slice(tree.start(string), tree.start(node))
  if (before.lastIndexOf('[') > before.lastIndexOf(']')) return false
  // `.\b` takes what a terminal has struck over: it means the backspace.
  if (!isGroup && /[.\])]$/.test(before)) return false
  return !isGroup || before.includes('(')
}
