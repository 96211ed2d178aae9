import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type WrittenFile, writePacketFolder } from '../../electron/backend/packet/packet-folder.ts'

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-packet-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  )
}

function aPacket(files: Record<string, string>): WrittenFile[] {
  const manifest = {
    tool: { name: 'Lectern' },
    files: Object.keys(files).map((path) => ({ path })),
  }
  const all = { ...files, 'manifest.json': JSON.stringify(manifest) }
  return Object.entries(all).map(([path, content]) => ({ path, content }))
}

test('a new folder holds exactly the packet', async () => {
  const target = join(aFolder(), 'new', 'packet')
  await writePacketFolder(target, [
    { path: 'index.md', content: 'é' },
    { path: 'patches/01.patch', content: 'x' },
  ])
  expect(contents(join(target, '..'))).toEqual({
    'packet/index.md': 'é',
    'packet/patches/01.patch': 'x',
  })
})

test('an earlier packet is replaced, its stale files go, files of others stay', async () => {
  const target = aFolder()
  writeFileSync(join(target, 'mine.txt'), 'kept')
  await writePacketFolder(target, aPacket({ 'index.md': 'old', 'patches/01.patch': 'old' }))
  await writePacketFolder(target, aPacket({ 'index.md': 'new' }))
  const { 'manifest.json': _, ...rest } = contents(target)
  expect(rest).toEqual({ 'index.md': 'new', 'mine.txt': 'kept' })
})

test('a manifest of someone else removes nothing', async () => {
  const target = aFolder()
  writeFileSync(join(target, 'manifest.json'), '{"files":[{"path":"mine.txt"}]}')
  writeFileSync(join(target, 'mine.txt'), 'kept')
  await writePacketFolder(target, aPacket({ 'index.md': 'new' }))
  expect(contents(target)['mine.txt']).toBe('kept')
})

test.each([
  ['the target is a link', (folder: string) => symlinkSync('/tmp', join(folder, 'packet'))],
  ['the target is a file', (folder: string) => writeFileSync(join(folder, 'packet'), 'mine')],
  [
    'a folder inside is a link',
    (folder: string) => {
      mkdirSync(join(folder, 'packet'))
      symlinkSync('/tmp', join(folder, 'packet', 'patches'))
    },
  ],
  [
    'a file inside is a link',
    (folder: string) => {
      mkdirSync(join(folder, 'packet'))
      symlinkSync('/tmp/elsewhere', join(folder, 'packet', 'index.md'))
    },
  ],
])('nothing is written when %s', async (_, prepare) => {
  const folder = aFolder()
  prepare(folder)
  const packet = [
    { path: 'patches/01.patch', content: 'x' },
    { path: 'index.md', content: 'new' },
  ]
  await expect(writePacketFolder(join(folder, 'packet'), packet)).rejects.toMatchObject({
    code: 'export-failed',
    nextStep: expect.stringMatching(/Choose/),
  })
  expect(existsSync('/tmp/01.patch') || existsSync('/tmp/elsewhere')).toBe(false)
})
