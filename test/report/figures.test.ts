import { describe, expect, it } from 'vitest'
import type { FileRecord } from '../../analyzer/model.ts'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { RULE_INFOS } from '../../electron/backend/rule-infos.ts'
import { answerQuestion, BANS, RACE_FAMILIES } from '../../electron/report/audit.ts'
import { plannedCommits } from '../../electron/report/commits.ts'
import { DIMENSIONS } from '../../electron/report/concurrency.ts'
import { effortOf, hoursWord, sum } from '../../electron/report/effort.ts'
import { roleField } from '../../electron/report/field-catalogue.ts'
import { completeness, reviewFields } from '../../electron/report/fields.ts'
import { groupItems } from '../../electron/report/grouping.ts'
import { minutesWord } from '../../electron/report/length.ts'
import { packetModel } from '../../electron/report/model.ts'
import { filePrefix, fileSlug } from '../../electron/report/names.ts'
import { quickHacks } from '../../electron/report/quick-hacks.ts'
import { packetVerdict, riskOf } from '../../electron/report/standing.ts'
import { aFinding, aLocation, aRule, aSnapshot } from '../support/builders.ts'
import { fileText, packetOf } from '../support/packet-reading.ts'

describe('the verdict', () => {
  const high = aFinding({ severity: 'high', gate: 'production' })
  it.each([
    ['no finding', [], 'PASS', 'LOW'],
    ['an open blocker', [aFinding()], 'FAIL', 'CRITICAL'],
    ['a fixed blocker that nobody verified', [aFinding({ status: 'fixed' })], 'FAIL', 'CRITICAL'],
    ['a verified blocker', [aFinding({ status: 'verified' })], 'PASS', 'LOW'],
    ['a deferred blocker', [aFinding({ status: 'deferred' })], 'FAIL', 'CRITICAL'],
    ['a rejected blocker', [aFinding({ status: 'rejected' })], 'PASS', 'LOW'],
    ['a dismissed blocker', [aFinding({ verdict: 'dismissed' })], 'PASS', 'LOW'],
    [
      'a suppressed blocker',
      [aFinding({ finding: { suppressed: { reason: 'known' } } })],
      'PASS',
      'LOW',
    ],
    ['an open condition', [high], 'PASS WITH CONDITIONS', 'HIGH'],
    ['something for later', [aFinding({ severity: 'low' })], 'PASS', 'LOW'],
  ] as const)('with %s is right', (_, findings, word, risk) => {
    expect(packetVerdict(aSnapshot({ findings })).word).toBe(word)
    expect(riskOf(findings)).toBe(risk)
  })

  it('passes with conditions only when the analysis did not reach its end', () => {
    const run = { ...aSnapshot().run, state: 'cancelled' as const }
    expect(packetVerdict(aSnapshot({ run }))).toMatchObject({
      word: 'PASS WITH CONDITIONS',
      reasons: ['the analysis did not reach its end'],
    })
  })

  it('fails when no file was read', () => {
    expect(packetVerdict(aSnapshot({ files: [] }))).toMatchObject({
      word: 'FAIL',
      reasons: ['no file was analysed'],
    })
  })

  it('gives the reasons of a gate that is closed for something else than findings', () => {
    const gates = [
      { gate: 'merge' as const, passed: false, open: 0, reasons: ['risky code is not covered'] },
    ]
    expect(packetVerdict(aSnapshot({ gates }))).toMatchObject({
      word: 'FAIL',
      reasons: ['risky code is not covered'],
    })
  })
})

describe('hours', () => {
  it('add up exactly in what is printed', () => {
    const parts = Array.from({ length: 10 }, () => effortOf({ low: 0.1, high: 0.3 }))
    expect(hoursWord(sum(parts))).toBe('1-3 h')
    expect(hoursWord(effortOf({ low: 2, high: 1 }))).toBe('2 h')
  })
  it.each([
    [1, '1 min'],
    [59, '59 min'],
    [60, '1 h'],
    [61, '1 h 5 min'],
    [119, '2 h'],
  ])('%i minutes are %s', (minutes, word) => {
    expect(minutesWord(minutes)).toBe(word)
  })
})

describe('file names', () => {
  it.each([
    ['Sprint 60 Phase 1', 'SPRINT_60_PHASE_1'],
    ['../../etc/passwd', 'ETC_PASSWD'],
    ['Überprüfung', 'UBERPRUFUNG'],
    ['漢字', 'REVIEW'],
    ['a'.repeat(99), 'A'.repeat(40)],
    [`${'word '.repeat(20)}`, 'WORD_WORD_WORD_WORD_WORD_WORD_WORD_WORD'],
    ['con', 'CON'],
  ])('of %j start with %s', (name, prefix) => {
    expect(filePrefix(name)).toBe(prefix)
  })
  it('of hostile texts are words and dashes', () => {
    expect(fileSlug('../a b\u202e.py')).toBe('a-b-py')
    expect(fileSlug('🚨')).toBe('file')
  })
})

describe('grouping', () => {
  const many = (count: number, change = {}) =>
    Array.from({ length: count }, (_, index) =>
      aFinding({ number: index + 1, severity: 'medium', ruleId: 'broad-except', ...change }),
    )
  it('makes one item of many equal findings and keeps all of them', () => {
    const items = groupItems([
      ...many(5),
      aFinding({ number: 9, severity: 'medium', ruleId: 'broad-except', note: 'mine' }),
    ])
    expect(items.map((item) => item.kind)).toEqual(['group', 'single'])
    expect(items[0]?.kind === 'group' ? items[0].findings.length : 0).toBe(5)
  })
  it('tells each race by itself, however many there are', () => {
    const races = groupItems(many(9, { ruleId: 'await-interleaved-rmw' }))
    expect(races.map((item) => item.kind)).toEqual(Array(9).fill('single'))
  })
  it('leaves a few findings single', () => {
    expect(groupItems(many(3)).map((item) => item.kind)).toEqual(['single', 'single', 'single'])
  })
})

describe('the audits', () => {
  const [state] = RACE_FAMILIES[0]?.questions ?? []
  const [typeIgnore] = BANS
  if (state === undefined || typeIgnore === undefined) throw new Error('no questions')
  it('have four families of three questions and six bans', () => {
    expect(RACE_FAMILIES.map((family) => family.questions.length)).toEqual([3, 3, 3, 3])
    expect(BANS).toHaveLength(6)
    expect(DIMENSIONS.map((theme) => theme.questions.length)).toEqual([3, 3, 3, 3])
  })

  it('knows every rule that it names, and every rule about doing things at once is asked for', () => {
    const families = [...RACE_FAMILIES, ...DIMENSIONS].flatMap((family) => family.questions)
    const asked = new Set([...families, ...BANS].flatMap(({ rules }) => rules))
    const known = new Map(RULE_INFOS.map(({ id, category }) => [id, category]))
    expect([...asked].filter((id) => !known.has(id))).toEqual([])
    const about = /^(?:async-race|async-correctness|async-blocking|thread-safety|redis-atomicity)$/
    const ofRaces = RULE_INFOS.filter(({ category }) => about.test(category)).map(({ id }) => id)
    expect(ofRaces.filter((id) => !asked.has(id))).toEqual([])
  })
  it('are ok only where a rule looked', () => {
    expect(answerQuestion(aSnapshot(), state).verdict).toBe('uncovered')
    const rules = [aRule({ id: 'await-interleaved-rmw' })]
    expect(answerQuestion(aSnapshot({ rules }), state)).toMatchObject({
      verdict: 'ok',
      rulesRun: 1,
      filesRead: 1,
      filesFailed: 0,
    })
  })
  it('name the findings of their rules but not dismissed ones', () => {
    const finding = aFinding({ ruleId: 'type-ignore-unjustified' })
    const rules = [aRule({ id: 'type-ignore-unjustified' })]
    expect(answerQuestion(aSnapshot({ rules, findings: [finding] }), typeIgnore).verdict).toBe(
      'findings',
    )
    const dismissed = { ...finding, verdict: 'dismissed' as const }
    expect(answerQuestion(aSnapshot({ rules, findings: [dismissed] }), typeIgnore).verdict).toBe(
      'ok',
    )
  })
  it('do not apply where nothing in the code does what they ask for', () => {
    const rules = [aRule({ id: 'await-interleaved-rmw' })]
    const none = aSnapshot({ rules, concurrency: { kinds: [] } })
    expect(answerQuestion(none, state).verdict).toBe('not-applicable')
    const run = { ...none.run, state: 'cancelled' as const }
    expect(answerQuestion({ ...none, run }, state).verdict).toBe('ok')
    const kinds = [{ kind: 'asyncio' as const, count: 2, places: [] }]
    expect(answerQuestion({ ...none, concurrency: { kinds } }, state).verdict).toBe('ok')
    const findings = [aFinding({ ruleId: 'await-interleaved-rmw' })]
    expect(answerQuestion({ ...none, findings }, state).verdict).toBe('findings')
  })
  it('say in how many files a rule failed', () => {
    const rules = [aRule({ id: 'type-ignore-unjustified' })]
    const run = {
      ...aSnapshot().run,
      ruleFailures: [{ ruleId: 'type-ignore-unjustified', path: 'a.py', message: 'x' }],
    }
    expect(answerQuestion(aSnapshot({ rules, run }), typeIgnore).filesFailed).toBe(1)
  })
})

describe('the look for quick hacks in a fix', () => {
  it.each([
    ['x = f()  # type: ignore', ['unexplained type: ignore']],
    ['x = f()  # type: ignore[arg-type]', ['unexplained type: ignore']],
    ['x = f()  # type: ignore[arg-type]  # stub lacks the overload', []],
    ['time.sleep(0.1)', ['sleep']],
    ['await asyncio.sleep(1)', ['sleep']],
    ['await asyncio.sleep(0)', []],
    ['global cache', ['global state']],
    ['except ValueError: pass', ['swallowed exception']],
    ['except ValueError:\n    pass', ['swallowed exception']],
    ['except ValueError:\n    raise Refused() from None', []],
    ['requests.get(url, verify=False)', ['bypassed check']],
    ['# old_call(x)', ['commented-out code']],
    ['# The lock is held by the caller.', []],
    ['#: documented constant', []],
  ])('%j gives %j', (after, bans) => {
    expect(quickHacks({ before: 'x = 1\n', after }).map((hit) => hit.ban)).toEqual(bans)
  })
  it('leaves alone what stood there before', () => {
    expect(quickHacks({ before: 'global a\nx = 1', after: 'global a\nx = 2' })).toEqual([])
  })
  it('sees a handler that a changed line empties', () => {
    expect(
      quickHacks({ before: 'except A:\n    pass', after: 'except B:\n    pass' }),
    ).toMatchObject([{ ban: 'swallowed exception', line: 2 }])
  })
})

describe('completeness', () => {
  it('demands the impact of an open critical finding and nothing of others', () => {
    const missing = (severity: 'critical' | 'medium') =>
      completeness(aSnapshot({ findings: [aFinding({ number: 4, severity })] })).missing.filter(
        (one) => one.includes('(#4)'),
      )
    expect(missing('critical')).toEqual(['CRITICAL-4 (#4): impact on the business'])
    expect(missing('medium')).toEqual([])
  })
  it('counts a text as written once it has words, and as a draft until it is confirmed', () => {
    const without = completeness(aSnapshot())
    const text = (isConfirmed: boolean) =>
      completeness(aSnapshot({ texts: [{ field: 'assessment', text: 'Good.', isConfirmed }] }))
    expect(text(true).missing).toHaveLength(without.missing.length - 1)
    expect(text(true).drafts).toEqual(without.drafts)
    expect(text(false).drafts).toContain('overall assessment in one sentence')
    expect(text(true).percent).toBeGreaterThan(without.percent)
  })
  it('asks for the name of the reviewer', () => {
    const review = { name: 'x', reviewer: ' ', scope: '' }
    expect(completeness(aSnapshot({ review })).missing[0]).toBe("reviewer's name")
  })
})

describe('a verdict of the reviewer', () => {
  const given = (text: string, isConfirmed = true) =>
    packetVerdict(
      aSnapshot({ findings: [aFinding()], texts: [{ field: 'verdict', text, isConfirmed }] }),
    )
  it('stands with its reason before the computed one', () => {
    expect(given('pass with conditions: the flag stays off until Friday.')).toMatchObject({
      word: 'PASS WITH CONDITIONS',
      computed: 'FAIL',
      blockers: 1,
      reasons: [
        'the reviewer changed it from FAIL: the flag stays off until Friday',
        expect.stringContaining('open before merge'),
      ],
    })
  })
  it.each([
    ['without a reason', 'PASS', true],
    ['without a verdict', 'It is fine: really', true],
    ['that nobody confirmed', 'PASS: fine', false],
    ['that says the same', 'FAIL: as computed', true],
  ])('%s changes nothing', (_, text, isConfirmed) => {
    const verdict = given(text, isConfirmed)
    expect(verdict.word).toBe('FAIL')
    expect(verdict.computed).toBeUndefined()
    expect(verdict.reasons.join()).not.toContain('reviewer')
  })
})

describe('the role of a file', () => {
  const findings = [aFinding({ finding: { location: aLocation('app/queue.py', 3) } })]
  const files = [{ ...aSnapshot().files[0], path: 'app/queue.py' } as FileRecord]
  const index = (texts: ReviewSnapshot['texts']) =>
    fileText(packetOf(aSnapshot({ findings, files, texts: texts ?? [] })), 'INDEX.md')
  it('stands beside its file once somebody wrote it, and nobody misses it before', () => {
    const state = reviewFields(aSnapshot({ findings })).find(
      ({ field }) => field.id === 'role-app/queue.py',
    )
    expect(state).toMatchObject({ state: 'empty', name: 'role of app/queue.py' })
    expect(index([])).not.toContain('| Role |')
    const given = [{ field: 'role-app/queue.py', text: 'Holds the *jobs*.', isConfirmed: true }]
    expect(index(given)).toMatch(/\| Role \|[\s\S]*app\/queue\.py.*\| Holds the jobs\. \|/)
  })
  it('of a path that is very long has a name that the store takes', () => {
    const path = `${'very/'.repeat(60)}deep.py`
    expect(roleField(path).id).toHaveLength(100)
  })
})

describe('a change of one kind in many places', () => {
  const places = [1, 2, 3, 4].map((number) => aFinding({ number }))
  const commitOf = (high: number, findings = places) =>
    plannedCommits(
      packetModel(aSnapshot({ findings, rules: [aRule({ effortHours: { low: 0.1, high } })] })),
    )[0]
  it.each([
    ['is mechanical where each place takes half an hour at most', 0.5, places, true],
    ['is none where a place takes longer', 0.6, places, false],
    ['is none in three places', 0.5, places.slice(1), false],
  ] as const)('%s', (_, high, findings, isMechanical) => {
    expect(commitOf(high, [...findings])).toMatchObject({ isMechanical, isApart: isMechanical })
  })
})
