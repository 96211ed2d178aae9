import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const FOUND = 'try:\n    work()\nexcept Exception:\n    pass\n'

async function aReviewedFolder() {
  const folder = aFolderWith({ 'found.py': FOUND, 'clean.py': 'x = 1\n', 'bin.py': '\0' })
  const at = startBackend()
  const reviewId = await at.review(folder)
  const read = (path: string) => at.api.call('sources.read', { reviewId, path })
  return { ...at, folder, reviewId, read }
}

test('an unchanged file is shown as it is', async () => {
  const { read } = await aReviewedFolder()
  expect(await read('found.py')).toEqual({ path: 'found.py', text: FOUND, drift: 'same' })
  expect(await read('clean.py')).toEqual({ path: 'clean.py', text: 'x = 1\n', drift: 'same' })
})

test('after an edit the analysed text is shown with a notice', async () => {
  const { read, folder } = await aReviewedFolder()
  await read('clean.py')
  for (const name of ['found.py', 'clean.py']) writeFileSync(join(folder, name), 'other = 2\n')
  expect(await read('found.py')).toMatchObject({ text: FOUND, drift: 'changed' })
  expect(await read('clean.py')).toMatchObject({ text: 'x = 1\n', drift: 'changed' })
})

test('a file that has gone is shown as it was analysed', async () => {
  const { read, folder } = await aReviewedFolder()
  rmSync(join(folder, 'found.py'))
  rmSync(join(folder, 'clean.py'))
  expect(await read('found.py')).toMatchObject({ text: FOUND, drift: 'missing' })
  expect(await read('clean.py')).toMatchObject({ text: '', drift: 'missing' })
})

test('a file that was edited before anyone looked at it is shown as it is now, and says so', async () => {
  const { read, folder } = await aReviewedFolder()
  writeFileSync(join(folder, 'clean.py'), 'other = 2\n')
  expect(await read('clean.py')).toEqual({
    path: 'clean.py',
    text: 'other = 2\n',
    drift: 'changed',
    notice: expect.stringContaining('as it is now'),
  })
})

test('what was not analysed is shown with the reason', async () => {
  const { read } = await aReviewedFolder()
  expect(await read('bin.py')).toMatchObject({ text: '', notice: expect.stringMatching(/NUL/) })
})

test('only files of the review can be read', async () => {
  const { read, folder } = await aReviewedFolder()
  const outside = aFolderWith({ 'secret.txt': 'secret' })
  rmSync(join(folder, 'clean.py'))
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'clean.py'))
  for (const path of ['../secret.txt', '/etc/passwd', join(outside, 'secret.txt'), '.gitignore']) {
    await expect(read(path), path).rejects.toMatchObject({ code: 'not-found' })
  }
  expect((await read('clean.py')).text).toBe('')
})

test('a review whose folder has gone can still be read', async () => {
  const { folder, dataFolder, backend, reviewId } = await aReviewedFolder()
  await backend.close()
  rmSync(folder, { recursive: true })
  const again = startBackend({ dataFolder })
  expect(await again.api.call('reviews.recents', {})).toMatchObject([
    { recentId: reviewId, isMissing: true },
  ])
  await again.api.call('reviews.openRecent', { recentId: reviewId })
  expect(await again.api.call('sources.read', { reviewId, path: 'found.py' })).toMatchObject({
    text: FOUND,
    drift: 'missing',
  })
  await expect(again.api.call('analysis.start', { reviewId })).rejects.toMatchObject({
    code: 'path-missing',
  })
})
