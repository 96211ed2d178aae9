// Two runs of a review beside one another.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '../../analyzer/model.ts'
import type { RunComparison } from '../../electron/api/compare.ts'
import { compareRuns } from '../../electron/backend/compare-runs.ts'
import { reportedOf } from '../../electron/store/reported.ts'
import type { ReviewStore } from '../../electron/store/review-store.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'
import { aRawFinding, aRecord, aRunStart, aStore } from '../support/stores.ts'

const swallows = (name: string) => `def ${name}(path):
    try:
        return path.read()
    except Exception:
        pass
`
const CLEAN = 'def one():\n    return 1\n'

/** Kinds with the first lines of both sides: `moved a:2 b:4`. */
const wordsOf = ({ findings }: RunComparison) =>
  findings.map(({ kind, a, b, note }) =>
    [kind, a && `a:${a.startLine}`, b && `b:${b.startLine}`, note]
      .filter((part) => part !== undefined && part !== '')
      .join(' '),
  )

test('what a second run found new, no more and elsewhere is told with the texts of both', async () => {
  const folder = aFolderWith({
    'fixed.py': swallows('first'),
    'moved.py': swallows('second'),
    'removed.py': CLEAN,
    'clean.py': 'VALUE = 1\n',
    'same.py': swallows('third'),
  })
  const { api, backend, review } = startBackend()
  const reviewId = await review(folder)
  writeFileSync(join(folder, 'fixed.py'), CLEAN)
  writeFileSync(join(folder, 'moved.py'), `import os\n\n\n${swallows('second')}`)
  writeFileSync(join(folder, 'added.py'), swallows('fourth'))
  writeFileSync(join(folder, 'clean.py'), 'VALUE = 2\n')
  rmSync(join(folder, 'removed.py'))
  await backend.analyse(reviewId)
  // Nothing of the folder is read: both texts are those of the runs.
  for (const name of ['fixed.py', 'moved.py', 'clean.py']) writeFileSync(join(folder, name), '')

  const { runs } = await api.call('analysis.log', { reviewId })
  expect(runs.map(({ id, isComparable }) => [id, isComparable])).toEqual([
    [2, true],
    [1, true],
  ])
  const both = { reviewId, a: 1, b: 2 }
  const compared = await api.call('analysis.compare', both)
  const swallowed = compared.findings.filter(({ title }) => title.includes('swallow'))
  expect(wordsOf({ ...compared, findings: swallowed })).toEqual([
    'new b:4',
    'gone a:4',
    'moved a:4 b:7 was at line 4',
  ])
  expect(swallowed.map(({ isListed }) => isListed)).toEqual([true, false, true])
  expect(compared.files.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'new added.py',
    'changed clean.py',
    'changed fixed.py',
    'changed moved.py',
    'gone removed.py',
  ])
  expect(compared).toMatchObject({ sameFiles: 1, caveats: [] })
  expect(compared.sameFindings).toBeGreaterThan(0)

  const texts = (path: string) =>
    api.call('analysis.comparedTexts', { ...both, pathA: path, pathB: path })
  expect(await texts('fixed.py')).toMatchObject({
    a: { state: 'kept', text: swallows('first') },
    b: { state: 'kept', text: CLEAN },
    isSame: false,
  })
  expect(await texts('added.py')).toMatchObject({ a: { state: 'absent' }, b: { state: 'kept' } })
  expect(await texts('clean.py')).toMatchObject({
    a: { state: 'not-kept', text: '', note: expect.stringContaining('was not kept') },
    b: { state: 'kept', text: 'VALUE = 2\n' },
  })
  expect(await texts('same.py')).toMatchObject({ isSame: true })
})

/** Stores a run that read `app.py` and reported these; `isRead` says whether it came so far. */
function aRun(
  store: ReviewStore,
  findings: readonly Finding[],
  { isRead = true, sha256 = 'a'.repeat(64) } = {},
): number {
  const runId = aRunStart(store)
  store.writer.write(() => {
    store.texts.keep({ sha256, size: 0, deflated: new Uint8Array() })
    const told = findings.map((one) =>
      reportedOf(store.findings.put(runId, one, 'error-handling', sha256).id, one),
    )
    if (isRead) {
      store.runs.putFile(runId, aRecord({ sha256 }))
      store.runs.putObserved(runId, 'app.py', { practices: [], concurrency: [] }, told)
      store.findings.markGone(runId, 'app.py')
    } else {
      store.runs.putFile(runId, aRecord({ state: 'skipped', issue: 'cancelled' }))
    }
    store.runs.end(runId, isRead ? 'finished' : 'cancelled', '')
  })
  return runId
}

const suppressed = { reason: 'meant' }

test.each<{ name: string; runs: (store: ReviewStore) => void; a?: number; told: string[] }>([
  {
    name: 'nothing changed',
    runs: (store) => [aRun(store, [aRawFinding()]), aRun(store, [aRawFinding()])],
    told: [],
  },
  {
    name: 'what a later run finds again came back',
    runs: (store) => [aRun(store, [aRawFinding()]), aRun(store, []), aRun(store, [aRawFinding()])],
    a: 2,
    told: ['returned b:1'],
  },
  {
    name: 'what is judged otherwise changed',
    runs: (store) => [
      aRun(store, [aRawFinding()]),
      aRun(store, [aRawFinding({ severity: 'low', message: 'Less bad.' })]),
    ],
    told: ['changed a:1 b:1 severity high → low, said: Line 1 is wrong.'],
  },
  {
    name: 'what is carried along with its code changed',
    runs: (store) => {
      const { fingerprint, anchor } = aRawFinding()
      aRun(store, [aRawFinding()])
      aRun(store, [aRawFinding({ line: 3, fingerprint, anchor: { ...anchor, snippetHash: 'i' } })])
    },
    told: ['changed a:1 b:3 its code changed, said: Line 1 is wrong.'],
  },
  {
    name: 'a rule that did not run says nothing',
    runs: (store) => [aRun(store, []), aRun(store, [aRawFinding({ ruleId: 'other-rule' })])],
    told: ['unknown b:1 run A did not check this rule'],
  },
  {
    name: 'a file that a cancelled run did not reach says nothing',
    runs: (store) => [aRun(store, [aRawFinding()]), aRun(store, [], { isRead: false })],
    told: [
      'unknown a:1 run B did not read the file: not reached before the analysis was cancelled',
    ],
  },
  {
    name: 'what both runs suppressed is not told',
    runs: (store) => [aRun(store, []), aRun(store, [aRawFinding({ suppressed })])],
    told: [],
  },
])('$name', ({ runs, a = 1, told }) => {
  const store = aStore()
  runs(store)
  const b = store.runs.latest()?.id ?? 0
  const compared = compareRuns({ store, findings: store.findings.list }, a, b)
  expect(wordsOf(compared)).toEqual(told)
})

test('what a cancelled run read is counted', () => {
  const store = aStore()
  aRun(store, [])
  aRun(store, [], { isRead: false })
  const { caveats } = compareRuns({ store, findings: store.findings.list }, 1, 2)
  expect(caveats).toEqual(['Run B was cancelled: it read 0 of 0 files.'])
})

test('the last eight runs can be compared, earlier ones say that they are not kept', () => {
  const store = aStore()
  for (let line = 1; line <= 9; line += 1) aRun(store, [aRawFinding({ line })])
  expect(store.runs.reported.isKept(1)).toBe(false)
  const session = { store, findings: store.findings.list }
  expect(wordsOf(compareRuns(session, 2, 9))).toEqual(['gone a:2', 'new b:9'])
  expect(() => compareRuns(session, 1, 9)).toThrow(expect.objectContaining({ code: 'not-found' }))
})
