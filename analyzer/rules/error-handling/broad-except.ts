import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { leavesUndone, losesWork } from '../../matching/errors/at-stake.ts'
import { hasReason, isCleanUp } from '../../matching/errors/handler-reasons.ts'
import {
  broadNameOf,
  caughtTypes,
  handlerText,
  isIdleStatement,
  isPlainDefault,
} from '../../matching/errors/handlers.ts'
import { caughtName, isReraise } from '../../matching/errors/reraise.ts'
import { bodyOf, codeOf, parentOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_ATTRIBUTE,
  F_RIGHT,
  K_ARGUMENT_LIST,
  K_ASSERT_STATEMENT,
  K_ASSIGNMENT,
  K_ATTRIBUTE,
  K_BLOCK,
  K_CALL,
  K_DICTIONARY,
  K_EXCEPT_CLAUSE,
  K_EXPRESSION_LIST,
  K_IDENTIFIER,
  K_KEYWORD_ARGUMENT,
  K_LIST,
  K_PAIR,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_TUPLE,
  K_YIELD,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'broad-except',
  title: 'Handler catches every exception',
  consequence:
    'Programming mistakes are treated like expected failures, so defects stay hidden until they have done damage.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [396],
  confidence: 'medium',
  why: `
\`except Exception\` takes the failure that was foreseen and all that were not: the misspelt attribute, the
wrong argument, the broken invariant. The handler then does for all of them what is right for one.
\`except BaseException\` takes \`KeyboardInterrupt\`, \`SystemExit\` and the cancellation of tasks too, so
that the program cannot be stopped in an orderly way.
`,
  fix: `
Name the exceptions that the block is known to raise and that the handler can deal with. At a real border
(a worker loop, a request handler, a plug-in) catch everything, log it with its traceback
(\`logger.exception(...)\`) and say in a comment why the border lies here.
`,
  exemptions: [
    {
      text: 'A handler that calls what handles the errors of the whole program.',
      quiet: py`
        from app import exceptions

        def networks(request):
            try:
                return api.networks(request)
            except Exception:
                exceptions.handle(request, "Networks cannot be retrieved.")
      `,
    },
    {
      text: 'A handler that raises: the same exception, or another one that the caller knows.',
      quiet: py`
        def load(path, cache):
            try:
                return parse(path)
            except Exception:
                cache.drop(path)
                raise
            try:
                return parse(path)
            except Exception as error:
                raise LoadError(path) from error
            try:
                return parse(path)
            except BaseException as error:
                if is_fatal(error):
                    raise error
      `,
    },
    {
      text: 'A handler that logs the exception with its traceback.',
      quiet: py`
        import logging
        import sys
        import traceback

        logger = logging.getLogger(__name__)

        def run(jobs):
            for job in jobs:
                try:
                    job()
                except Exception:
                    logger.exception("job %s failed", job)
                try:
                    job()
                except Exception:
                    logger.error("job failed", exc_info=True)
                try:
                    job()
                except Exception as error:
                    logger.warning("job failed", exc_info=error)
                try:
                    job()
                except Exception:
                    traceback.print_exc()
                try:
                    job()
                except Exception:
                    job.failed(sys.exc_info())
      `,
    },
    {
      text: 'A handler that hands the exception itself on: to a future, a list of failures, a callback.',
      quiet: py`
        def run(jobs, future, failures, on_error):
            try:
                future.set_result(jobs())
            except BaseException as error:
                future.set_exception(error)
            try:
                jobs()
            except Exception as error:
                failures.append(error)
            try:
                jobs()
            except Exception as error:
                return Outcome(jobs, error=error)
            try:
                jobs()
            except Exception as error:
                failure = error
      `,
    },
    {
      text: 'A handler behind others that name what is expected, when it ends the program or the test.',
      quiet: py`
        import os
        import sys

        def main():
            try:
                run()
            except UsageError as error:
                print(error)
            except Exception as error:
                print("internal error:", error)
                sys.exit(2)

        def child():
            try:
                work()
            except BaseException:
                os._exit(1)
      `,
    },
    {
      text: 'Best-effort clean-up, a destructor, and a handler in which a comment gives the reason.',
      quiet: py`
        class Connection:
            def __del__(self):
                try:
                    self.flush()
                except Exception:
                    pass

            def stop(self):
                try:
                    self.socket.close()
                except Exception:
                    pass

            def notify(self, listener):
                try:
                    listener()
                except Exception as error:
                    # A listener comes from a plug-in and may raise anything.
                    self.count(str(error))
      `,
    },
    {
      text: 'A bare `except:`, which bare-except reports, and handlers that name what they expect.',
      quiet: py`
        def read(path):
            try:
                return path.read_text()
            except:
                return ""
            try:
                return int(path)
            except (TypeError, ValueError):
                return 0
      `,
    },
  ],
  limits: [
    'Whether the block can raise anything else than what is expected is not computed.',
    'Own functions that log or raise are not followed.',
  ],
  bad: [
    py`
      def price(order):
          try:
              return order.lines.total() * (1 + order.tax)
          except Exception: #!
              return order.last_price
    `,
    py`
      import builtins
      import logging

      logger = logging.getLogger(__name__)
      EXPECTED = (ValueError, Exception)

      def run(job):
          try:
              job()
          except BaseException as error: #!
              print("failed:", error)
          try:
              job()
          except Exception as error: #!
              logger.error("failed: %s", error)
          try:
              job()
          except (ValueError, Exception): #!
              job.retry()
          try:
              job()
          except builtins.Exception: #!
              job.close()
          try:
              job()
          except EXPECTED: #!
              job.close()
          try:
              job()
          except Exception: #!
              logger.exception("failed", exc_info=False)
    `,
    py`
      async def poll(client):
          try:
              await client.poll()
          except ValueError:
              raise
          except Exception: #!
              def later():
                  raise RuntimeError("not run here")
              client.state = "down"
    `,
  ],
  good: [
    py`
      def price(order):
          try:
              return order.lines.total() * (1 + order.tax)
          except UnknownTax:
              return order.last_price
    `,
  ],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree, facts } = checker
      const body = tree.childOfKind(clause, K_BLOCK)
      const broad = caughtTypes(tree, clause)
        .map((type) => broadNameOf(checker, type))
        .find((name) => name !== undefined)
      if (broad === undefined || body === NO_NODE) return
      // Handlers that do nothing at all are told of by the rule for swallowed exceptions.
      if (isSilent(checker, body)) return
      if (mayRaise(checker, body) || observes(checker, clause, body)) return
      if (facts.enclosingFunction(clause)?.name === '__del__') return
      if (isCleanUp(tree, bodyOf(tree, tree.parent(clause))) || hasReason(tree, clause)) return
      const isBase = broad.endsWith('BaseException')
      checker.report({
        node: clause,
        message: isBase
          ? `\`${handlerText(tree, clause)}\` takes every exception, interrupts and cancellation included, and does not raise it again.`
          : `\`${handlerText(tree, clause)}\` takes every exception, mistakes in the code included, and does not raise it again.`,
        ...(isBase ? { confidence: 'high' as const } : {}),
        // What fails is a value that is made again, or a look.
        ...(!isBase && isSmall(checker, clause, body) ? { severity: 'low' as const } : {}),
      })
    },
  },
})

/** What fails leaves nothing undone that was to be done, or is a value that is made again. */
function isSmall(checker: Checker, clause: Node, body: Node): boolean {
  const attempt = bodyOf(checker.tree, checker.tree.parent(clause))
  if (!losesWork(checker, attempt)) return true
  return isTold(checker, clause, body) && !leavesUndone(checker, attempt)
}

/** The exception stands in the text of a warning or an error: who looks for the reason finds it. */
function isTold({ tree, facts }: Checker, clause: Node, body: Node): boolean {
  const name = caughtName(tree, clause)
  return facts.callsIn(body).some((call) => {
    if (/\btraceback\s*=\s*True\b/.test(tree.text(call))) return true
    if (
      name === undefined ||
      !/^(?:warn|warning|error|critical|fatal)$/.test(calleeName(tree, call))
    )
      return false
    return new RegExp(`\\b${name}\\b`).test(tree.text(call))
  })
}

/** True when nothing is done, but for going on or giving back a default. */
function isSilent({ tree }: Checker, body: Node): boolean {
  return statementsOf(tree, body).every((statement) => {
    if (isIdleStatement(tree, statement)) return true
    if (tree.kind(statement) !== K_RETURN_STATEMENT) return false
    const value = tree.namedChildren(statement)[0]
    return value === undefined || isPlainDefault(tree, value)
  })
}

/** True when the handler raises anywhere, or ends the process or the test. */
function mayRaise(checker: Checker, body: Node): boolean {
  const { tree, facts } = checker
  for (const node of codeOf(tree, body)) {
    const kind = tree.kind(node)
    if (kind === K_RAISE_STATEMENT || isReraise(tree, node)) return true
    // `assert False, f"raised {error}"`, and what a test asserts about the error.
    if (kind === K_ASSERT_STATEMENT) return true
    if (kind === K_CALL && /^(?:self|cls)\.assert\w+\(/.test(tree.text(node))) return true
    if (kind !== K_CALL) continue
    if (
      ENDING.test(facts.calleeName(node) ?? '') ||
      /^(?:self\.)?fail$/.test(calleeName(tree, node))
    )
      return true
  }
  return false
}

const ENDING = /^(?:sys\.exit|os\._exit|os\.abort|builtins\.exit|builtins\.quit|pytest\.\w+)$/
const TRACEBACK =
  /^(?:sys\.exc_info|traceback\.\w+|logging\.exception|cgitb\.\w+|sys\.excepthook|warnings\.warn_explicit)$/
const TELLING =
  /^(?:exception|print_exc|format_exc|handle_?error|handleError|capture_exception|record_exception|err|failure|Failure|handle_exception|call_exception_handler|on_?error|report_?exception|log_?exception|set_exc_info|notice_error|throw|\w*exception_handler|\w*error_handler|show_err(?:or)?\w*)$/i

/** `exceptions.handle(request, message)`: it looks at the exception that is on its way. */
const HANDLER_OF_ERRORS = /(?:exceptions?|errors?)\.(?:handle|process|report|log)$/i

/** True when the handler logs the traceback, or hands the exception itself on. */
function observes(checker: Checker, clause: Node, body: Node): boolean {
  const { tree, facts } = checker
  const name = caughtName(tree, clause)
  for (const node of codeOf(tree, body)) {
    const kind = tree.kind(node)
    if (kind === K_CALL) {
      if (TRACEBACK.test(facts.calleeName(node) ?? '')) return true
      if (HANDLER_OF_ERRORS.test(tree.spelled(facts.callee(node)))) return true
      if (
        TELLING.test(calleeName(tree, node)) &&
        !/\bexc_info\s*=\s*(?:False|None|0)\b/.test(tree.text(node))
      )
        return true
    }
    if (
      kind === K_KEYWORD_ARGUMENT &&
      /^exc_info\b(?!\s*=\s*(?:False|None|0)$)/.test(tree.text(node))
    )
      return true
    if (kind === K_IDENTIFIER && name !== undefined && tree.text(node) === name) {
      if (isHandedOn(checker, node)) return true
    }
  }
  return false
}

const TEXT_MAKING =
  /^(?:str|repr|print|format|type|isinstance|len|debug|info|warning|warn|error|critical|log|write|echo|secho|fatal|msg)$/

/** True where the exception object goes on living: assigned, returned, or given to a call. */
function isHandedOn(checker: Checker, identifier: Node): boolean {
  const { tree } = checker
  let parent = parentOf(tree, identifier)
  if (tree.kind(parent) === K_KEYWORD_ARGUMENT) parent = tree.parent(parent)
  switch (tree.kind(parent)) {
    case K_ARGUMENT_LIST:
      return !TEXT_MAKING.test(calleeName(tree, tree.parent(parent)).replace(/^_+/, ''))
    case K_ASSIGNMENT:
      return tree.child(parent, F_RIGHT) === identifier
    case K_RETURN_STATEMENT:
    case K_YIELD:
    case K_TUPLE:
    case K_LIST:
    case K_EXPRESSION_LIST:
    case K_DICTIONARY:
    case K_PAIR:
      return true
    case K_ATTRIBUTE:
      // `error.__traceback__`, `error.with_traceback(...)`.
      return /^(?:__traceback__|with_traceback|add_note)$/.test(
        tree.text(tree.child(parent, F_ATTRIBUTE)),
      )
    default:
      return false
  }
}
