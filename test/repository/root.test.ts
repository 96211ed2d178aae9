import { spawnSync } from 'node:child_process'
import { realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveRoot } from '../../electron/repository/root.ts'
import { aFolderWith } from '../support/folders.ts'

function aTree(): string {
  const root = realpathSync(aFolderWith({ 'src/app.py': '', 'notes.txt': '' }))
  symlinkSync('src', join(root, 'link'))
  symlinkSync('missing', join(root, 'dangling'))
  symlinkSync('loop', join(root, 'loop'))
  spawnSync('mkfifo', [join(root, 'pipe')])
  return root
}

test('a folder, a file and a link to a folder are taken by their real paths', () => {
  const root = aTree()
  const src = join(root, 'src')
  expect([src, `${src}/`, join(root, 'link'), join(src, 'app.py')].map(resolveRoot)).toEqual([
    { path: src, onlyPath: '', name: 'src' },
    { path: src, onlyPath: '', name: 'src' },
    { path: src, onlyPath: '', name: 'src' },
    { path: src, onlyPath: 'app.py', name: 'app.py' },
  ])
})

test.each([
  ['missing', 'path-missing'],
  ['src/app.py/x', 'path-missing'],
  ['dangling', 'path-missing'],
  ['loop', 'path-not-usable'],
  ['pipe', 'path-not-usable'],
  ['notes.txt', 'no-python'],
  ['a\0b', 'path-not-usable'],
])('%s is refused as %s, with what to do next', (path, code) => {
  const root = aTree()
  expect(() => resolveRoot(join(root, path))).toThrow(
    expect.objectContaining({ code, nextStep: expect.stringMatching(/\w+ .+\.$/) }),
  )
})

test('a device is refused', () => {
  expect(() => resolveRoot('/dev/zero')).toThrow(
    expect.objectContaining({ code: 'path-not-usable' }),
  )
})
