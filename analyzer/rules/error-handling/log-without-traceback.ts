import type { Checker } from '../../engine/checker.ts'
import {
  calleeName,
  hasUnpacking,
  keywordArgument,
  receiverOf,
} from '../../matching/calls/calls.ts'
import { isLogCall } from '../../matching/calls/loggers.ts'
import { replace } from '../../matching/edits/edits.ts'
import { handlerText, isBroadHandler } from '../../matching/errors/handlers.ts'
import { codeOf } from '../../matching/statements/statements.ts'
import {
  F_ATTRIBUTE,
  K_CALL,
  K_CLASS_DEFINITION,
  K_EXCEPT_CLAUSE,
  K_FUNCTION_DEFINITION,
  K_LAMBDA,
  K_RAISE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'log-without-traceback',
  title: 'Exception logged without its traceback',
  consequence:
    'The log says that something failed, but not where, so the fault cannot be found from it.',
  effortHours: { low: 0.05, high: 0.1 },
  why: `
\`logger.error("failed: %s", error)\` writes the text of the exception, which for a \`KeyError\` is a key and
for many others is empty. Where it was raised and by which way is lost, and with it the only lead to a fault
that happened in production and cannot be repeated.
`,
  fix: `
\`logger.exception("...")\`, or \`logger.error("...", exc_info=True)\`. Where the failure is expected and needs
no traceback, it is no error: \`logger.warning\` or \`logger.info\`.
`,
  exemptions: [
    {
      text: 'A log entry with the traceback.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def load(path):
            try:
                return parse(path)
            except ValueError:
                logger.exception("cannot read %s", path)
            except KeyError as error:
                logger.error("cannot read %s", path, exc_info=error)
            except TypeError:
                logger.error("cannot read %s", path, exc_info=True)
                logger.error("giving up")
      `,
    },
    {
      text: 'A handler that raises: the traceback goes on with the exception.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def load(path):
            try:
                return parse(path)
            except ValueError:
                logger.error("cannot read %s", path)
                raise
            except KeyError as error:
                logger.error("cannot read %s", path)
                raise LoadError(path) from error
      `,
    },
    {
      text: 'Lower levels, and entries outside of a handler.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def load(path):
            if not path:
                logger.error("no path")
            try:
                return parse(path)
            except ValueError as error:
                logger.warning("cannot read %s: %s", path, error)
                logger.info("skipped")
                parser.error("cannot read")
                self.error("x")
      `,
    },
    {
      text: 'A function inside of the handler.',
      quiet: py`
        import logging

        def load(path):
            try:
                return parse(path)
            except ValueError:
                def later():
                    logging.error("later")
                schedule(later)
      `,
    },
  ],
  limits: ['Loggers are known by their names where they are made in another file.'],
  bad: [
    py`
      import logging

      logger = logging.getLogger(__name__)

      def load(path):
          try:
              return parse(path)
          except ValueError as error:
              logger.error("cannot read %s: %s", path, error) #!
    `,
    py`
      import logging

      class Loader:
          def __init__(self):
              self.logger = logging.getLogger("loader")

          def load(self, path):
              try:
                  return parse(path)
              except ValueError:
                  self.logger.error("cannot read") #!
              except KeyError as error:
                  if path:
                      logging.error(f"cannot read {error}") #!
              except OSError:
                  logging.getLogger().error("cannot read") #!
                  return None
              except TypeError:
                  self.logger.exception("cannot read", exc_info=False) #!
                  self.logger.error("cannot read", exc_info=False) #!
    `,
    py`
      from logging import error, exception, getLogger
      import structlog

      events = structlog.get_logger()
      audit = getLogger("audit")

      def load(path):
          try:
              return parse(path)
          except ValueError:
              error("cannot read") #!
          except KeyError:
              events.error("cannot read") #!
          except OSError:
              audit.error("cannot read") #!
          except TypeError:
              exception("cannot read", exc_info=[]) #!

      def report(text):
          audit.exception(text, exc_info=False) #!
    `,
  ],
  good: [
    py`
      import logging

      logger = logging.getLogger(__name__)

      def load(path):
          try:
              return parse(path)
          except ValueError:
              logger.exception("cannot read %s", path)
    `,
  ],
  methods: { error: checkEntry, exception: checkEntry },
  calls: { 'logging.error': checkFunction, 'logging.exception': checkFunction },
})

/** Exceptions that say how it stands: a full queue, a time that is over. Where they come from says nothing. */
const STATES =
  /^except\s+\(?(?:(?:[\w.]+\.)?(?:Full|Empty|QueueFull|QueueEmpty|TimeoutError|timeout|TimeoutExpired|BlockingIOError|StopIteration|KeyboardInterrupt)\b(?:\s*,\s*)?)+\)?(?:\s+as\s+\w+)?:?$/

/** Without an object before them they were imported by name. */
function checkFunction(call: Node, checker: Checker): void {
  if (receiverOf(checker.tree, call) === NO_NODE) checkEntry(call, checker)
}

const FALSY = /^(?:False|None|0|\[\]|\(\)|\{\}|''|"")$/
const TRACED =
  /\bexc_info\s*=(?!\s*(?:False\b|None\b|0\b|\[\]|\(\)|\{\}|''|""))|traceback\.|print_exc|capture_exception|format_exc/

function checkEntry(call: Node, checker: Checker): void {
  const { tree, facts } = checker
  const info = keywordArgument(tree, call, 'exc_info')
  const isOff = info !== NO_NODE && FALSY.test(tree.text(info))
  const callee = facts.callee(call)
  const isException = /\bexception$/.test(facts.calleeName(call) ?? tree.text(callee))
  if (isException ? !isOff : (info !== NO_NODE && !isOff) || hasUnpacking(tree, call)) return
  if (!isLogCall(checker, call)) return
  const clause = tree.ancestor(
    call,
    K_EXCEPT_CLAUSE,
    K_FUNCTION_DEFINITION,
    K_LAMBDA,
    K_CLASS_DEFINITION,
  )
  const isHandler = clause !== NO_NODE && tree.kind(clause) === K_EXCEPT_CLAUSE
  // `exception` with `exc_info=False` contradicts itself wherever it stands.
  if (isHandler ? isTraced(checker, call, clause) : !isException) return
  if (isHandler && STATES.test(handlerText(tree, clause))) return
  const attribute = tree.child(callee, F_ATTRIBUTE)
  const isMendable = !isException && info === NO_NODE && attribute !== NO_NODE
  const place = isHandler ? ` in \`${handlerText(tree, clause)}\`` : ' with `exc_info` off'
  checker.report({
    node: call,
    ...(isHandler && isExpected(checker, call, clause) && { confidence: 'low' as const }),
    message: `\`${tree.text(callee)}\`${place} leaves out where the exception comes from.`,
    fixes: isMendable
      ? [
          {
            title: 'Log the traceback',
            grade: 'needs-review',
            edits: [replace(tree, attribute, 'exception')],
          },
        ]
      : [],
  })
}

/** One failure that was reckoned with, and the entry says what it was: `except OSError as error`. */
function isExpected(checker: Checker, call: Node, clause: Node): boolean {
  const { tree, facts } = checker
  if (isBroadHandler(checker, clause)) return false
  const alias = /\bas\s+(\w+)\s*:/.exec(tree.text(clause).split('\n', 1)[0] ?? '')?.[1]
  return (
    alias !== undefined &&
    [...facts.identifiersNamed(alias)].some((one) => tree.contains(call, one))
  )
}

/** True when the handler raises, or another entry has the traceback: one is enough. */
function isTraced({ tree }: Checker, call: Node, clause: Node): boolean {
  for (const node of codeOf(tree, clause)) {
    if (tree.kind(node) === K_RAISE_STATEMENT) return true
    if (tree.kind(node) !== K_CALL) continue
    const text = tree.text(node)
    if (TRACED.test(text)) return true
    if (node === call || calleeName(tree, node) !== 'exception') continue
    if (!/exc_info\s*=\s*False/.test(text)) return true
  }
  return false
}
