import type { Checker } from '../../engine/checker.ts'
import { withoutParentheses } from '../../matching/calls/calls.ts'
import { isObserved } from '../../matching/calls/outside-failures.ts'
import { isPlainDefault } from '../../matching/errors/handlers.ts'
import { type RetryLoop, retryLoops } from '../../matching/errors/retry-loops.ts'
import { codeOf, statementsOf } from '../../matching/statements/statements.ts'
import {
  F_VALUE,
  K_DICTIONARY,
  K_ELSE_CLAUSE,
  K_FALSE,
  K_MODULE,
  K_PAIR,
  K_RAISE_STATEMENT,
  K_RETURN_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'exhaustion-as-success',
  title: 'Last failed attempt returned as an empty result',
  consequence: 'An outage looks like "nothing to do", and callers go on as if all were well.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [390, 393],
  why: `
After the last attempt the function gives back what it also gives when there is nothing: \`None\`, an empty list. The
caller cannot tell a broken database from an empty queue. It sleeps, answers "not found", or deletes what it takes
for orphaned.
`,
  fix: `
Raise when no attempt worked, best with the last failure as its cause: \`raise ClaimFailed(attempts) from error\`.
`,
  exemptions: [
    {
      text: 'A failure that is raised after the loop, in its `else`, or at the last attempt.',
      quiet: py`
        def a(client):
            for _ in range(3):
                try:
                    return client.load()
                except OSError:
                    pass
            raise TimeoutError

        def b(client):
            for _ in range(3):
                try:
                    return client.load()
                except OSError:
                    pass
            else:
                raise TimeoutError

        def c(client):
            for attempt in range(3):
                try:
                    return client.load()
                except OSError:
                    if attempt == 2:
                        raise
            return None
      `,
    },
    {
      text: 'A loop over candidates, of which each is tried once.',
      quiet: py`
        def find(paths):
            for path in paths:
                try:
                    return open(path).read()
                except OSError:
                    continue
            return None

        def free_port(bind):
            for port in range(8000, 9000):
                try:
                    return bind(port)
                except OSError:
                    continue
            return None
      `,
    },
    {
      text: 'A function that answers whether it worked.',
      quiet: py`
        def ping(client):
            for _ in range(3):
                try:
                    client.ping()
                    return True
                except OSError:
                    continue
            return False
      `,
    },
    {
      text: 'A failure that is told before the empty result.',
      quiet: py`
        def load(client, logger):
            for _ in range(3):
                try:
                    return client.load()
                except OSError:
                    continue
            logger.error("gave up")
            return None

        def result(client):
            for _ in range(3):
                try:
                    return Result(client.load())
                except OSError as error:
                    last = error
            return Result(error=last)
      `,
    },
  ],
  limits: ['Retries by decorators and libraries are not looked at.'],
  bad: [
    py`
      def claim(session, task):
          for _ in range(3):
              try:
                  session.commit()
                  return task
              except OSError:
                  session.rollback()
          return None #!
    `,
    py`
      import asyncio

      async def rows(client, attempts):
          attempt = 0
          while attempt < attempts:
              try:
                  return await client.rows()
              except ConnectionError:
                  attempt += 1
                  await asyncio.sleep(2 ** attempt)
          return [] #!

      def load(client):
          result = {}
          for attempt in range(5):
              try:
                  result = client.load()
                  break
              except TimeoutError:
                  continue
          return result

      def count(client): #!
          for attempt in range(5):
              try:
                  return client.count()
              except TimeoutError:
                  continue

      def page(client):
          for _ in range(5):
              try:
                  return {"rows": client.page()}
              except TimeoutError:
                  continue
          else:
              return {"rows": []} #!
    `,
  ],
  good: [
    py`
      def claim(session, task, error=None):
          for _ in range(3):
              try:
                  session.commit()
                  return task
              except OSError as failure:
                  session.rollback()
                  error = failure
          raise ClaimFailed(task) from error
    `,
  ],
  roles: ['source'],
  on: {
    [K_MODULE](_, checker) {
      for (const retry of retryLoops(checker)) {
        const { tree } = checker
        if (!retry.isBounded || retry.clauses.some((one) => raises(checker, one))) continue
        if (!returnsResult(checker, retry)) continue
        const end = endOf(checker, retry)
        if (end === undefined) continue
        checker.report({
          node: end === NO_NODE ? retry.owner.nameNode : end,
          message:
            end === NO_NODE
              ? `\`${retry.owner.name}\` gives \`None\` after its last failed attempt: callers cannot tell that it failed.`
              : `\`${tree.text(end)}\` after the last failed attempt: callers cannot tell that it failed.`,
          evidence: [
            { kind: 'note', node: retry.loop, message: 'tries again and again' },
            ...retry.clauses.map((node) => ({
              kind: 'act' as const,
              node,
              message: 'drops the failure',
            })),
          ],
        })
      }
    },
  },
})

function raises({ tree }: Checker, clause: Node): boolean {
  return [...codeOf(tree, clause)].some((node) => tree.kind(node) === K_RAISE_STATEMENT)
}

/** The values that the function returns where an attempt works; none where it only breaks. */
function returnsResult({ tree }: Checker, { attempt, loop }: RetryLoop): boolean {
  return [...codeOf(tree, loop)].some((node) => {
    if (node < attempt || tree.kind(node) !== K_RETURN_STATEMENT) return false
    const value = tree.namedChildren(node)[0]
    // `return True` and `return` carry no result that could be missing.
    return value !== undefined && !/^(?:True|False|None)$/.test(tree.text(value))
  })
}

/** The return behind the loop, NO_NODE where the function just ends; undefined if it is told of. */
function endOf(checker: Checker, { loop, owner }: RetryLoop): Node | undefined {
  const { tree } = checker
  const other = tree.childOfKind(loop, K_ELSE_CLAUSE)
  const rest: Node[] =
    other === NO_NODE ? [] : statementsOf(tree, tree.namedChildren(other).at(-1) ?? other)
  for (let next = tree.nextSibling(loop); next !== NO_NODE; next = tree.nextSibling(next))
    rest.push(next)
  if (rest.some((node) => isObserved(checker, node))) return undefined
  const first = rest.find((node) => tree.isNamed(node) && /^\w/.test(tree.text(node)))
  if (first === undefined) {
    return tree.parent(loop) === owner.body && !owner.isGenerator ? NO_NODE : undefined
  }
  if (tree.kind(first) !== K_RETURN_STATEMENT) return undefined
  const value = tree.namedChildren(first)[0]
  if (value === undefined) return first
  const plain = withoutParentheses(tree, value)
  if (tree.kind(plain) === K_FALSE) return undefined
  return isPlainDefault(tree, plain) || isEmptyAnswer(checker, plain) ? first : undefined
}

/** `{"task": None}` */
function isEmptyAnswer({ tree }: Checker, value: Node): boolean {
  const pairs = tree.namedChildren(value)
  return (
    tree.kind(value) === K_DICTIONARY &&
    pairs.length > 0 &&
    pairs.every(
      (pair) =>
        tree.kind(pair) === K_PAIR &&
        isPlainDefault(tree, tree.child(pair, F_VALUE)) &&
        !/error|status|ok|success/i.test(tree.text(pair)),
    )
  )
}
