import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fold } from '../../electron/backend/search/matcher.ts'
import { openSearchIndex } from '../../electron/store/search-index.ts'
import { aFolderWith } from '../support/folders.ts'

const LIBRARY = '/usr/lib/python3.11'

const TEXTS = ['asyncio', 'json', 'http', 'concurrent/futures'].flatMap((folder) =>
  readdirSync(join(LIBRARY, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => {
      const text = readFileSync(join(LIBRARY, folder, name), 'utf8')
      return { key: `${folder}/${name}`, text, folded: fold(text) }
    }),
)

function anIndex(file: string) {
  const index = openSearchIndex(file, undefined)
  onTestFinished(() => index.close())
  return index
}

test('no text that holds the words is left out, and few others are kept in', () => {
  const file = join(aFolderWith(), 'search', 'index.sqlite')
  const index = anIndex(file)
  index.add([
    ...TEXTS,
    { key: 'crab', text: 'wäit 🦀🦀🦀 "q" 在庫表', folded: 'wäit 🦀🦀🦀 "q" 在庫表' },
  ])
  for (const words of [['call_soon'], ['loop', 'future'], ['"""'], ['self._loop'], ['xyzzy']]) {
    const found = index.candidates(words)
    const holding = TEXTS.filter(({ folded }) => words.every((word) => folded.includes(word)))
    expect([...(found ?? [])]).toEqual(expect.arrayContaining(holding.map(({ key }) => key)))
    expect(found?.size).toBeLessThanOrEqual(holding.length + TEXTS.length / 4)
  }
  expect([...(index.candidates(['🦀🦀🦀']) ?? [])]).toEqual(['crab'])
  expect([...(index.candidates(['在庫表']) ?? [])]).toEqual(['crab'])
  for (const tooShort of ['ab', '在庫', '\ud83e\ud83e\ud83e', 'a\0b']) {
    expect(index.candidates([tooShort])).toBeUndefined()
  }
  expect(index.read('asyncio/tasks.py')).toBe(
    readFileSync(join(LIBRARY, 'asyncio/tasks.py'), 'utf8'),
  )
  const source = TEXTS.reduce((sum, { text }) => sum + text.length, 0)
  expect(statSync(file).size).toBeLessThan(source)
})

test('what is removed is found no more, and what is kept is there when it is opened again', () => {
  const file = join(aFolderWith(), 'index.sqlite')
  const first = openSearchIndex(file, undefined)
  first.add(TEXTS.slice(0, 3))
  const [{ key } = { key: '' }] = TEXTS
  first.remove([key])
  first.close()
  const second = anIndex(file)
  expect(second.keys()).toEqual(new Set(TEXTS.slice(1, 3).map((text) => text.key)))
  expect(second.candidates(['import'])?.has(key)).toBe(false)
  expect(second.read(key)).toBeUndefined()
})

test('a damaged index is made anew', () => {
  const file = join(aFolderWith(), 'index.sqlite')
  writeFileSync(file, 'This is no database. '.repeat(400))
  const index = anIndex(file)
  index.add(TEXTS.slice(0, 1))
  expect(index.keys().size).toBe(1)
})
