import type { Checker } from '../../engine/checker.ts'
import { handlersCovering } from '../../flow/surroundings.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { exceptionMade } from '../../matching/errors/exception-classes.ts'
import { caughtTypes } from '../../matching/errors/handlers.ts'
import {
  F_OPERATOR,
  K_BINARY_OPERATOR,
  K_CALL,
  K_RAISE_STATEMENT,
  T_PERCENT,
} from '../../syntax/kinds.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import {
  braceMisfit,
  logMisfit,
  type Misfit,
  percentMisfit,
  unformattedMisfit,
} from './matching/template-misfits.ts'

export default defineRule({
  id: 'format-arguments-mismatch',
  title: 'Arguments that do not fit the format template',
  consequence:
    'The line raises when it runs, or the entry of the log is lost: mostly while an error is being told.',
  effortHours: { low: 0.1, high: 0.25 },
  cwe: [685],
  why: `
The template asks for other values than it is given. The operator \`%\` and \`str.format\` raise \`TypeError\`,
\`IndexError\` or \`KeyError\`. \`logging\` prints its own traceback to standard error instead of the entry, and the
program goes on: nobody notices until the entry is looked for. Such lines stand where errors are handled, and
there they take the place of the error.
`,
  fix: `
Give as many values as the template takes, under the names that it uses, or use an f-string. Write a percent sign
that is meant as one as \`%%\`.
`,
  exemptions: [
    {
      text: 'Values that fit: `%%`, keys of a dict, a width `*`, one value that may be a tuple.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def show(row, values, rate, options):
            logger.info("%s of %s (%d%%)", row.done, row.all, rate)
            logger.info("%(done)s of %(all)s", {"done": 1, "all": 2})
            logger.info("%*d", 8, rate)
            logger.info("50% done")
            logger.info("missing '%default' in the template")
            print(_("done_of_all").format(row.done), _("done_of_all") % (row.done, 1))
            logger.info("%s %s", *values)
            logger.info(f"{row} of %s", rate)
            logger.info("{} of %s".format(row), rate)
            print("%s %s" % values, "%(a)s" % options, "%5.*f" % (2, rate))
            print("%s" % (row,), "%(a)s" % {"a": 1, "b": 2}, 17 % (rate))
            print("{} {x[a.b]} {0.name}".format if rate else "{{}} {:>{}}".format(row, 3))
            print("{a} {b}".format(**options), "{} {}".format(*values))
            print("{1} {0!r:>8}".format(row, rate))
            print("{}\N{HORIZONTAL ELLIPSIS}{}".format(row, rate))
      `,
    },
    {
      text: 'Loggers that format otherwise, or in a way that is not known.',
      quiet: py`
        import structlog
        from loguru import logger

        events = structlog.get_logger()

        class Reporter:
            def info(self, template, *values):
                return template.replace("%s", str(values))

        def show(row, log):
            logger.info("row {} of {}", row, 3)
            events.info("row %s", row.id, row.kind)
            Reporter().info("%s", 1, 2)
            log.info("%s", 1, 2)
      `,
    },
    {
      text: 'An exception of which the arguments are kept apart.',
      quiet: py`
        def load(path):
            raise OSError(2, "no such file", path)

        def check(rate):
            raise ValueError("50% of", rate)
      `,
    },
    {
      text: 'The error is awaited.',
      quiet: py`
        def fill():
            try:
                return "%s %s" % (1,)
            except TypeError:
                return ""
      `,
    },
  ],
  limits: [
    'Templates that are put together while the program runs are not checked.',
    'Of a name as the only value of `%` it is not known whether it holds a tuple.',
  ],
  bad: [
    py`
      import logging

      logger = logging.getLogger(__name__)

      def ship(order, carrier):
          logger.warning("order %s was refused by %s", order.id) #! medium
    `,
    py`
      import logging

      MISSING = "no %s in %s"
      TITLE = "{0} of {1}"

      class Worker:
          log = logging.getLogger("worker")

          def run(self, job, _):
              self.log.info("job done", job.id) #! medium
              logging.error("%s failed: %s") #! low
              logging.error("%s failed" % job.id, job.kind) #! medium
              logging.error(f"{job.id} failed", job.kind) #! medium
              self.log.log(logging.INFO, "%s %d", job.id) #! medium
              print(MISSING % (job.id,)) #! high
              print("%s" % (job.id, job.kind)) #! high
              print("%(id)s %(kind)s" % {"id": job.id}) #! high
              print(_("%s of %s") % (job.id,)) #! high
              print("%s %s" % len(job.parts)) #! high
              print("{} of {}".format(job.id)) #! high
              print(TITLE.format(job.id)) #! high
              print("{name}".format(title=job.title)) #! high
              print("{}".format(job.id, job.kind)) #! low
              raise ValueError("no job %s", job.id) #! low
    `,
  ],
  good: [
    py`
      import logging

      logger = logging.getLogger(__name__)

      def ship(order, carrier):
          logger.warning("order %s was refused by %s", order.id, carrier)
    `,
  ],
  on: {
    [K_BINARY_OPERATOR](node, checker) {
      const { tree } = checker
      if (tree.kind(tree.child(node, F_OPERATOR)) !== T_PERCENT) return
      report(checker, percentMisfit(checker, node))
    },
    [K_CALL](call, checker) {
      const { tree } = checker
      const name = calleeName(tree, call)
      if (name === 'format') report(checker, braceMisfit(checker, call))
      else if (tree.kind(tree.parent(call)) !== K_RAISE_STATEMENT) {
        report(checker, logMisfit(checker, call))
      } else if (/^builtins\./.test(exceptionMade(checker, call) ?? '')) {
        report(checker, unformattedMisfit(checker, call))
      }
    },
  },
})

const SEVERITY = { raises: 'high', unlogged: 'medium', unformatted: 'low', dropped: 'low' } as const

const OUTCOME = {
  raises: 'the line raises when it runs',
  unlogged: 'the entry is lost, and a traceback of `logging` takes its place',
  unformatted: 'the text is shown with its placeholders',
  dropped: 'it is lost without a word',
}

function report(checker: Checker, misfit: Misfit | undefined): void {
  if (misfit === undefined) return
  const { node, what, outcome } = misfit
  if (outcome === 'raises' && isAwaited(checker, node)) return
  checker.report({
    node,
    severity: SEVERITY[outcome],
    message: `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${OUTCOME[outcome]}.`,
  })
}

/** In a \`try\` that handles what a misfit raises, or that expects it in a test. */
function isAwaited({ tree }: Checker, node: number): boolean {
  return handlersCovering(tree, node).some((clause) =>
    caughtTypes(tree, clause).some((type) =>
      /^(?:TypeError|KeyError|IndexError|LookupError|ValueError)$/.test(tree.text(type)),
    ),
  )
}
