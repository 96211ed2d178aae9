// Tests whose whole play is a coroutine function of their own: `def test(): asyncio.run(play())`.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'

/** The function around an inner one that it runs to its end, once; the function itself otherwise. */
export function playedBy({ tree }: Checker, inner: FunctionFacts): FunctionFacts {
  const { enclosing, name } = inner
  if (enclosing === undefined || !inner.isAsync || inner.parameters.length > 0) return inner
  const runs = new RegExp(
    `\\b(?:asyncio\\.run|run_until_complete)\\(\\s*${name}\\(\\)|\\b(?:anyio|trio)\\.run\\(\\s*${name}\\b`,
  )
  const text = tree.text(enclosing.node)
  const uses = text.match(new RegExp(`(?<![.\\w])${name}\\b`, 'g'))?.length ?? 0
  return uses === 2 && runs.test(text) ? enclosing : inner
}
