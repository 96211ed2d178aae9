// Commits of a function, and what stands before and behind them on its plain ways: those on which
// nothing fails.
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Node } from '../../syntax/tree.ts'
import { isReachedAfter } from './transactions.ts'

/** Commits that a function makes itself, in the order of the file. */
export function commitsOf(checker: Checker, owner: FunctionFacts): readonly Node[] {
  const { facts } = checker
  const sql = sqlOf(checker)
  return facts.callsOf(owner).filter((call) => sql.step(call)?.kind === 'commit')
}

/** Functions of the file that commit, with their commits. */
export function committingFunctions(
  checker: Checker,
): readonly { readonly owner: FunctionFacts; readonly commits: readonly Node[] }[] {
  return checker.once(KEY, () =>
    checker.facts.functions.flatMap((owner) => {
      if (owner.isLambda) return []
      const commits = commitsOf(checker, owner)
      return commits.length === 0 ? [] : [{ owner, commits }]
    }),
  )
}

const KEY = {}

/** True if `later` runs behind `earlier` on a way on which `earlier` did not fail. */
export function isBehind(
  checker: Checker,
  owner: FunctionFacts,
  earlier: Node,
  later: Node,
): boolean {
  return later > earlier && isReachedAfter(checker, owner, earlier, later)
}
