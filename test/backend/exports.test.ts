import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildSnapshot } from '../../electron/backend/packet/snapshot.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const FOUND = 'def run(text):\n    return eval(text)\n'

async function aReview(files: Record<string, string> = { 'a.py': FOUND, 'b.py': FOUND }) {
  const at = startBackend()
  const folder = aFolderWith(files)
  const reviewId = await at.review(folder)
  const snapshot = () => buildSnapshot(at.backend.session(reviewId).store, { toolVersion: '0.1.0' })
  const decide = (findingId: number, rev: number, change: object) =>
    at.api.call('findings.decide', {
      reviewId,
      commandId: crypto.randomUUID(),
      findingId,
      rev,
      change,
    })
  return { ...at, folder, reviewId, snapshot, decide }
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

test('a packet is written where the answer says, with sums that hold', async () => {
  const { api, reviewId, backend } = await aReview()
  const { folder, files } = await api.call('exports.create', { reviewId })
  for (const { path, bytes, sha256 } of files) {
    const text = readFileSync(join(folder, path))
    expect([text.length, createHash('sha256').update(text).digest('hex')], path).toEqual([
      bytes,
      sha256,
    ])
  }
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['findings.sarif', 'findings.json', 'manifest.json']),
  )
  expect(backend.packetFolder(reviewId)).toBe(folder)
})

test('two exports of one state are byte for byte the same', async () => {
  const { api, reviewId, backend } = await aReview()
  const [one, two] = [join(aFolderWith(), 'one'), join(aFolderWith(), 'two')]
  for (const target of [one, two]) {
    const { targetId } = backend.grantTarget(target)
    await api.call('exports.create', { reviewId, targetId })
  }
  expect(contents(two)).toEqual(contents(one))
})

test('labels stay as they were exported, whatever comes later', async () => {
  const { api, reviewId, snapshot, decide, folder, review } = await aReview()
  const labels = () =>
    Object.fromEntries(snapshot().findings.map(({ number, label }) => [number, label]))
  await decide(2, 0, { severity: 'low', severityReason: 'Never runs.' })
  const before = labels()
  await api.call('exports.create', { reviewId })
  writeFileSync(join(folder, '0.py'), FOUND)
  await review(folder)
  const after = labels()
  expect([after[1], after[2]]).toEqual([before[1], before[2]])
  expect(after[3]).toMatch(/-2$/)
  // Another severity gets a new label, and going back gives the old one again.
  const original = before[1]?.split('-')[0]?.toLowerCase()
  await decide(1, 0, { severity: 'info', severityReason: 'Fine.' })
  expect(labels()[1]).toBe('INFO-1')
  await decide(1, 1, { severity: original })
  expect(labels()[1]).toBe(before[1])
})

test('the clock of a snapshot is the last change, not the time of the export', async () => {
  const { api, reviewId, snapshot, decide } = await aReview()
  const before = snapshot().asOf
  await api.call('exports.create', { reviewId })
  await api.call('views.save', { reviewId, state: { topLine: 2 } })
  expect(snapshot().asOf).toBe(before)
  await decide(1, 0, { note: 'later' })
  expect(snapshot().asOf > before).toBe(true)
})

test('what is dismissed or gone is out of the gates, what is verified stays in the packet', async () => {
  const { snapshot, decide, folder, review } = await aReview()
  await decide(1, 0, { status: 'verified' })
  await decide(2, 0, { verdict: 'dismissed', dismissReason: 'Generated.' })
  writeFileSync(join(folder, 'a.py'), 'work()\n')
  await review(folder)
  expect(
    snapshot().findings.map(({ number, status, verdict }) => [number, status, verdict]),
  ).toEqual([
    [1, 'verified', 'undecided'],
    [2, 'not-started', 'dismissed'],
  ])
  expect(snapshot().gates.map(({ open }) => open)).toEqual([0, 0])
})

test('an export to a folder that was never granted is refused', async () => {
  const { api, reviewId } = await aReview()
  await expect(api.call('exports.create', { reviewId, targetId: 5 })).rejects.toMatchObject({
    code: 'not-found',
  })
})

test('a packet that cannot be written is reported, and the review is unharmed', async () => {
  const { api, reviewId, backend, snapshot } = await aReview()
  const before = snapshot()
  const { targetId } = backend.grantTarget(join(aFolderWith({ file: '' }), 'file'))
  await expect(api.call('exports.create', { reviewId, targetId })).rejects.toMatchObject({
    code: 'export-failed',
  })
  expect(snapshot()).toEqual(before)
})

test('a packet praises what the files do well, with the numbers of the run', async () => {
  const good = Array.from({ length: 4 }, (_, n) => `with open('a${n}') as file:\n    file.read()\n`)
  const { api, reviewId, snapshot } = await aReview({
    'a.py': good.join(''),
    'b.py': 'import threading\n\n\nthreading.Thread(target=print).start()\n',
  })
  const files = snapshot().practices?.find(({ id }) => id === 'files-closed')
  expect(files).toMatchObject({ count: 4, total: 4 })
  expect(snapshot().concurrency?.kinds).toMatchObject([{ kind: 'threading', count: 2 }])
  const { folder, files: written } = await api.call('exports.create', { reviewId })
  const documents = written.filter(({ path }) => /SUMMARY\.md$/.test(path))
  const texts = documents.map(({ path }) => readFileSync(join(folder, path), 'utf8')).join('\n')
  expect(texts).toContain('All 4 files are opened in a `with` statement.')
})

test('secrets are masked in every exported file and intact in the record', async () => {
  const secret = `AKIA${'QWERTYUIOPASDFGH'}`
  const { api, reviewId, decide, snapshot } = await aReview({
    'a.py': `KEY = "${secret}"\n${FOUND}`,
  })
  await decide(1, 0, { note: `The key ${secret} of ada@firm.org lies in /home/ada/keys.` })
  const { folder, files } = await api.call('exports.create', { reviewId })
  for (const { path } of files) {
    const text = readFileSync(join(folder, path), 'utf8')
    for (const word of [secret, 'ada@firm.org', '/home/ada/']) {
      expect(text.includes(word), `${word} in ${path}`).toBe(false)
    }
  }
  expect(JSON.stringify(snapshot())).toContain(secret)
  const { text } = await api.call('packet.document', { reviewId, document: 'code-review' })
  expect(text).toContain('masked-secret')
})

test('what the repository sets is followed, and the packet says who set it', async () => {
  const { api, reviewId, snapshot } = await aReview({
    'a.py': FOUND,
    'legacy/b.py': FOUND,
    'lectern.toml': '[[paths]]\npaths = ["legacy/**"]\ndisable = ["code-injection"]\n',
  })
  expect(snapshot().findings.map(({ finding }) => finding.location.path)).toEqual(['a.py'])
  const sentence = '`lectern.toml` switches off `code-injection` in `legacy/**`.'
  expect(snapshot().run.setByRepository).toEqual([sentence])
  const { folder, files } = await api.call('exports.create', { reviewId })
  const review = files.find(({ path }) => path.endsWith('CODE_REVIEW.md'))
  expect(readFileSync(join(folder, review?.path ?? ''), 'utf8')).toContain(
    `Set by the repository under review: ${sentence}`,
  )
})

test('cancelling while pages are printed ends the printing and leaves the folder as it was', async () => {
  const given = Promise.withResolvers<void>()
  let stopped = 0
  const at = startBackend({
    printPage: (_, signal) =>
      new Promise((_resolve, reject) => {
        given.resolve()
        signal?.addEventListener('abort', () => {
          stopped += 1
          reject(new Error('stopped'))
        })
      }),
  })
  const reviewId = await at.review(aFolderWith({ 'a.py': FOUND }))
  const target = aFolderWith({ 'mine.txt': 'mine' })
  const { targetId } = at.backend.grantTarget(target)
  const exported = at.api.call('exports.create', { reviewId, targetId, pdf: { paper: 'A4' } })
  const refused = expect(exported).rejects.toMatchObject({ code: 'cancelled' })
  await given.promise
  await at.api.call('exports.cancel', { reviewId })
  await refused
  expect(stopped).toBe(3)
  expect(contents(target)).toEqual({ 'mine.txt': 'mine' })
})

test('a page that cannot be printed ends the others, is named, and leaves the folder as it was', async () => {
  let stopped = 0
  const at = startBackend({
    printPage: ({ footer }, signal) =>
      new Promise((_resolve, reject) => {
        if (footer.includes('Full code review')) reject(new Error('the printer is gone'))
        else
          signal?.addEventListener('abort', () => {
            stopped += 1
            reject(new Error('stopped'))
          })
      }),
  })
  const reviewId = await at.review(aFolderWith({ 'a.py': FOUND }))
  const target = aFolderWith({ 'mine.txt': 'mine' })
  const { targetId } = at.backend.grantTarget(target)
  await expect(
    at.api.call('exports.create', { reviewId, targetId, pdf: { paper: 'A4' } }),
  ).rejects.toMatchObject({
    code: 'export-failed',
    message: expect.stringMatching(/CODE_REVIEW\.pdf could not be printed/),
  })
  expect(stopped).toBe(2)
  expect(contents(target)).toEqual({ 'mine.txt': 'mine' })
})
