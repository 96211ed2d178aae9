import type { Checker } from '../../engine/checker.ts'
import { calleeName } from '../../matching/calls/calls.ts'
import { isObserved, losesOutsideFailure } from '../../matching/calls/outside-failures.ts'
import { losesWork } from '../../matching/errors/at-stake.ts'
import { hasReason, isCleanUp } from '../../matching/errors/handler-reasons.ts'
import { handlerText, isBroadHandler, isIdleStatement } from '../../matching/errors/handlers.ts'
import { retryLoops } from '../../matching/errors/retry-loops.ts'
import { conditionOf } from '../../matching/statements/branches.ts'
import { bodyOf, codeOf, expressionOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_CONSEQUENCE,
  F_LEFT,
  F_RIGHT,
  F_VALUE,
  K_AS_PATTERN_TARGET,
  K_ASSIGNMENT,
  K_AWAIT,
  K_BLOCK,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_IF_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

const OLD_WAY =
  /(?:^|[._])(?:legacy|fallback|deprecated|old|secondary|backup|v1|unscoped|stale|local_copy)(?:[._(]|$)|_(?:legacy|fallback|old|v1|deprecated|backup)\b|\b(?:legacy|fallback)_/i
/** Building an empty result or an error is no second way. */
const NO_WAY =
  /^(?:hash|dict|list|set|tuple|str|int|float|bool|type|len|repr|super|isinstance|[A-Z]\w*(?:Error|Exception|Response|Result)?|Response|JSONResponse|HttpResponse\w*|render\w*|redirect|jsonify|make_response|getattr|format|join|strip|append|add|sleep|rollback|close|cancel|exc_info|get_event_loop|utcnow|now|time|monotonic|copy|items|keys|values|split|encode|decode|lower|upper|set_result|set_exception|suppress|wait|kill|terminate|_exit|unlink|remove|getpid|retry)$/

export default defineRule({
  id: 'fallback-unobserved',
  title: 'Second way taken without a trace',
  consequence:
    'The main way can be broken for weeks: nobody sees that everything runs over the fallback.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [778],
  confidence: 'medium',
  why: `
When the first way fails, the code quietly takes another: an old schema, a copy, a default service. That keeps it
running, and hides that the first way is broken. The old schema can never be removed, because nobody knows whether it
is still read, and the fallback carries a load that it was never made for.
`,
  fix: `
Write a line to the log, or count it: \`fallbacks.labels("old_schema").inc()\`. Then the old way can be removed
once the count stays at zero.
`,
  exemptions: [
    {
      text: 'A fallback that is logged or counted.',
      quiet: py`
        import logging

        logger = logging.getLogger(__name__)

        def load(cache, db, key):
            try:
                return cache.get(key)
            except ConnectionError:
                logger.warning("cache is down")
                return db.load(key)

        def read(store, key, fallbacks):
            row = store.get(key)
            if row is None:
                fallbacks.inc()
                row = store.get_legacy(key)
            return row
      `,
    },
    {
      text: 'A comment that says why, and choosing by what is there.',
      quiet: py`
        def home(path, client):
            try:
                return client.home()
            except OSError:
                # Without a home folder the current one is what people expect.
                return path.cwd()

        def parse(text, parser):
            try:
                return parser.fast(text)
            except ValueError:
                return parser.slow(text)
      `,
    },
    {
      text: 'Answers to a client, empty results, and cleaning up.',
      quiet: py`
        from fastapi.responses import JSONResponse

        def page(client):
            try:
                return client.page()
            except ConnectionError:
                return JSONResponse({"error": "not available"}, status_code=503)

        def rows(client):
            try:
                return client.rows()
            except ConnectionError:
                return list()

        def stop(client):
            try:
                client.close()
            except OSError:
                client.abort()
      `,
    },
    {
      text: 'The next attempt of a loop.',
      quiet: py`
        import time

        def load(client):
            for _ in range(3):
                try:
                    return client.load()
                except ConnectionError:
                    time.sleep(1)
            raise TimeoutError
      `,
    },
  ],
  limits: [
    'Logging inside of the called function is not looked for.',
    'Fallbacks without an exception are known by the names of what they call.',
  ],
  bad: [
    py`
      import redis

      def get_job(client, key, old_key):
          try:
              return client.hgetall(key)
          except redis.RedisError: #!
              return client.hgetall(old_key)
    `,
    py`
      class Prices:
          def price(self, key):
              try:
                  price = self.remote.price(key)
              except Exception: #!
                  price = self.local.price(key)
              return price

          async def job(self, key):
              job = await self.store.get(key)
              if job is None: #!
                  job = await self.store.get_legacy(key)
              return job

          def name(self, key):
              row = self.rows.find(key)
              if not row: #!
                  return self.legacy_rows.find(key)
              return row.name
    `,
  ],
  good: [
    py`
      import redis

      def get_job(client, key, old_key, fallbacks):
          try:
              return client.hgetall(key)
          except redis.RedisError:
              fallbacks.labels("old_key").inc()
              return client.hgetall(old_key)
    `,
  ],
  roles: ['source'],
  on: {
    [K_EXCEPT_CLAUSE](clause, checker) {
      const { tree, facts } = checker
      const body = tree.childOfKind(clause, K_BLOCK)
      if (body === NO_NODE || facts.enclosingFunction(clause) === undefined) return
      const attempt = bodyOf(tree, tree.parent(clause))
      const isBroad = isBroadHandler(checker, clause)
      if (!isBroad && !losesOutsideFailure(checker, clause, attempt)) return
      const way = secondWay(checker, body)
      if (way === NO_NODE || isObserved(checker, body) || hasReason(tree, clause)) return
      if (
        isFailureUsed(checker, clause) ||
        isCleanUp(tree, attempt) ||
        !asksTheSame(checker, attempt, way)
      )
        return
      if (retryLoops(checker).some(({ clauses }) => clauses.includes(clause))) return
      const isMinor = !losesWork(checker, attempt)
      report(checker, clause, way, `after \`${handlerText(tree, clause)}\``, isMinor)
    },
    [K_IF_STATEMENT](statement, checker) {
      const { tree, facts } = checker
      const body = tree.child(statement, F_CONSEQUENCE)
      if (body === NO_NODE || facts.enclosingFunction(statement) === undefined) return
      const condition = tree.text(conditionOf(tree, statement))
      const name = /^(?:not (\w+)|(\w+) is None)$/.exec(condition)
      if (name === null) return
      const way = secondWay(checker, body)
      if (way === NO_NODE || !OLD_WAY.test(tree.spelled(facts.callee(way)))) return
      if (isObserved(checker, body)) return
      const read = tree.text(statement).slice(0, 400)
      // The condition must be about what was read just before.
      const before = lastBefore(checker, statement)
      if (before === NO_NODE || tree.text(before).trim() !== (name[1] ?? name[2])) return
      if (/#\s*\w+ \w+/.test(read.split('\n')[0] ?? '')) return
      report(checker, statement, way, 'when nothing was found')
    },
  },
})

/** The failure itself goes into the answer. */
function isFailureUsed({ tree, facts }: Checker, clause: Node): boolean {
  const bound = tree.child(clause, F_VALUE)
  const target = bound === NO_NODE ? NO_NODE : tree.childOfKind(bound, K_AS_PATTERN_TARGET)
  const name = target === NO_NODE ? undefined : facts.resolve(tree.firstChild(target))
  return [...(name?.references ?? [])].some((node) => tree.contains(clause, node))
}

function report(checker: Checker, node: Node, way: Node, when: string, isMinor = false): void {
  checker.report({
    node,
    // Both ways compute the same value.
    ...(isMinor && { severity: 'low' as const }),
    message: `\`${checker.tree.text(checker.facts.callee(way))}\` is used ${when}, and nothing tells of it.`,
    related: [way],
  })
}

/** The call that a block takes its value from, NO_NODE if it does other things. */
function secondWay({ tree }: Checker, body: Node): Node {
  const statements = statementsOf(tree, body).filter((one) => !isIdleStatement(tree, one))
  const last = statements.at(-1)
  if (last === undefined || statements.length > 2) return NO_NODE
  let value: Node
  if (tree.kind(last) === K_RETURN_STATEMENT) value = statementsOf(tree, last)[0] ?? NO_NODE
  else {
    const assignment = expressionOf(tree, last)
    if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return NO_NODE
    value = tree.child(assignment, F_RIGHT)
  }
  if (value !== NO_NODE && tree.kind(value) === K_AWAIT)
    value = tree.namedChildren(value)[0] ?? NO_NODE
  if (value === NO_NODE || tree.kind(value) !== K_CALL) return NO_NODE
  return NO_WAY.test(calleeName(tree, value)) ? NO_NODE : value
}

/** The same method of something else, the same with other arguments, or a way that is named as the old one. */
function asksTheSame(checker: Checker, attempt: Node, way: Node): boolean {
  const { tree, facts } = checker
  const name = calleeName(tree, way)
  if (OLD_WAY.test(tree.spelled(facts.callee(way)))) return true
  const owner = facts.enclosingFunction(way)
  return [...codeOf(tree, attempt)].some((node) => {
    if (tree.kind(node) !== K_CALL) return false
    const other = calleeName(tree, node)
    if (other === name) return true
    const isReading =
      /^h?(?:get|getall|load|fetch|read|find|query|hget|hgetall|scan|list|request|call|send|lookup|select)(?:_|$)/
    return isReading.test(other) && isReading.test(name) && owner !== undefined
  })
}

/** The target of the assignment right before a statement whose value was asked for. */
function lastBefore({ tree }: Checker, statement: Node): Node {
  let before: Node = NO_NODE
  for (const one of statementsOf(tree, tree.parent(statement))) {
    if (one === statement) break
    before = one
  }
  const assignment = before === NO_NODE ? NO_NODE : expressionOf(tree, before)
  if (assignment === NO_NODE || tree.kind(assignment) !== K_ASSIGNMENT) return NO_NODE
  // Something was asked for it; a field that is empty did not fail.
  const isAsked = [...codeOf(tree, tree.child(assignment, F_RIGHT))].some(
    (node) => tree.kind(node) === K_CALL || tree.kind(node) === K_AWAIT,
  )
  return isAsked ? tree.child(assignment, F_LEFT) : NO_NODE
}
