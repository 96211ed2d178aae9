import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openReviewStore } from '../../electron/store/review-store.ts'
import { runReview, runScript } from '../support/command-line.ts'
import { aFolderWith } from '../support/folders.ts'
import { aCommand } from '../support/stores.ts'

const MERGE = join(import.meta.dirname, '../../electron/cli/merge.ts')
const CODE = `import threading
cache = {}
def put(key, value):
    try:
        cache[key] = value
    except Exception:
        pass
def get(key, seen=[]):
    seen.append(key)
    return cache.get(key)
`

/** Opens a review as one reviewer and does something to it. */
function as(
  actor: string,
  file: string,
  work: (store: ReturnType<typeof openReviewStore>) => void,
) {
  const store = openReviewStore(file, { now: () => new Date(), actor: () => actor })
  try {
    work(store)
  } finally {
    store.close()
  }
}

test('two reviewers meet on the command line, and the packet names both', async () => {
  const root = aFolderWith({ 'app.py': CODE })
  const folder = aFolderWith()
  const [ours, theirs, out] = ['ours.sqlite', 'theirs.sqlite', 'packet'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  const ourselves = ['--database', ours, '--data-dir', join(folder, 'data')]
  await runReview([root, '--out', out, ...ourselves])
  copyFileSync(ours, theirs)
  const decide = (file: string, actor: string, at: number, change: object) =>
    as(actor, file, ({ findings, decisions }) => {
      const { id = 0, rev = 0 } = findings.list()[at] ?? {}
      decisions.decide({ findingId: id, rev, change }, aCommand())
    })
  decide(ours, 'Ada', 0, { note: 'mine' })
  decide(theirs, 'Bea', 0, { note: 'theirs' })
  decide(theirs, 'Bea', 1, { verdict: 'confirmed' })
  const bytes = readFileSync(theirs)

  const asked = await runScript(MERGE, [root, theirs, ...ourselves])
  expect(asked.stdout).toContain('2 events of Bea: 1 field changed, 0 new, 1 conflict.')
  expect(asked.stdout).toContain('Nothing was merged.')
  expect(asked.status).toBe(1)
  const done = await runScript(MERGE, [root, theirs, '--take', 'both', ...ourselves])
  expect(done.stdout).toContain('Merged.')
  expect(done.status).toBe(0)
  expect(readFileSync(theirs)).toEqual(bytes)
  as('Ada', ours, (store) => {
    expect(store.findings.list()).toMatchObject([{ note: 'mine' }, { verdict: 'confirmed' }, {}])
    expect(store.threads.all()).toHaveLength(1)
    expect(store.events.firstBroken()).toBeUndefined()
  })
  const again = await runScript(MERGE, [root, theirs, ...ourselves])
  expect(again.stdout).toContain('holds nothing that this review does not have')

  await runReview([root, '--out', join(folder, 'second'), ...ourselves])
  const summary = readFileSync(join(folder, 'second', 'findings.json'), 'utf8')
  expect(JSON.parse(summary).review.reviewer).toMatch(/ and Bea$/)
})

test('what cannot be merged is told with a next step', async () => {
  const root = aFolderWith({ 'app.py': CODE })
  const folder = aFolderWith()
  const { status, stderr } = await runScript(MERGE, [
    root,
    join(root, 'app.py'),
    '--data-dir',
    join(folder, 'data'),
  ])
  expect(stderr).toContain('is not a database, or it is damaged')
  expect(status).toBe(2)
})
