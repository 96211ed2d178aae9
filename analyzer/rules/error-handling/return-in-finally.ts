import type { Checker } from '../../engine/checker.ts'
import { isBroadHandler } from '../../matching/errors/handlers.ts'
import { raisesAgain } from '../../matching/errors/reraise.ts'
import { drawsWindows } from '../../matching/shared-state/window-toolkits.ts'
import {
  F_BODY,
  K_BLOCK,
  K_BREAK_STATEMENT,
  K_CLASS_DEFINITION,
  K_CONTINUE_STATEMENT,
  K_EXCEPT_CLAUSE,
  K_FINALLY_CLAUSE,
  K_FOR_STATEMENT,
  K_FUNCTION_DEFINITION,
  K_LAMBDA,
  K_RETURN_STATEMENT,
  K_WHILE_STATEMENT,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { defineRule } from '../define.ts'
import { py } from '../python.ts'

export default defineRule({
  id: 'return-in-finally',
  title: 'Exception discarded in finally',
  consequence: 'Failures vanish without a trace and the caller is told that all went well.',
  effortHours: { low: 0.25, high: 1 },
  cwe: [584],
  why: `
A \`finally\` block runs while an exception is on its way out. Leaving the block by \`return\`, \`break\` or
\`continue\` throws that exception away, whatever it was: a defect, a time-out, Ctrl+C. It also replaces
the value that the \`try\` block was about to return. Python 3.14 warns about it at compile time.
`,
  fix: `
Let \`finally\` only clean up. Return behind the whole statement, or from \`try\` and \`except\`. To ignore a
failure on purpose, name it in an \`except\` clause.
`,
  exemptions: [
    {
      text: 'A loop of its own inside the `finally` block.',
      quiet: py`
        def close(pool):
            try:
                pool.stop()
            finally:
                for connection in pool:
                    if connection.closed:
                        continue
                    if connection.lost:
                        break
                while pool.busy:
                    if pool.wait(1):
                        break
      `,
    },
    {
      text: 'A function that is defined in the `finally` block.',
      quiet: py`
        def run(task):
            try:
                task()
            finally:
                def report():
                    return task.name
                task.on_done(report, key=lambda one: one.name)
      `,
    },
    {
      text: 'A `return` in the other clauses.',
      quiet: py`
        def read(path):
            file = open(path)
            try:
                return file.read()
            except ValueError:
                return None
            else:
                return ""
            finally:
                file.close()
      `,
    },
  ],
  limits: [
    'A `finally` block that raises also replaces the exception; Python keeps it as context.',
  ],
  bad: [
    py`
      def save(order, store):
          saved = False
          try:
              store.write(order)
              saved = True
          finally:
              return saved #!
    `,
    py`
      def drain(queue):
          while True:
              try:
                  queue.handle()
              finally:
                  if queue.empty():
                      break #!
                  continue #!

      async def fetch(client):
          for _ in range(3):
              try:
                  await client.get()
              finally:
                  with client.lock:
                      try:
                          client.reset()
                      except OSError:
                          return None #!
          for _ in range(3):
              try:
                  pass
              finally:
                  for one in client:
                      pass
                  else:
                      break #!
    `,
    py`
      def nested(a, b):
          try:
              a()
          finally:
              for _ in range(3):
                  try:
                      b()
                  finally:
                      break #!
              try:
                  b()
              finally:
                  return 1 #!
    `,
  ],
  good: [
    py`
      def save(order, store):
          try:
              store.write(order)
          finally:
              store.close()
          return True
    `,
  ],
  on: {
    [K_RETURN_STATEMENT]: check,
    [K_BREAK_STATEMENT]: check,
    [K_CONTINUE_STATEMENT]: check,
  },
})

function check(node: Node, checker: Checker): void {
  const { tree } = checker
  const isLoopExit = tree.kind(node) !== K_RETURN_STATEMENT
  let child = node
  for (let at = tree.parent(node); at !== NO_NODE; child = at, at = tree.parent(at)) {
    const kind = tree.kind(at)
    if (kind === K_FUNCTION_DEFINITION || kind === K_CLASS_DEFINITION || kind === K_LAMBDA) return
    if (kind === K_FINALLY_CLAUSE) {
      const word = /^\w+/.exec(tree.text(node))?.[0] ?? ''
      checker.report({
        node,
        // What is caught above does not come this far; exits alone are lost.
        ...((catchesAll(checker, tree.parent(at)) ||
          isEndOfEvent(checker, node) ||
          /#.*\b(?:disable=(?:lost-exception|W0150)|noqa: ?B012)/.test(lineOf(tree, node))) && {
          severity: 'medium' as const,
        }),
        message: `This \`${word}\` in \`finally\` discards the exception that is on its way, and any value being returned.`,
        evidence: [{ kind: 'note', node: tree.parent(at), message: 'what raises here is lost' }],
      })
      return
    }
    // The body of a loop of the block itself; its `else` belongs to the loop around.
    if (isLoopExit && (kind === K_FOR_STATEMENT || kind === K_WHILE_STATEMENT)) {
      if (tree.fieldOf(child) === F_BODY) return
    }
  }
}

function lineOf(tree: SyntaxTree, node: Node): string {
  const line = tree.line(node)
  return tree.source.slice(tree.lineStarts[line - 1], tree.lineStarts[line])
}

/** `except Exception:` above, which does not raise again. */
function catchesAll(checker: Checker, statement: Node): boolean {
  const { tree } = checker
  return tree.namedChildren(statement).some((clause) => {
    if (tree.kind(clause) !== K_EXCEPT_CLAUSE || !isBroadHandler(checker, clause)) return false
    const body = tree.childOfKind(clause, K_BLOCK)
    return body !== NO_NODE && !raisesAgain(tree, body)
  })
}

/** `return "break"` of a window: the event is over, whatever came of it. */
function isEndOfEvent(checker: Checker, node: Node): boolean {
  return drawsWindows(checker) && /^return\s+["']\w+["']$/.test(checker.tree.text(node))
}
