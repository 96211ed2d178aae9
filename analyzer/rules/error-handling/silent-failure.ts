import type { Checker } from '../../engine/checker.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { losesOutsideFailure } from '../../matching/calls/outside-failures.ts'
import { losesWork } from '../../matching/errors/at-stake.ts'
import {
  hasReason,
  isCleanUp,
  isPredicate,
  isRetry,
} from '../../matching/errors/handler-reasons.ts'
import {
  handlerText,
  isBroadHandler,
  isIdleStatement,
  isPlainDefault,
} from '../../matching/errors/handlers.ts'
import { retryLoops } from '../../matching/errors/retry-loops.ts'
import { bodyOf, expressionOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_LEFT,
  F_RIGHT,
  K_ASSIGNMENT,
  K_BLOCK,
  K_EXCEPT_CLAUSE,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

/** Functions that ask whether something works: the failure is their answer. */
const ASKING =
  /^_*(?:is|has|can|could|should|was|exists|check|probe|ping|test|try|maybe|detect|find|guess|supports?|available|health\w*|ready|alive|safe|get_or_none|lookup)(?:_|$)|_(?:exists|available|supported|or_none|or_default|safe|ok|alive|ready)$|^__(?:del|exit|aexit|repr|str|eq|contains|bool|hash)__$/i
/** Flags and names that stand for a feature that may be missing. */
const FEATURE =
  /avail|support|^_?has|^_?have|^_?use_|enabled|exists|_?ok$|found|valid|error|fail|exc|status|closed|connected|alive|done|stale|missing/i

export default defineRule({
  id: 'silent-failure',
  title: 'Failure of a service or disk turned into a default',
  consequence: 'An outage shows as missing data, and nobody is told that anything failed.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [391, 544],
  confidence: 'medium',
  why: `
A connection that broke, a disk that is full, a database that does not answer: the handler gives back what it also
gives when there is nothing, and writes nothing down. Callers act on an answer that is none, and who looks for the
cause afterwards finds no trace of it.
`,
  fix: `
Let the failure go on, or translate it into one that says what could not be done. Where a default is right, log the
failure with its traceback or count it, so that the outage can be seen.
`,
  exemptions: [
    {
      text: 'An attempt whose failing is the answer: `True` at its end, `False` in the handler.',
      quiet: py`
        def cached(paths, root, cache):
            for path in paths:
                try:
                    path.relative_to(root)
                    result = True
                except Exception:
                    result = False
                cache[path] = result
      `,
    },
    {
      text: 'An answer that comes as an exception: nothing there, not a number, no such attribute.',
      quiet: py`
        def load(path, rows):
            try:
                return rows[path]
            except KeyError:
                return None

        def read(path):
            try:
                return path.read_text()
            except FileNotFoundError:
                return ""

        def position(file):
            try:
                return file.tell()
            except OSError:
                return None
      `,
    },
    {
      text: 'A failure that is logged, counted, kept or raised.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def a(client):
            try:
                return client.rows()
            except ConnectionError:
                logger.warning("no rows", exc_info=True)
                return []

        def b(client, errors):
            try:
                return client.rows()
            except ConnectionError as error:
                errors.append(error)
                return []
      `,
    },
    {
      text: 'Functions that ask whether something works, and closing.',
      quiet: py`
        def is_online(client):
            try:
                return client.ping()
            except ConnectionError:
                return False

        def works(client):
            try:
                client.ping()
                return True
            except ConnectionError:
                return False

        def stop(client):
            try:
                client.close()
            except OSError:
                client = None
      `,
    },
    {
      text: 'A comment that says why nothing more is done, and one attempt of several.',
      quiet: py`
        def size(path):
            try:
                return path.stat().st_size
            except OSError:
                # Gone in the meantime; the next round lists it no more.
                return 0

        def load(client):
            for _ in range(3):
                try:
                    return client.load()
                except ConnectionError:
                    result = None
            raise TimeoutError
      `,
    },
  ],
  limits: ['Failures are told from answers by the type of the exception.'],
  bad: [
    py`
      import requests

      def rates(url):
          try:
              return requests.get(url, timeout=5).json()
          except requests.RequestException: #!
              return {}
    `,
    py`
      import httpx
      from sqlalchemy.exc import SQLAlchemyError

      async def orders(session, query):
          try:
              rows = (await session.execute(query)).all()
          except SQLAlchemyError: #!
              rows = []
          return rows

      class Loader:
          def load(self, client):
              try:
                  self.rows = client.get("/rows").json()
              except (httpx.HTTPError, ValueError): #!
                  self.rows = None

          def run(self, jobs):
              complete = True
              try:
                  jobs.run()
              except Exception: #!
                  complete = False
              return jobs

      def count(db):
          try:
              total = db.count()
          except TimeoutError: #!
              return
          print(total)
    `,
  ],
  good: [
    py`
      import requests

      def rates(url):
          try:
              return requests.get(url, timeout=5).json()
          except requests.RequestException as error:
              raise RatesUnavailable(url) from error
    `,
  ],
  roles: ['source'],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree, facts } = checker
      const body = tree.childOfKind(clause, K_BLOCK)
      if (body === NO_NODE) return
      const outcome = outcomeOf(checker, body)
      if (outcome === undefined) return
      const isBroad = isBroadHandler(checker, clause)
      const attempt = bodyOf(tree, tree.parent(clause))
      // A broad handler that returns is told of as one that swallows everything.
      if (isBroad ? outcome !== 'sets' : !losesOutsideFailure(checker, clause, attempt)) return
      const owner = facts.enclosingFunction(clause)
      if (owner === undefined || ASKING.test(owner.name) || hasReason(tree, clause)) return
      if (isCleanUp(tree, attempt) || isPredicate(tree, attempt, body) || isRetry(tree, clause))
        return
      if (retryLoops(checker).some(({ clauses }) => clauses.includes(clause))) return
      checker.report({
        node: clause,
        message: `\`${handlerText(tree, clause)}\` ${outcome === 'sets' ? 'sets a default' : 'returns a default'}, and nothing tells that it failed.`,
        ...(isBroad && { confidence: 'low' as const }),
        // What has no value was only read or computed.
        ...(!losesWork(checker, attempt) && { severity: 'low' as const }),
      })
    },
  },
})

/** What a handler does that does nothing else. */
function outcomeOf(checker: Checker, body: Node): 'returns' | 'sets' | undefined {
  const { tree } = checker
  const statements = statementsOf(tree, body).filter((one) => !isIdleStatement(tree, one))
  const [only] = statements
  if (only === undefined || statements.length > 1) return undefined
  if (tree.kind(only) === K_RETURN_STATEMENT) {
    const value = statementsOf(tree, only)[0]
    if (value === undefined) return 'returns'
    return isPlainDefault(tree, withoutParentheses(tree, value)) ? 'returns' : undefined
  }
  const assignment = expressionOf(tree, only)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return undefined
  const target = tree.child(assignment, F_LEFT)
  const value = tree.child(assignment, F_RIGHT)
  if (value === NO_NODE || FEATURE.test(tree.text(target).split('.').at(-1) ?? '')) return undefined
  return isPlainDefault(tree, withoutParentheses(tree, value)) ? 'sets' : undefined
}
