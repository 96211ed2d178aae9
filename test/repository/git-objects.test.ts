import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseCommit, parseTree } from '../../electron/repository/git-commits.ts'
import { GitDataError } from '../../electron/repository/git-failure.ts'
import { parting } from '../../electron/repository/git-history.ts'
import { parseIndex } from '../../electron/repository/git-index.ts'
import { applyDelta, inflate } from '../../electron/repository/git-pack.ts'
import { parsePackIndex } from '../../electron/repository/git-pack-index.ts'
import { commitOf, openGitRepository } from '../../electron/repository/git-repository.ts'
import { filesOfTree, treeChanges } from '../../electron/repository/git-trees.ts'
import { aFolderWith } from '../support/folders.ts'
import { aGitFolder, commitFiles, git } from '../support/git-repositories.ts'

function opened(root: string) {
  const repository = openGitRepository(root)
  if (repository === undefined) throw new Error(`${root} is in no repository.`)
  return repository
}

/** Every file of a commit with its content, as the product reads it and as Git does. */
function contents(root: string, revision: string): Readonly<Record<string, string>> {
  const repository = opened(root)
  const files = filesOfTree(repository.readTree, commitOf(repository, revision).tree)
  const found = [...files].map(([path, { id }]) => [
    path,
    repository.objects.read(id).bytes.toString('utf8'),
  ])
  repository.close()
  return Object.fromEntries(found)
}

function aLongFile(changed: number): string {
  return Array.from({ length: 400 }, (_, at) => `line ${at} ${at === changed ? 'x' : ''}\n`).join(
    '',
  )
}

test.each(['sha1', 'sha256'])('a repository that uses %s is read, loose and packed', (format) => {
  const root = aGitFolder({ 'a.py': aLongFile(0), 'p/b.py': 'b\n' }, `--object-format=${format}`)
  for (let round = 1; round < 30; round += 1) {
    commitFiles(root, `round ${round}`, { 'a.py': aLongFile(round) })
  }
  git(root, 'tag', '-am', 'five', 'v5', 'HEAD~24')
  for (const form of ['loose', 'packed', 'with an object too many']) {
    if (form === 'packed') git(root, 'gc', '-q', '--aggressive', '--prune=now')
    if (form === 'with an object too many') commitFiles(root, 'last', { 'c.py': 'c\n' })
    expect(contents(root, 'v5')['a.py'], form).toBe(aLongFile(5))
    expect(contents(root, 'main~1')['p/b.py'], form).toBe('b\n')
    const id = git(root, 'rev-parse', 'HEAD')
    expect(commitOf(opened(root), id.slice(0, 8)).id, form).toBe(id)
  }
})

test('what a commit says is read, in whatever encoding and with whatever name', () => {
  const root = aGitFolder({ 'a.py': '' })
  git(
    root,
    '-c',
    'i18n.commitEncoding=ISO-8859-1',
    '-c',
    'user.name=<b>\u202eevil',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    'hei\n\nbody',
  )
  const commit = commitOf(opened(root), 'HEAD')
  expect(commit.message).toBe('hei\n\nbody')
  expect(commit.parents).toEqual([git(root, 'rev-parse', 'HEAD~1')])
  expect(commit.time).toBe(Number(git(root, 'log', '-1', '--format=%at')))
})

test('a worktree, a submodule and a folder inside of a repository are read', () => {
  const root = aGitFolder({ 'a.py': 'a\n', 'p/b.py': 'b\n' })
  const base = realpathSync(aFolderWith())
  git(root, 'worktree', 'add', '-q', '-b', 'side', join(base, 'tree'))
  expect(contents(join(base, 'tree'), 'HEAD')).toEqual({ 'a.py': 'a\n', 'p/b.py': 'b\n' })
  const outer = aGitFolder({ 'c.py': 'c\n' })
  git(outer, 'submodule', '--quiet', 'add', root, 'sub')
  expect(contents(join(outer, 'sub'), 'main')).toHaveProperty('a.py')
  expect(opened(join(root, 'p')).prefix).toEqual(['p'])
})

test.each<[string, RegExp, (root: string) => void]>([
  [
    'a shallow clone',
    /shallow clone/,
    (root) => {
      const from = aGitFolder({ 'a.py': '' })
      commitFiles(from, 'second')
      rmSync(join(root, '.git'), { recursive: true })
      git(root, 'clone', '-q', '--depth', '1', `file://${from}`, 'clone')
      renameSync(join(root, 'clone/.git'), join(root, '.git'))
    },
  ],
  [
    'objects borrowed from elsewhere',
    /borrows objects/,
    (root) => {
      const other = aGitFolder({ 'a.py': 'other\n' })
      rmSync(join(root, '.git/objects'), { recursive: true })
      mkdirSync(join(root, '.git/objects/info'), { recursive: true })
      writeFileSync(join(root, '.git/objects/info/alternates'), `${other}/.git/objects\n`)
    },
  ],
  [
    'a partial clone',
    /partial clone/,
    (root) => {
      git(root, 'config', 'extensions.partialClone', 'origin')
      rmSync(join(root, '.git/objects'), { recursive: true })
    },
  ],
  [
    'an object folder that is a link',
    /missing/,
    (root) => {
      const other = aGitFolder({ 'a.py': '' })
      rmSync(join(root, '.git/objects'), { recursive: true })
      symlinkSync(join(other, '.git/objects'), join(root, '.git/objects'))
    },
  ],
  [
    'a pack that is a link',
    /link/,
    (root) => {
      git(root, 'gc', '-q')
      const folder = join(root, '.git/objects/pack')
      for (const name of readdirSync(folder)) {
        renameSync(join(folder, name), join(root, name))
        symlinkSync(join(root, name), join(folder, name))
      }
    },
  ],
  [
    'a cut pack',
    /damaged/,
    (root) => {
      git(root, 'gc', '-q')
      const folder = join(root, '.git/objects/pack')
      for (const name of readdirSync(folder).filter((one) => one.endsWith('.pack'))) {
        const bytes = readFileSync(join(folder, name))
        rmSync(join(folder, name))
        writeFileSync(join(folder, name), bytes.subarray(0, 40))
      }
    },
  ],
  [
    'an object that unpacks to more than memory',
    /more than 64 MB/,
    (root) => {
      const id = git(root, 'rev-parse', 'HEAD')
      const file = join(root, `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`)
      rmSync(file)
      writeFileSync(file, deflateSync(Buffer.alloc(200 * 1024 * 1024)))
    },
  ],
  [
    'a hash that nobody knows',
    /hash that is not known/,
    (root) => {
      appendFileSync(join(root, '.git/config'), '[extensions]\n\tobjectFormat = sha3\n')
    },
  ],
  [
    'refs in another form',
    /reftable/,
    (root) => {
      appendFileSync(join(root, '.git/config'), '[extensions]\n\trefStorage = reftable\n')
    },
  ],
  [
    'a branch without a commit',
    /no commit yet/,
    (root) => {
      git(root, 'checkout', '-q', '--orphan', 'empty')
    },
  ],
  [
    'refs that go in circles',
    /no commit yet/,
    (root) => {
      writeFileSync(join(root, '.git/refs/heads/main'), 'ref: refs/heads/other\n')
      writeFileSync(join(root, '.git/refs/heads/other'), 'ref: refs/heads/main\n')
    },
  ],
])('%s is told in a sentence', (_, sentence, spoil) => {
  const root = aGitFolder({ 'a.py': 'a\n' })
  spoil(root)
  const ask = () => {
    const repository = opened(root)
    commitOf(repository, /shallow/.test(sentence.source) ? 'HEAD~1' : 'HEAD')
  }
  expect(ask).toThrow(sentence)
})

test('a tree that holds itself many times, and a commit that is its own parent, come to an end', () => {
  const root = aGitFolder({ 'a.py': 'a\n' })
  const write = (id: string, type: string, bytes: Buffer) => {
    mkdirSync(join(root, `.git/objects/${id.slice(0, 2)}`), { recursive: true })
    const head = Buffer.from(`${type} ${bytes.length}\0`)
    const file = join(root, `.git/objects/${id.slice(0, 2)}/${id.slice(2)}`)
    writeFileSync(file, deflateSync(Buffer.concat([head, bytes])))
  }
  const [tree, commit] = ['ab'.repeat(20), 'cd'.repeat(20)]
  const entries = ['x', 'y', 'z'].map((name) =>
    Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(tree, 'hex')]),
  )
  write(tree, 'tree', Buffer.concat(entries))
  const person = 'a <a@example.org> 1700000000 +0000'
  const text = `tree ${tree}\nparent ${commit}\nauthor ${person}\ncommitter ${person}\n\nloop\n`
  write(commit, 'commit', Buffer.from(text))
  writeFileSync(join(root, '.git/refs/heads/loop'), `${commit}\n`)
  const repository = opened(root)
  const looping = commitOf(repository, 'loop~5')
  expect(() => filesOfTree(repository.readTree, looping.tree)).toThrow(/more files, or deeper/)
  expect(() => treeChanges(repository.readTree, looping.tree, undefined)).toThrow(/deeper folders/)
  const main = commitOf(repository, 'main')
  const { base } = parting(repository.readCommit, main.id, commit, () => true)
  expect(base).toBeUndefined()
})

test('a tree cannot name what lies above it', () => {
  const id = Buffer.alloc(20, 1)
  const names = ['..', '.git', 'a/b', '', 'good.py']
  const bytes = names.map((name) => Buffer.concat([Buffer.from(`100644 ${name}\0`), id]))
  expect(parseTree(Buffer.concat(bytes), 20).map(({ name }) => name)).toEqual(['good.py'])
})

test('rubbish is refused and nothing else happens', () => {
  const readers: readonly ((bytes: Buffer) => unknown)[] = [
    (bytes) => parsePackIndex(bytes, 20).offsetOf(Buffer.alloc(20)),
    (bytes) => parseTree(bytes, 20),
    (bytes) => parseCommit('0'.repeat(40), bytes, false),
    (bytes) => parseIndex(bytes, 20),
    (bytes) => applyDelta(Buffer.from('base'), bytes),
    (bytes) => inflate(bytes, 100),
  ]
  const index = Buffer.concat([Buffer.from('ff744f6300000002', 'hex'), Buffer.alloc(1_100, 0xff)])
  const rubbish = fc.uint8Array({ maxLength: 1_500 }).map((bytes) => Buffer.from(bytes))
  fc.assert(
    fc.property(fc.oneof(rubbish, fc.constant(index)), (bytes) => {
      for (const read of readers) {
        try {
          read(bytes)
        } catch (error) {
          if (!(error instanceof GitDataError)) throw error
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a pack in which any byte was changed is read or refused, and never for long', () => {
  const root = aGitFolder({ 'a.py': aLongFile(0) })
  for (let round = 1; round < 8; round += 1) {
    commitFiles(root, `round ${round}`, { 'a.py': aLongFile(round) })
  }
  git(root, 'gc', '-q', '--aggressive', '--prune=now')
  const folder = join(root, '.git/objects/pack')
  const packs = readdirSync(folder).filter((name) => /\.(?:pack|idx)$/.test(name))
  for (const name of packs) {
    const file = join(folder, name)
    const bytes = readFileSync(file)
    rmSync(file)
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 150)) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x55
      writeFileSync(file, changed)
      try {
        contents(root, 'HEAD~6')
      } catch (error) {
        expect(error, `${name} ${at}`).toHaveProperty('message')
        expect(error).not.toBeInstanceOf(RangeError)
        expect(error).not.toBeInstanceOf(TypeError)
      }
    }
    writeFileSync(file, bytes)
  }
  expect(contents(root, 'HEAD~6')['a.py']).toBe(aLongFile(1))
})
