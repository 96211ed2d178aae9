import type { Checker } from '../../engine/checker.ts'
import { argumentsOf, calleeName } from '../../matching/calls/calls.ts'
import { losesOutsideFailure } from '../../matching/calls/outside-failures.ts'
import {
  hasReason,
  isCleanUp,
  isPredicate,
  isRetry,
} from '../../matching/errors/handler-reasons.ts'
import { broadNameOf, handlerText, isBroadHandler } from '../../matching/errors/handlers.ts'
import { isParsing } from '../../matching/errors/probes.ts'
import { bodyOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  K_BLOCK,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_RAISE_STATEMENT,
  K_WITH_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'
import { logFix } from './matching/log-edits.ts'
import {
  firstStatement,
  isExpectedToFail,
  isNamedQuestion,
  isSearch,
  severityOfSilence,
  silentOutcome,
} from './matching/silent-handlers.ts'
import { isWakeUp } from './matching/wake-ups.ts'

export default defineRule({
  id: 'swallowed-exception',
  title: 'Exception swallowed in silence',
  consequence:
    'Failures leave no trace: the program goes on with wrong or missing data and nobody can find out why.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [390, 391, 755],
  why: `
\`except Exception: pass\` catches every defect in the block: the expected failure, but also a misspelt
attribute, a full disk, a lost connection. Nothing is logged or raised, so the caller goes on as if the
work were done; where only a value or a label is missing, it weighs less. The first sign is wrong data,
hours later and somewhere else, without a traceback. A bare \`except:\` swallows Ctrl+C as well.
`,
  fix: `
Catch the exception that is expected and let the others rise. Where everything has to be caught (a
plug-in, a loop that must go on), log it with its traceback: \`logger.exception("...")\`. Where the
failure really does not matter, say so: name the type and give the reason in a comment.
`,
  exemptions: [
    {
      text: 'An attempt behind which an exception is raised all the same.',
      quiet: py`
        def construct(node):
            try:
                return make(node.tag)
            except Exception:
                pass
            raise ValueError(node.tag)
      `,
    },
    {
      text: 'A comment above, or behind the code of a linter, that says why.',
      quiet: py`
        def product(result, data, mask):
            # With any errors, just abort: masked values cannot be guaranteed.
            try:
                result.copy(data, mask)
            except Exception:
                pass
            try:
                data.encode()
            except Exception:  # pylint: disable=broad-except, undefined for any exception
                return None
      `,
    },
    {
      text: 'A reason in a comment above the attempt, or in the docstring of the function.',
      quiet: py`
        def place(module):
            # Skip this if we are unable to find the file.
            try:
                return module.path()
            except Exception:
                return None

        def is_class_of(thing):
            """Ignore any exception of the proxy."""
            try:
                return thing.is_class()
            except Exception:
                return False

        def parse(text):
            """The tree of a text, or None if it is malformed."""
            try:
                return read(text)
            except Exception:
                return None
      `,
    },
    {
      text: 'A handler that names the exceptions it expects.',
      quiet: py`
        def lookup(table, key):
            try:
                return table[key]
            except KeyError:
                pass
            try:
                return int(key)
            except (TypeError, ValueError):
                return None

        def slaves(sentinels):
            for sentinel in sentinels:
                try:
                    found = sentinel.slaves()
                except ConnectionError:
                    continue
                if found:
                    return found
            return []
      `,
    },
    {
      text: 'A handler that logs, raises, counts or keeps the exception.',
      quiet: py`
        def run(jobs, failures):
            for job in jobs:
                try:
                    job()
                except Exception as error:
                    failures.append(error)
                try:
                    job.finish()
                except Exception:
                    logger.exception("finish failed")
                    continue
                try:
                    job.report()
                except Exception:
                    raise JobError(job)
      `,
    },
    {
      text: 'A handler in which a comment gives the reason.',
      quiet: py`
        def notify(listener, event):
            try:
                listener(event)
            except Exception:
                # A broken listener must not stop the others; it logs on its own.
                pass
            try:
                listener.flush()
            except Exception:  # flushing is best effort here
                pass
            try:
                # If this raises, the slow way below is taken.
                return listener.fast(event)
            except Exception:
                pass
            return listener.slow(event)
      `,
    },
    {
      text: 'Best-effort clean-up: the block only closes, cancels or removes something.',
      quiet: py`
        def stop(self):
            try:
                self.socket.close()
            except Exception:
                pass
            try:
                self.process.kill()
                self.process.wait()
            except Exception:
                pass

        def drain(self):
            with contextlib.suppress(Exception):
                self.socket.close()
            with contextlib.suppress(KeyError, ValueError):
                self.names.remove(self.name)
            # The peer may be gone: exceptions are ignored.
            with contextlib.suppress(Exception):
                self.send_goodbye()

        def fail(self, error):
            try:
                if self.resumable:
                    self.stream.abort()
                else:
                    self.stream.close()
            except Exception:
                pass
            self.on_failure(error)

        def __del__(self):
            try:
                self.release(self.handle)
            except Exception:
                pass
      `,
    },
    {
      text: 'A predicate that answers by trying: `True` or `False` on both ways.',
      quiet: py`
        def is_available(name):
            try:
                connect(name)
                return True
            except Exception:
                return False

        def is_text(path):
            try:
                with path.open("rb") as file:
                    head = file.read(512)
            except Exception:
                return False
            return b"\0" not in head
      `,
    },
    {
      text: 'A question that reads its argument: what cannot be read is answered with `False`.',
      quiet: py`
        def is_hex(text):
            try:
                raw = bytes.fromhex(text)
            except Exception:
                return False
            if len(text) != 2 * len(raw):
                return False
            return True
      `,
    },
    {
      text: 'A message to the caller in place of the result.',
      quiet: py`
        def payload(values):
            try:
                return serializer.dump(values)
            except Exception:
                return "Unserializable object"

        def answer(content):
            try:
                return True, acknowledge(content)
            except Exception:
                return False, "The answer could not be read."
      `,
    },
    {
      text: 'A retry loop that raises when no attempt is left.',
      quiet: py`
        def fetch(client):
            for attempt in range(3):
                try:
                    return client.get()
                except Exception:
                    continue
            raise FetchError("no attempt left")

        def send(client):
            for attempt in range(3):
                try:
                    client.send()
                    break
                except Exception:
                    pass
            else:
                raise SendError("no attempt left")
      `,
    },
  ],
  limits: [
    'Whether the reason given in a comment holds is for the reviewer to judge.',
    'Of narrow handlers only those are reported that hide the failure of a disk, a network, a service or a database.',
  ],
  bad: [
    py`
      def save(order, store):
          try:
              store.write(order)
          except Exception: #!
              pass
    `,
    py`
      def load(paths):
          for path in paths:
              try:
                  yield parse(path)
              except: #!
                  continue

      def total(order):
          try:
              return sum(line.price for line in order.lines)
          except BaseException: #!
              return 0

      def name(user):
          try:
              value = user.profile.name
          except (AttributeError, Exception): #!
              ...
          else:
              return value
    `,
  ],
  good: [
    py`
      def save(order, store):
          try:
              store.write(order)
          except StoreFull as error:
              logger.warning("order %s not stored", order.id, exc_info=error)
              raise
    `,
  ],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree } = checker
      const body = tree.childOfKind(clause, K_BLOCK)
      if (body === NO_NODE) return
      const outcome = silentOutcome(tree, body)
      if (outcome === undefined) return
      const attempt = bodyOf(tree, tree.parent(clause))
      const isBroad = isBroadHandler(checker, clause)
      // A narrow handler that returns is told of as a silent failure.
      if (!isBroad && (outcome === 'returns' || !losesOutsideFailure(checker, clause, attempt)))
        return
      if (!isBroad && isSearch(tree, clause)) return
      if (hasReason(tree, clause) || isWakeUp(tree, clause, outcome)) return
      if (isCleanUp(tree, attempt) || isInDestructor(checker, clause)) return
      // What cannot be done is raised behind the attempt.
      const next = tree.nextSibling(tree.parent(clause))
      if (outcome === 'passes' && next !== NO_NODE && tree.kind(next) === K_RAISE_STATEMENT) return
      // What must fail: that it did not is the failure.
      if (outcome === 'passes' && isExpectedToFail(tree, tree.parent(clause))) return
      if (outcome === 'returns' && isPredicate(tree, attempt, body)) return
      if (outcome === 'returns' && isNamedQuestion(checker, clause) && isParsing(checker, attempt))
        return
      if (outcome !== 'returns' && isRetry(tree, clause)) return
      const caught = handlerText(tree, clause)
      const does = {
        passes: 'does nothing',
        continues: 'goes on with the loop',
        returns: 'returns a default',
      }
      checker.report({
        node: clause,
        message: `\`${caught}\` ${does[outcome]}: every failure of ${describeAttempt(tree, attempt)} disappears without a trace.`,
        ...(outcome === 'returns' || !isBroad ? { confidence: 'medium' as const } : {}),
        ...severityOfSilence(checker, clause, attempt, outcome, isBroad),
        evidence: [
          { kind: 'act', node: firstStatement(tree, attempt), message: 'what may fail' },
          { kind: 'note', node: firstStatement(tree, body), message: 'all that happens then' },
        ],
        fixes: logFix(checker, clause, body, describeAttempt(tree, attempt)),
      })
    },
  },
  calls: {
    'contextlib.suppress'(call, checker) {
      const { tree } = checker
      const types = argumentsOf(tree, call).map(({ value }) => value)
      const broad = types.find((type) => broadNameOf(checker, type) !== undefined)
      const statement = tree.ancestor(call, K_WITH_STATEMENT)
      if (broad === undefined || statement === NO_NODE) return
      const attempt = bodyOf(tree, statement)
      if (tree.contains(attempt, call) || isCleanUp(tree, attempt)) return
      if (hasReason(tree, attempt)) return
      if (isInDestructor(checker, call)) return
      checker.report({
        node: call,
        // It says what it does: half a reason.
        severity: 'medium',
        message: `\`suppress(${tree.text(broad)})\` takes every failure of ${describeAttempt(tree, attempt)} without a trace.`,
      })
    },
  },
})

/** During finalization nothing can be raised, and the logger may be gone already. */
function isInDestructor(checker: Checker, node: Node): boolean {
  return checker.facts.enclosingFunction(node)?.name === '__del__'
}

/** The first call of the block by name, for the message. */
function describeAttempt(tree: SyntaxTree, block: Node): string {
  for (let node = block; node < tree.endOfSubtree(block); node += 1) {
    if (tree.kind(node) === K_RAISE_STATEMENT) node = tree.endOfSubtree(node)
    const name = tree.kind(node) === K_CALL ? calleeName(tree, node) : ''
    if (name !== '')
      return `\`${name}()\`${statementsOf(tree, block).length > 1 ? ' and what follows it' : ''}`
  }
  return 'the block above'
}
