import type { Checker, FixDraft } from '../../engine/checker.ts'
import { onlyValue } from '../../facts/assigned-value.ts'
import {
  argumentFor,
  calleeName,
  receiverOf,
  withoutParentheses,
} from '../../matching/calls/calls.ts'
import { isLogCall, LOG_METHODS } from '../../matching/calls/loggers.ts'
import { replace } from '../../matching/edits/edits.ts'
import {
  F_EXPRESSION,
  F_LEFT,
  F_OPERATOR,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_EXPRESSION_LIST,
  K_FLOAT,
  K_IDENTIFIER,
  K_INTEGER,
  K_INTERPOLATION,
  K_STRING,
  K_SUBSCRIPT,
  K_TUPLE,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule, type NodeHandler } from '../define.ts'
import { py } from '../python.ts'

const check: NodeHandler = (call, checker) => {
  const { tree, facts } = checker
  const name = (facts.calleeName(call) ?? calleeName(tree, call)).split('.').at(-1)
  const given = withoutParentheses(tree, argumentFor(tree, call, name === 'log' ? 1 : 0, 'msg'))
  if (given === NO_NODE) return
  const message = keptFor(checker, given)
  const form = formOf(checker, message)
  if (form === undefined || !isLogCall(checker, call) || takesNoValues(checker, call)) return
  checker.report({
    node: given,
    message: `The message is put together with ${form} before the logger decides whether it is wanted.`,
    fixes: message === given ? fixOf(checker, call, message) : [],
  })
}

export default defineRule({
  id: 'logging-fstring',
  title: 'Log message put together before it is logged',
  consequence:
    'Log entries of one kind cannot be grouped, and work is done for entries nobody sees.',
  effortHours: { low: 0.1, high: 0.5 },
  picky: true,
  why: `
The text is built whether or not the level is on, and each entry is a text of its own: tools that group entries by
their template, and count or silence them, see thousands of different messages. A value with a line break or a percent
sign can also change what is logged.
`,
  fix: 'Pass the template and the values apart: `log.info("saved %s", order.id)`, or structured fields.',
  exemptions: [
    {
      text: 'Templates with their values, and fixed texts.',
      quiet: py`
        import logging

        log = logging.getLogger(__name__)
        log.info("saved %s", 1)
        log.info("saved")
        log.info(f"saved")
        log.log(logging.INFO, "saved %s", 2)
        log.warning("a" "b")
        log.warning("a" + "b")
      `,
    },
    {
      text: 'Other objects with methods of these names.',
      quiet: py`
        def show(console, math, name):
            console.error(f"no {name}")
            math.log(f"{name}")
            console.info("a" + name)
      `,
    },
    {
      text: 'Sums and percentages that are no text.',
      quiet: py`
        import logging

        def show(a, b):
            logging.info(a + b)
            logging.info(a % b)
      `,
    },
  ],
  limits: ['A message that is put together on an earlier line is not followed.'],
  bad: [
    py`
      import logging

      log = logging.getLogger(__name__)

      def save(order):
          log.info(f"saved {order.id}") #!
    `,
    py`
      import logging
      from logging import getLogger

      class Service:
          def __init__(self):
              self.logger = getLogger("service")

          def run(self, name):
              self.logger.error("failed: {}".format(name)) #!
              logging.warning("late: %s" % name) #!
              logging.log(logging.INFO, "done: " + name) #!
              logging.exception(f"broken {name}", exc_info=True) #!
    `,
    py`
      from logging import getLogger, info, log as write_log

      audit = getLogger("audit")

      def save(order, name):
          info(f"saved {order.id}") #!
          write_log(10, "saved %s" % order.id) #!
          audit.info("saved %s" % order.id) #!
          audit.log(level=10, msg=f"saved {order.id}") #!
          audit.info(("saved {}".format(order.id))) #!
          audit.info("a" "b" + name) #!
          audit.info(str.format("saved {}", name)) #!
    `,
    py`
      import logging

      log = logging.getLogger(__name__)

      def settle(site, due):
          summary = "site %s: %d sessions" % (site, len(due))
          log.info(summary) #!
    `,
  ],
  good: [
    py`
      class Trail:
          def __init__(self):
              self.lines = []

          def info(self, line):
              self.lines.append(line)

      class Ledger:
          def __init__(self):
              self._log = Trail()

          def open(self, record):
              self._log.info(f"{record} opened")
    `,
    py`
      import logging

      log = logging.getLogger(__name__)

      def save(order):
          log.info("saved %s", order.id)
    `,
    py`
      import logging

      log = logging.getLogger(__name__)

      def settle(site, due):
          summary = "site %s: %d sessions" % (site, len(due))
          log.info(summary)
          return summary
    `,
  ],
  methods: Object.fromEntries(LOG_METHODS.map((level) => [level, check])),
  // Without an object before them they were imported by name.
  calls: Object.fromEntries(
    LOG_METHODS.map((level): [string, NodeHandler] => [
      `logging.${level}`,
      (call, checker) => {
        if (receiverOf(checker.tree, call) === NO_NODE) check(call, checker)
      },
    ]),
  ),
})

/** `text = "%s" % name` for this one call: what the name is given; a text that is needed otherwise stays. */
function keptFor({ tree, facts }: Checker, given: Node): Node {
  if (tree.kind(given) !== K_IDENTIFIER) return given
  const binding = facts.resolve(given)
  const isForThis =
    binding?.scope?.kind === 'function' &&
    binding.references.filter((one) => one !== given).length === 0
  const value = isForThis ? onlyValue(facts, given) : NO_NODE
  return value === NO_NODE ? given : withoutParentheses(tree, value)
}

/** A method of the project without `*args`: nothing could be given apart. */
function takesNoValues(checker: Checker, call: Node): boolean {
  const value = checker.valueOf(checker.facts.callee(call))
  if (value?.kind !== 'method' && value?.kind !== 'function') return false
  return !value.function.summary.parameters.some(({ kind }) => kind === 'rest')
}

const TEXTS: ReadonlySet<number> = new Set([K_STRING, K_CONCATENATED_STRING])

/** A sum of fixed texts. */
function isPlainText({ tree }: Checker, message: Node): boolean {
  for (let node = message; node < tree.endOfSubtree(message); node += 1) {
    const kind = tree.kind(node)
    if (kind === K_INTERPOLATION || kind === K_IDENTIFIER || kind === K_CALL) return false
    if (kind === K_INTEGER || kind === K_FLOAT) return false
  }
  return true
}

function formOf(checker: Checker, message: Node): string | undefined {
  const { tree } = checker
  switch (tree.kind(message)) {
    case K_STRING:
      return tree.hasChildOfKind(message, K_INTERPOLATION) ? 'an f-string' : undefined
    case K_CONCATENATED_STRING: {
      const parts = tree.namedChildren(message)
      const isFormatted = parts.some((part) => tree.hasChildOfKind(part, K_INTERPOLATION))
      return isFormatted ? 'an f-string' : undefined
    }
    case K_BINARY_OPERATOR: {
      let left = message
      while (tree.kind(left) === K_BINARY_OPERATOR) left = tree.child(left, F_LEFT)
      const right = tree.namedChildren(message).at(-1) ?? NO_NODE
      const texts = [left, right].filter((one) => one !== NO_NODE && TEXTS.has(tree.kind(one)))
      if (texts.length === 0 || isPlainText(checker, message)) return undefined
      const operator = tree.text(tree.child(message, F_OPERATOR))
      return operator === '%' ? '`%`' : operator === '+' ? '`+`' : undefined
    }
    case K_CALL: {
      const callee = tree.callee(message)
      const isFormat = /^(?:format|format_map)$/.test(calleeName(tree, message))
      return isFormat && /^(?:\(*[rRuU]?["']|str\.)/.test(tree.text(callee))
        ? '`format`'
        : undefined
    }
    default:
      return undefined
  }
}

/** The template and its values apart. Only for plain values, and where no others are given already. */
function fixOf(checker: Checker, call: Node, message: Node): FixDraft[] {
  const { tree, facts } = checker
  const text = tree.text(message)
  const given = facts.arguments(call).filter(({ name }) => name === undefined)
  if (given.at(-1)?.value !== message || given.some(({ isUnpacked }) => isUnpacked)) return []
  const template = tree.kind(message) === K_STRING ? templateOf(tree, message) : undefined
  const parts = template ?? splitPercent(tree, message)
  if (parts === undefined || /[\r\n]/.test(text)) return []
  return [
    {
      title: 'Give the values apart',
      grade: 'safe',
      edits: [replace(tree, message, parts.join(', '))],
    },
  ]
}

/** `f"saved {order.id}"` as `"saved %s"` and its values. */
function templateOf(tree: SyntaxTree, string: Node): readonly string[] | undefined {
  const opening = /^[fF](|['"])/.exec(tree.text(string))
  const quote = opening?.[1]
  if (quote === undefined) return undefined
  const values: string[] = []
  let text = ''
  let at = tree.start(string) + 1 + quote.length
  for (const part of tree.namedChildren(string)) {
    if (tree.kind(part) !== K_INTERPOLATION) continue
    const expression = tree.child(part, F_EXPRESSION)
    const inner = tree.text(part).slice(1, -1)
    // A format or a `=` is more than `%s` can say.
    if (expression === NO_NODE || inner.trim() !== tree.text(expression)) return undefined
    if (tree.kind(expression) === K_EXPRESSION_LIST || inner.includes(quote)) return undefined
    text += `${plain(tree.source.slice(at, tree.start(part)))}%s`
    values.push(inner.trim())
    at = tree.end(part)
  }
  text += plain(tree.source.slice(at, tree.end(string) - quote.length))
  return [`${quote}${text}${quote}`, ...values]
}

const plain = (text: string) => text.replaceAll('%', '%%').replace(/([{}])\1/g, '$1')

/** `"saved %s" % order.id` and `"%s of %s" % (a, b)`. */
function splitPercent(tree: SyntaxTree, message: Node): readonly string[] | undefined {
  if (tree.kind(message) !== K_BINARY_OPERATOR) return undefined
  const [left, right] = tree.namedChildren(message)
  if (left === undefined || right === undefined || tree.kind(left) !== K_STRING) return undefined
  if (tree.text(tree.child(message, F_OPERATOR)) !== '%') return undefined
  const places = tree.text(left).replaceAll('%%', '').split('%').length - 1
  if (/%\(/.test(tree.text(left))) return undefined
  if (tree.kind(right) === K_TUPLE) {
    const values = tree.namedChildren(right)
    if (values.length !== places) return undefined
    return [tree.text(left), ...values.map((one) => tree.text(one))]
  }
  const isSimple = SIMPLE.has(tree.kind(right))
  return places === 1 && isSimple ? [tree.text(left), tree.text(right)] : undefined
}

const SIMPLE: ReadonlySet<number> = new Set([K_IDENTIFIER, K_ATTRIBUTE, K_CALL, K_SUBSCRIPT])
