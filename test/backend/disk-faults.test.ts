// Whatever the disk does, a reader finds what was there before or the whole of what is new, nothing is
// left beside it, and the person is told what to do.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest'
import {
  type WrittenFile,
  writeOneFile,
  writePacketFolder,
} from '../../electron/backend/packet/packet-folder.ts'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const MANIFEST = JSON.stringify({ tool: { name: 'Lectern' }, files: [{ path: 'index.md' }] })
const OLD: readonly WrittenFile[] = [
  { path: 'index.md', content: 'old' },
  { path: 'manifest.json', content: MANIFEST },
]
/** Larger than the small disk, so that it is full in the middle. */
const LARGE = 'n'.repeat(600_000)
const NEW: readonly WrittenFile[] = [
  { path: 'index.md', content: 'new' },
  { path: 'findings.json', content: LARGE },
  { path: 'patches/01.patch', content: 'x' },
  { path: 'tests/test_a.py', content: 'x' },
  { path: 'manifest.json', content: MANIFEST },
]

interface Writer {
  readonly name: string
  /** What it writes, below a folder that is there. */
  readonly target: (folder: string) => string
  /** What was there before; nothing without it. */
  readonly before?: (target: string) => Promise<void>
  readonly write: (target: string) => Promise<void>
}

const WRITERS: readonly Writer[] = [
  {
    name: 'a packet in a new folder',
    target: (folder) => join(folder, 'packet'),
    write: (target) => writePacketFolder(target, NEW),
  },
  {
    name: 'a packet over an earlier one',
    target: (folder) => join(folder, 'packet'),
    before: (target) => writePacketFolder(target, OLD),
    write: (target) => writePacketFolder(target, NEW),
  },
  {
    name: 'a table in a new file',
    target: (folder) => join(folder, 'table.csv'),
    write: (target) => writeOneFile(target, LARGE),
  },
  {
    name: 'a table over an earlier one',
    target: (folder) => join(folder, 'table.csv'),
    before: async (target) => writeFileSync(target, 'old'),
    write: (target) => writeOneFile(target, LARGE),
  },
]

/** Everything below a folder, with what links lead to. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
      const path = join(folder, name)
      const stats = lstatSync(path)
      if (stats.isSymbolicLink()) return [[name, `link to ${readlinkSync(path)}`]]
      return stats.isFile() ? [[name, readFileSync(path, 'utf8')]] : []
    }),
  )
}

/** A disk of 256 kB of its own; only root can make one. */
function aSmallDisk(context: TestContext): string {
  const disk = aFolderWith()
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk])
  if (mount.status !== 0) return context.skip('only root can make a small disk')
  onTestFinished(() => {
    spawnSync('umount', [disk])
  })
  return disk
}

describe.each(WRITERS)('$name', ({ target: targetIn, before, write }) => {
  const prepared = async (folder: string) => {
    const target = targetIn(folder)
    await before?.(target)
    return target
  }

  test('is written whole', async () => {
    const folder = aFolderWith()
    await write(await prepared(folder))
    const large = Object.values(contents(folder)).filter((text) => text === LARGE)
    expect(large).toHaveLength(1)
    expect(Object.values(contents(folder))).not.toContain('old')
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('on a full disk leaves what was there', async (context) => {
    const disk = aSmallDisk(context)
    const target = await prepared(disk)
    const found = contents(disk)
    await expect(write(target)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('The disk is full'),
      nextStep: expect.stringContaining('Free some space'),
    })
    expect(contents(disk)).toEqual(found)
  })

  test('in a folder that may not be written to leaves what was there', async (context) => {
    const isRoot = process.getuid?.() === 0
    const folder = isRoot ? aSmallDisk(context) : aFolderWith()
    const target = await prepared(folder)
    const found = contents(folder)
    if (isRoot) spawnSync('mount', ['-o', 'remount,ro', folder])
    else {
      for (const path of [folder, target].filter(existsSync)) chmodSync(path, 0o500)
      onTestFinished(() => {
        for (const path of [folder, target].filter(existsSync)) chmodSync(path, 0o700)
      })
    }
    await expect(write(target)).rejects.toMatchObject({
      code: 'export-failed',
      message: expect.stringContaining('may not write'),
      nextStep: expect.stringContaining('Choose a folder'),
    })
    expect(contents(folder)).toEqual(found)
  })

  test('where a link stands leaves the link and what it leads to', async () => {
    const elsewhere = aFolderWith({ mine: 'mine', 'index.md': 'mine' })
    const folder = aFolderWith()
    const target = targetIn(folder)
    const isFolder = !target.endsWith('.csv')
    symlinkSync(isFolder ? elsewhere : join(elsewhere, 'mine'), target)
    const found = [contents(folder), contents(elsewhere)]
    await expect(write(target)).rejects.toMatchObject({
      code: 'export-failed',
      nextStep: expect.stringMatching(/^Choose /),
    })
    expect([contents(folder), contents(elsewhere)]).toEqual(found)
  })

  test('where something else stands leaves it', async () => {
    const folder = aFolderWith()
    const target = targetIn(folder)
    if (target.endsWith('.csv')) mkdirSync(target)
    else writeFileSync(target, 'mine')
    const found = contents(folder)
    await expect(write(target)).rejects.toMatchObject({
      code: 'export-failed',
      nextStep: expect.stringMatching(/^Choose /),
    })
    expect(contents(folder)).toEqual(found)
  })

  test('in a folder that is gone is refused and makes no half of it', async () => {
    const folder = aFolderWith()
    const target = join(targetIn(folder), 'a'.repeat(300), 'packet')
    await expect(write(target)).rejects.toMatchObject({
      code: 'export-failed',
      nextStep: expect.stringMatching(/^Choose /),
    })
    expect(Object.values(contents(folder))).toEqual([])
  })
})

/** The same files, but while the third is taken something happens. */
function interrupted(happens: () => void): readonly WrittenFile[] {
  return NEW.map((file, at) => ({
    path: file.path,
    get content() {
      if (at === 2) happens()
      return file.content
    },
  }))
}

test.each([
  ['a new packet', undefined],
  ['an earlier packet', OLD],
] as const)(
  '%s that is pulled away while it is written is told of, and no half is left',
  async (_, old) => {
    const folder = aFolderWith()
    const target = join(folder, 'packet')
    if (old !== undefined) await writePacketFolder(target, old)
    const files = interrupted(() => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    })
    await expect(writePacketFolder(target, files)).rejects.toMatchObject({ code: 'export-failed' })
    expect(contents(folder)).toEqual({})
  },
)

test('a folder that somebody else fills meanwhile stays theirs', async () => {
  const folder = aFolderWith()
  const target = join(folder, 'packet')
  const files = interrupted(() => {
    mkdirSync(target)
    writeFileSync(join(target, 'theirs'), 'theirs')
  })
  await expect(writePacketFolder(target, files)).rejects.toMatchObject({
    code: 'export-failed',
    nextStep: expect.stringContaining('Try again'),
  })
  expect(contents(folder)).toEqual({ 'packet/theirs': 'theirs' })
})

test('an export on a full disk is no export of the record, and the review goes on', async (context) => {
  const disk = aSmallDisk(context)
  const { api, backend, review } = startBackend()
  const reviewId = await review(aFolderWith({ 'a.py': 'def run(text):\n    return eval(text)\n' }))
  const { targetId } = backend.grantTarget(join(disk, 'packet'))
  await expect(api.call('exports.create', { reviewId, targetId })).rejects.toMatchObject({
    code: 'disk-full',
  })
  expect(readdirSync(disk)).toEqual([])
  expect(() => backend.packetFolder(reviewId)).toThrow(/No packet was exported/)
  const table = join(disk, 'table.csv')
  await backend.writeTable(reviewId, [1], table)
  expect(readFileSync(table, 'utf8')).toContain('"number"')
  const { folder } = await api.call('exports.create', { reviewId })
  expect(readdirSync(dirname(folder)).filter((name) => name.endsWith('.new'))).toEqual([])
})
