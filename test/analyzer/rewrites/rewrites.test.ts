// Rules report the same of code that says the same in another form. Which forms are held, and which
// cases are known to differ, is written down in `known-differences.json`; a case that is new there is
// a step back. Every fourth case is looked at, all with `REWRITES=all`.
import { beforeAll, describe, expect, test } from 'vitest'
import { RULES } from '../../../analyzer/index.ts'
import { differs, knownDifferences, nameOf } from './known-differences.ts'
import { canRewrite, judge, type Original, originals } from './rewrites.ts'

const STEP = process.env.REWRITES === 'all' ? 1 : 4
const PATIENCE = 600_000

describe.runIf(canRewrite())('cases in another form', () => {
  let cases: readonly Original[] = []

  beforeAll(async () => {
    cases = await originals(RULES, STEP)
  }, PATIENCE)

  test.each(Object.entries(knownDifferences()))(
    '%s',
    { timeout: PATIENCE },
    async (rewriting, known) => {
      const verdicts = await judge(rewriting, cases)
      expect(verdicts.length, 'the rewriting finds something to change').toBeGreaterThan(0)
      const other = verdicts.filter(differs).map(nameOf)
      expect(other.filter((name) => !known.includes(name))).toEqual([])
    },
  )
})
