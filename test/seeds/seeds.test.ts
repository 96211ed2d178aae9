// What the reviews found that the product was made after, and the rule that finds it again.
import { describe, expect, test } from 'vitest'
import { readMarks } from '../../analyzer/rules/python.ts'
import { analyze } from '../analyzer/support/analyze.ts'
import { JOB_QUEUE } from './job-queue.ts'
import { REVIEW_SYSTEM } from './review-system.ts'
import { TASK_SERVER } from './task-server.ts'

describe.for([
  ['job queue', JOB_QUEUE],
  ['review system', REVIEW_SYSTEM],
  ['task server', TASK_SERVER],
] as const)('the review of the %s', ([, findings]) => {
  for (const one of findings) {
    if ('unseen' in one) {
      test(`${one.id} ${one.finding}: not seen, with the reason`, () => {
        expect(one.unseen).toMatch(/^[A-Z].{30,}\.$/)
      })
      continue
    }
    const { code, rule } = one
    test(`${one.id} ${one.finding}: ${rule}`, () => {
      const path = rule.includes('test') ? 'tests/test_app.py' : 'app/app.py'
      const files = Object.entries(typeof code === 'string' ? { [path]: code } : code)
      const marked = files.map(([name, text]) => [name, readMarks(text)] as const)
      const { findings: found } = analyze(
        Object.fromEntries(marked.map(([name, { text }]) => [name, text])),
        { settings: { profile: 'picky', only: [rule] } },
      )
      expect(
        found.map(({ location }) => `${location.path}:${location.range.startLine}`).toSorted(),
      ).toEqual(
        marked
          .flatMap(([name, { expectedLines }]) => expectedLines.map((line) => `${name}:${line}`))
          .toSorted(),
      )
    })
  }
})
