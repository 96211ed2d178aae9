// The folder of a review is moved away: the review stays, and follows when it is shown where.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const APP =
  'def load(path):\n    try:\n        return open(path).read()\n    except Exception:\n        pass\n'

async function aMovedFolder() {
  const around = aFolderWith()
  const [old, now] = [join(around, 'shop'), join(around, 'moved')]
  mkdirSync(old)
  writeFileSync(join(old, 'app.py'), APP)
  const at = startBackend()
  const reviewId = await at.review(old)
  const header = () => at.api.call('reviews.header', { reviewId })
  return { ...at, around, old, now, reviewId, header }
}

test('while its folder is away a review is read and changed from what was kept', async () => {
  const { old, now, reviewId, header, api, next } = await aMovedFolder()
  expect((await header()).isMissing).toBe(false)
  const told = next('data.changed')
  renameSync(old, now)
  await told
  expect((await header()).isMissing).toBe(true)
  expect(await api.call('sources.read', { reviewId, path: 'app.py' })).toMatchObject({
    text: APP,
    drift: 'missing',
  })
  const [row] = await api.call('findings.list', { reviewId })
  const { snippet } = await api.call('findings.detail', { reviewId, findingId: row?.id ?? 0 })
  expect(snippet).toContain('open(path)')
  // Nothing can be said of files that cannot be looked at: nothing has gone.
  expect((await api.call('drift.read', { reviewId })).files).toEqual([])
})

test('shown where the folder is now, the review goes on there, also after a restart', async () => {
  const { old, now, reviewId, header, backend, dataFolder, api } = await aMovedFolder()
  const before = await api.call('findings.list', { reviewId })
  renameSync(old, now)
  backend.locate(reviewId, now)
  expect(await header()).toMatchObject({ isMissing: false, rootPath: now, name: 'moved' })
  expect((await api.call('drift.read', { reviewId })).files).toEqual([])
  await backend.analyse(reviewId)
  expect(await api.call('findings.list', { reviewId })).toEqual(before)
  await backend.close()

  const again = startBackend({ dataFolder })
  expect(again.backend.openPath(now)).toEqual({ reviewId })
  // What comes to the old place is another project.
  mkdirSync(old)
  writeFileSync(join(old, 'app.py'), 'x = 1\n')
  const other = again.backend.openPath(old)
  expect(other.reviewId).not.toBe(reviewId)
  expect(await again.api.call('findings.list', other)).toEqual([])
  expect(again.backend.openPath(old)).toEqual(other)
})

test('a folder with none of its files is refused', async () => {
  const { around, old, now, reviewId, backend, header } = await aMovedFolder()
  renameSync(old, now)
  expect(() => backend.locate(reviewId, join(around, 'nowhere'))).toThrow(/nothing at/)
  expect(() => backend.locate(reviewId, aFolderWith({ 'x.py': 'x = 1\n' }))).toThrow(
    /none of the files/,
  )
  expect((await header()).rootPath).toBe(old)
})
