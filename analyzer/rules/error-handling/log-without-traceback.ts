import type { Checker } from '../../engine/checker.ts'
import { calleeName, hasUnpacking, keywordArgument, receiverOf } from '../../matching/calls.ts'
import { replace } from '../../matching/edits.ts'
import { handlerText } from '../../matching/handlers.ts'
import { codeOf } from '../../matching/statements.ts'
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
})

const LOGGER =
  /(?:^|[._])(?:log|logger|logging|_log|_logger|LOG|LOGGER|getLogger\(.*\)|get_logger\(.*\))$/

function checkEntry(call: Node, checker: Checker): void {
  const { tree } = checker
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || !LOGGER.test(tree.text(receiver))) return
  const info = keywordArgument(tree, call, 'exc_info')
  const isOff = info !== NO_NODE && /^(?:False|None|0)$/.test(tree.text(info))
  const isException = calleeName(tree, call) === 'exception'
  if (isException ? !isOff : (info !== NO_NODE && !isOff) || hasUnpacking(tree, call)) return
  const clause = tree.ancestor(
    call,
    K_EXCEPT_CLAUSE,
    K_FUNCTION_DEFINITION,
    K_LAMBDA,
    K_CLASS_DEFINITION,
  )
  if (clause === NO_NODE || tree.kind(clause) !== K_EXCEPT_CLAUSE) return
  for (const node of codeOf(tree, clause)) {
    if (tree.kind(node) === K_RAISE_STATEMENT) return
    if (node === call || tree.kind(node) !== K_CALL) continue
    // One entry with the traceback is enough.
    if (calleeName(tree, node) === 'exception' && !/exc_info\s*=\s*False/.test(tree.text(node)))
      return
    if (
      /\bexc_info\s*=(?!\s*(?:False|None|0)\b)|traceback\.|print_exc|capture_exception/.test(
        tree.text(node),
      )
    )
      return
  }
  const callee = checker.facts.callee(call)
  checker.report({
    node: call,
    message: `\`${tree.text(callee)}\` in \`${handlerText(tree, clause)}\` leaves out where the exception comes from.`,
    fixes:
      isException || info !== NO_NODE
        ? []
        : [
            {
              title: 'Log the traceback',
              grade: 'needs-review',
              edits: [replace(tree, tree.child(callee, F_ATTRIBUTE), 'exception')],
            },
          ],
  })
}
