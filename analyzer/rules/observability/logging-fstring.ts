import type { Checker } from '../../engine/checker.ts'
import { argumentsOf, calleeName, receiverOf } from '../../matching/calls.ts'
import {
  F_FUNCTION,
  F_LEFT,
  F_OPERATOR,
  K_BINARY_OPERATOR,
  K_CALL,
  K_CONCATENATED_STRING,
  K_INTERPOLATION,
  K_STRING,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule, type NodeHandler } from '../define.ts'
import { py } from '../python.ts'

const check: NodeHandler = (call, checker) => {
  if (!isLogger(checker, call)) return
  const { tree } = checker
  const position = calleeName(tree, call) === 'log' ? 1 : 0
  const given = argumentsOf(tree, call).filter(({ name, isUnpacked }) => !name && !isUnpacked)
  const message = given[position]?.value
  if (message === undefined) return
  const form = formOf(checker, message)
  if (form === undefined) return
  checker.report({
    node: message,
    message: `The message is put together with ${form} before the logger decides whether it is wanted.`,
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
  ],
  good: [
    py`
      import logging

      log = logging.getLogger(__name__)

      def save(order):
          log.info("saved %s", order.id)
    `,
  ],
  methods: {
    debug: check,
    info: check,
    warning: check,
    warn: check,
    error: check,
    exception: check,
    critical: check,
    fatal: check,
    log: check,
  },
})

function isLogger({ tree, facts }: Checker, call: Node): boolean {
  const object = receiverOf(tree, call)
  if (object === NO_NODE) return false
  const name = facts.qualifiedName(object)
  if (name === 'logging') return true
  return /(?:^|[._])(?:log|logger|logging|LOG|LOGGER)$/.test(tree.text(object).slice(-40))
}

function formOf({ tree }: Checker, message: Node): string | undefined {
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
      const isText = [left, right].some((one) => one !== NO_NODE && tree.kind(one) === K_STRING)
      if (!isText) return undefined
      const operator = tree.text(tree.child(message, F_OPERATOR))
      return operator === '%' ? '`%`' : operator === '+' ? '`+`' : undefined
    }
    case K_CALL: {
      const callee = tree.child(message, F_FUNCTION)
      const isFormat = calleeName(tree, message) === 'format'
      return isFormat && /^[rRuU]?["']/.test(tree.text(callee)) ? '`format`' : undefined
    }
    default:
      return undefined
  }
}
