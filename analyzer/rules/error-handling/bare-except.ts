import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { replace } from '../../matching/edits/edits.ts'
import { isOnlyShown } from '../../matching/errors/at-stake.ts'
import { hasReason, isCleanUp } from '../../matching/errors/handler-reasons.ts'
import { caughtTypes } from '../../matching/errors/handlers.ts'
import { isBriefAttempt, isParsing } from '../../matching/errors/probes.ts'
import { raisesAgain } from '../../matching/errors/reraise.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { bodyOf, codeOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  K_AWAIT,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_IMPORT_FROM_STATEMENT,
  K_IMPORT_STATEMENT,
  K_KEYWORD_ARGUMENT,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
  K_YIELD,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { firstStatement, silentOutcome } from './matching/silent-handlers.ts'

export default defineRule({
  id: 'bare-except',
  title: 'Handler without an exception type',
  consequence:
    'The program cannot be stopped cleanly at this place, and mistakes in the code pass for expected failures.',
  effortHours: { low: 0.1, high: 0.5 },
  cwe: [396, 705],
  why: `
\`except:\` catches everything, also what is no failure at all: \`KeyboardInterrupt\` (Ctrl+C),
\`SystemExit\`, \`GeneratorExit\` and the \`CancelledError\` by which a task is told to stop. The process or
task goes on as if nobody had asked. A misspelt name in the block is caught as well and looks like the
failure that the handler was written for. It weighs most where the block waits, works or goes round a
loop, since that is when somebody stops it.
`,
  fix: `
Name the exceptions that the block is known to raise. Where all failures have to be caught, write
\`except Exception:\` and log with the traceback. For clean-up that must happen in every case use
\`finally\` or a context manager.
`,
  exemptions: [
    {
      text: 'A handler that raises the exception again once it has cleaned up.',
      quiet: py`
        def store(path, data):
            file = open(path, "wb")
            try:
                file.write(data)
            except:
                file.close()
                raise
            try:
                file.sync()
            except:
                if file.closed:
                    report(path)
                raise
            try:
                file.flush()
            except:
                with lock:
                    if file.closed:
                        raise
                    else:
                        file.close()
                        raise
            try:
                file.flush()
            except:
                try:
                    file.close()
                finally:
                    raise
      `,
    },
    {
      text: 'A helper that raises the exception again, and says so in its name.',
      quiet: py`
        def flush(self, transaction):
            try:
                self.execute()
            except:
                with util.safe_reraise():
                    transaction.rollback()
            try:
                self.finish()
            except:
                self.close()
                six.reraise(*sys.exc_info())
      `,
    },
    {
      text: 'A handler that names what it catches, however broad.',
      quiet: py`
        def load(path):
            try:
                return read(path)
            except (OSError, ValueError):
                return None
            except Exception as error:
                logger.exception("no data in %s", path)
            finally:
                done(path)
      `,
    },
  ],
  limits: [
    'A handler that raises a different exception is still reported: it replaces an exit too.',
  ],
  bad: [
    py`
      def port_of(text):
          try:
              return int(text)
          except: #!
              logger.warning("bad port %r", text)
              return 80
    `,
    py`
      try:
          import simplejson as json
      except: #!
          import json

      async def poll(client):
          while True:
              try:
                  await client.fetch()
              except ValueError:
                  raise
              except:  # keep going #!
                  if client.closed:
                      raise
                  continue
    `,
    py`
      class Worker:
          def run(self):
              try:
                  self.step()
              except: #!
                  def fail():
                      raise
                  self.on_error = fail
    `,
  ],
  good: [
    py`
      def port_of(text):
          try:
              return int(text)
          except ValueError:
              logger.warning("bad port %r", text)
              return 80
    `,
  ],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree } = checker
      if (caughtTypes(tree, clause).length > 0) return
      const body = tree.childOfKind(clause, K_BLOCK)
      if (body === NO_NODE || raisesAgain(tree, body)) return
      const keyword = tree.firstChild(clause)
      const last = statementsOf(tree, body).at(-1)
      const isRenamed = last !== undefined && tree.kind(last) === K_RAISE_STATEMENT
      checker.report({
        node: clause,
        ...(isRenamed ||
        isHandedOn(tree, body) ||
        hasReason(tree, clause) ||
        exitsPassBefore(tree, clause) ||
        isBrief(checker, clause) ||
        // Something else is shown in its place.
        isOnlyShown(tree, body) ||
        // That nothing is done about it is told by the rule for swallowed exceptions.
        silentOutcome(tree, body) !== undefined
          ? { severity: 'medium' as const }
          : {}),
        // What a finalizer raises goes nowhere anyway.
        ...(checker.facts.enclosingFunction(clause)?.name === '__del__' ||
        isOneParse(checker, clause) ||
        exitsPassBefore(tree, clause)
          ? { severity: 'low' as const }
          : {}),
        message: `\`except:\` also catches \`KeyboardInterrupt\`, \`SystemExit\` and the cancellation of a task, and ${isRenamed ? 'makes another error of them' : 'goes on'}.`,
        fixes: [
          {
            title: 'Catch `Exception`, which leaves exits alone',
            grade: 'needs-review',
            edits: [replace(tree, keyword, 'except Exception')],
          },
        ],
      })
    },
  },
})

/** One conversion or look into a table: nothing but what is expected can fail in it. */
function isOneParse(checker: Checker, clause: Node): boolean {
  const attempt = bodyOf(checker.tree, checker.tree.parent(clause))
  return (
    statementsOf(checker.tree, attempt).length === 1 &&
    checker.facts.nodesIn(attempt, K_YIELD).length === 0 &&
    isParsing(checker, attempt)
  )
}

/** Over before anybody could press a key: a conversion, an import, something that is closed. */
function isBrief(checker: Checker, clause: Node): boolean {
  const { tree, facts } = checker
  const attempt = bodyOf(tree, tree.parent(clause))
  // A generator is told to stop where it yields.
  if (facts.nodesIn(attempt, K_YIELD).length > 0) return false
  const first = tree.kind(firstStatement(tree, attempt))
  if (first === K_IMPORT_STATEMENT || first === K_IMPORT_FROM_STATEMENT) return true
  if (isParsing(checker, attempt) || isBriefAttempt(checker, attempt)) return true
  if (isCleanUp(tree, attempt)) return true
  return !isRepeated(checker, clause) && facts.nodesIn(attempt, K_AWAIT).length === 0
}

const LEAVING: ReadonlySet<number> = new Set([
  K_RETURN_STATEMENT,
  K_BREAK_STATEMENT,
  K_RAISE_STATEMENT,
])

const ENDLESS = /^(?:True|1)$|run|stop|alive|clos|quit|exit|done|active|connected|shut/i

/** In a loop without an end of its own, which the handler does not leave. */
function isRepeated({ tree }: Checker, clause: Node): boolean {
  const isLeft = (node: Node) => LEAVING.has(tree.kind(node))
  if ([...codeOf(tree, tree.childOfKind(clause, K_BLOCK))].some(isLeft)) return false
  const loop = tree.ancestor(clause, K_WHILE_STATEMENT, K_FOR_STATEMENT, K_FUNCTION_DEFINITION)
  if (loop === NO_NODE || tree.kind(loop) !== K_WHILE_STATEMENT) return false
  // `while stack:` comes to an end by its own work.
  return ENDLESS.test(tree.text(conditionOf(tree, loop)))
}

/** The handler ends the process, or shows or keeps the exception itself. */
const HANDING_ON =
  /^(?:_?exit|abort|exc_info|exception|print_exc|print_exception|format_exc|format_exception|print_last|(?:handle|notify|report|show)_?error|show\w*Error\w*|handle_exception|handleError|excepthook|fail|err|set_exception|capture_exception|showtraceback|add_note|ExceptionInfo|append|_?error_exc|\w*excepthook|\w*failed\w*)$/

function isHandedOn(tree: SyntaxTree, body: Node): boolean {
  for (let node = body; node < tree.endOfSubtree(body); node += 1) {
    if (tree.kind(node) === K_KEYWORD_ARGUMENT && /^exc_info\s*=\s*True/.test(tree.text(node))) {
      return true
    }
    if (
      tree.kind(node) === K_CALL &&
      HANDING_ON.test(calleeName(tree, node).replace(/^_+(?=\w*exc)/, ''))
    ) {
      return true
    }
  }
  return false
}

/** A clause above raises what it names again: exits, as a rule. */
function exitsPassBefore(tree: SyntaxTree, clause: Node): boolean {
  return tree.namedChildren(tree.parent(clause)).some((one) => {
    if (one >= clause || tree.kind(one) !== K_EXCEPT_CLAUSE) return false
    const body = tree.childOfKind(one, K_BLOCK)
    const caught = caughtTypes(tree, one).map((type) => tree.text(type))
    const areExits = caught.some((name) => /Exit|Interrupt|Cancel|EXCEPTIONS|^_|^[a-z]/.test(name))
    return areExits && body !== NO_NODE && raisesAgain(tree, body)
  })
}
