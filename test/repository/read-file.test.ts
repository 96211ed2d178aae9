import { spawnSync } from 'node:child_process'
import { mkdirSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameToText, textToBytes } from '../../electron/repository/path-text.ts'
import { readFileInside } from '../../electron/repository/read-file.ts'
import { aFolderWith } from '../support/folders.ts'

function issueOf(root: string, path: string, maxBytes = 1_000): string {
  const outcome = readFileInside(realpathSync(root), path, maxBytes)
  return Buffer.isBuffer(outcome) ? outcome.toString('latin1') : outcome.issue
}

test('a regular file is read as it is', () => {
  const bytes = Buffer.from([0, 255, 13, 10, 65])
  expect(issueOf(aFolderWith({ 'a/b.py': bytes }), 'a/b.py')).toBe(bytes.toString('latin1'))
})

test('what is not a regular file below the root is named and not read', () => {
  const outside = aFolderWith({ 'secret.py': 'secret' })
  const root = aFolderWith({ 'a.py': 'x', 'big.py': 'x'.repeat(1_001) })
  symlinkSync(join(outside, 'secret.py'), join(root, 'link.py'))
  symlinkSync(outside, join(root, 'folder'))
  mkdirSync(join(root, 'd.py'))
  spawnSync('mkfifo', [join(root, 'pipe.py')])
  writeFileSync(join(root, 'sparse.py'), '')
  truncateSync(join(root, 'sparse.py'), 1024 ** 3)
  expect(
    [
      'link.py',
      'folder/secret.py',
      '../secret.py',
      'd.py',
      'pipe.py',
      'big.py',
      'sparse.py',
      'none.py',
      'a.py/b.py',
    ].map((path) => [path, issueOf(root, path)]),
  ).toEqual([
    ['link.py', 'symbolic-link'],
    ['folder/secret.py', 'symbolic-link'],
    ['../secret.py', 'changed-during-analysis'],
    ['d.py', 'not-regular-file'],
    ['pipe.py', 'not-regular-file'],
    ['big.py', 'too-large'],
    ['sparse.py', 'too-large'],
    ['none.py', 'changed-during-analysis'],
    ['a.py/b.py', 'changed-during-analysis'],
  ])
})

test('a path that climbs out of the root is refused', () => {
  const parent = aFolderWith({ 'secret.py': 'secret', 'root/a.py': '' })
  expect(issueOf(join(parent, 'root'), '../secret.py')).toBe('symbolic-link')
})

test('a file that is swapped for a link between looking and opening never leaks', async () => {
  const outside = aFolderWith({ 'secret.py': 'secret' })
  const root = realpathSync(aFolderWith({ 'dir/a.py': 'mine', 'dir2/a.py': 'mine' }))
  symlinkSync(outside, join(root, 'evil'))
  symlinkSync(join(outside, 'secret.py'), join(outside, 'a.py'))
  const swapper = new Worker(
    `const { renameSync, symlinkSync, writeFileSync, unlinkSync } = require('node:fs')
     const { parentPort, workerData: { root, outside } } = require('node:worker_threads')
     let running = true
     parentPort.on('message', () => { running = false })
     function swap() {
       for (let index = 0; index < 50; index += 1) {
         writeFileSync(root + '/dir/n', 'mine'); renameSync(root + '/dir/n', root + '/dir/a.py')
         symlinkSync(outside + '/secret.py', root + '/dir/l'); renameSync(root + '/dir/l', root + '/dir/a.py')
         renameSync(root + '/dir2', root + '/dir3'); renameSync(root + '/evil', root + '/dir2')
         renameSync(root + '/dir2', root + '/evil'); renameSync(root + '/dir3', root + '/dir2')
       }
       if (running) setImmediate(swap); else parentPort.close()
     }
     swap()`,
    { eval: true, workerData: { root, outside } },
  )
  const outcomes = new Set<string>()
  for (let index = 0; index < 10_000; index += 1) {
    outcomes.add(issueOf(root, index % 2 === 0 ? 'dir/a.py' : 'dir2/a.py'))
    if (index % 100 === 0) await turn()
  }
  swapper.postMessage('stop')
  await new Promise((resolve) => swapper.once('exit', resolve))
  expect(outcomes).not.toContain('secret')
  expect([...outcomes], 'the race has to be lost at times').toContain('symbolic-link')
})

test('every name has one text, and the text leads back to the same bytes', () => {
  const name = fc.uint8Array({ minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(name, name, (one, other) => {
      const [first, second] = [Buffer.from(one), Buffer.from(other)]
      expect(textToBytes(nameToText(first)).equals(first)).toBe(true)
      expect(nameToText(first) === nameToText(second)).toBe(first.equals(second))
    }),
    { numRuns: 2_000 },
  )
})
