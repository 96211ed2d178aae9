import { describe, expect, test } from 'vitest'
import { createAnalyzer, ruleById } from '../../../analyzer/index.ts'
import type { Finding } from '../../../analyzer/model.ts'
import { QUESTIONS, questionsOf } from '../../../analyzer/questions/catalogue.ts'
import { evidenceNote, questionText } from '../../../analyzer/questions/fill.ts'
import { CATALOGUE } from '../../../analyzer/rules/catalogue.ts'
import { readMarks } from '../../../analyzer/rules/python.ts'

/** What a rule reports in its own examples. */
function findingsOf(ruleId: string): readonly Finding[] {
  const rule = ruleById(ruleId)
  return (rule?.definition.bad ?? []).flatMap((example) => {
    const path = rule?.info.scope === 'tests' ? 'test_example.py' : 'example.py'
    const sources = typeof example === 'string' ? { [path]: example } : example
    const analyzer = createAnalyzer({ settings: { profile: 'picky', only: [ruleId] } })
    const paths = Object.keys(sources).filter((file) => file.endsWith('.py'))
    const summaries = paths.map((file) => {
      const bytes = Buffer.from(readMarks(sources[file] ?? '').text)
      return analyzer.summarize({ path: file, bytes, sha256: file.padEnd(64, '0') })
    })
    analyzer.link(summaries)
    return paths.flatMap((file) => analyzer.check(file).findings)
  })
}

describe('the questions', () => {
  test('have names of their own and are asked of rules that there are', () => {
    expect(new Set(QUESTIONS.map(({ id }) => id)).size).toBe(QUESTIONS.length)
    const known = new Set(CATALOGUE.map(({ id }) => id))
    const unknown = QUESTIONS.flatMap(({ id, rules }) =>
      rules.filter((rule) => !known.has(rule)).map((rule) => `${id}: ${rule}`),
    )
    expect(unknown).toEqual([])
  })

  test.each([
    'async-race',
    'async-blocking',
    'thread-safety',
    'db-transaction',
    'redis-atomicity',
    'error-handling',
  ])('are asked of every severe rule about %s', (category) => {
    const unasked = CATALOGUE.filter(
      (rule) => rule.category === category && ['critical', 'high'].includes(rule.severity),
    ).filter(({ id }) => questionsOf(id).length === 0)
    expect(unasked.map(({ id }) => id)).toEqual([])
  })

  test('are few for each rule', () => {
    const many = CATALOGUE.filter(({ id }) => questionsOf(id).length > 4)
    expect(many.map(({ id }) => id)).toEqual([])
  })

  test('end as questions, and leave no gap where a finding has no evidence', () => {
    const location = {
      path: 'app.py',
      range: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 9 },
    }
    for (const question of QUESTIONS) {
      const bare = questionText(question, { location, evidence: [], anchor: { symbol: '' } })
      expect(bare).toMatch(/\?$/)
      expect(bare).not.toMatch(/[{}]/)
      expect(question.name).not.toMatch(/[{}]|\.$/)
      expect(evidenceNote(question, { location, evidence: [], anchor: { symbol: '' } })).toBe('')
    }
  })
})

test('a race is asked about with its own lines, and the note starts from its evidence', () => {
  const [finding] = findingsOf('await-interleaved-rmw')
  const guard = questionsOf('await-interleaved-rmw').find(({ id }) => id === 'async-guard')
  if (!finding || !guard) throw new Error('The rule reports its own example.')
  const [read, suspension, write] = finding.evidence.map(({ location }) => location.range.startLine)
  expect(questionText(guard, finding)).toBe(
    `State is taken at the read (line ${read}) and written at the write (line ${write}) although other tasks run in between (line ${suspension}). Does one guard hold from the read to the write?`,
  )
  expect(evidenceNote(guard, finding)).toBe(
    [
      `- line ${read}: \`self.balance\` is read`,
      `- line ${suspension}: other tasks run here`,
      `- line ${write}: the old value is written back, changed`,
    ].join('\n'),
  )
})

test('evidence in another file is named with it', () => {
  const [question] = questionsOf('missing-auth-dependency')
  const at = (path: string, line: number) => ({
    path,
    range: { startLine: line, startColumn: 1, endLine: line, endColumn: 9 },
  })
  const asked = {
    location: at('app/routes.py', 30),
    anchor: { symbol: 'remove' },
    evidence: [{ kind: 'note' as const, location: at('app/api.py', 7), message: 'It asks.' }],
  }
  if (!question) throw new Error('The rule has questions.')
  expect(questionText(question, asked)).toContain('`remove`')
  expect(evidenceNote(question, asked)).toBe('- `app/api.py:7`: It asks')
})
