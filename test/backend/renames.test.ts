import { expect, test } from 'vitest'
import { renamesOf } from '../../electron/backend/anchors/renames.ts'

const lines = (name: string, count = 8) =>
  Array.from({ length: count }, (_, index) => `${name}_${index} = ${index}`)

function aFile(path: string, text: readonly string[]) {
  const shown = text.join('\n')
  return { path, lines: text, shown, sha256: shown, bytes: Buffer.from(shown) }
}
const became = (missing: ReturnType<typeof aFile>[], news: ReturnType<typeof aFile>[]) =>
  [...renamesOf(missing, news)].map(([path, file]) => `${path} -> ${file.path}`).sort()

test('a file with another name is found by what stands in it, also when it was edited', () => {
  const news = [
    aFile('new/edited.py', [...lines('b').slice(0, 6), 'c = 1', 'd = 2']),
    aFile('new/same.py', lines('a')),
    aFile('new/other.py', lines('z')),
  ]
  expect(became([aFile('a.py', lines('a')), aFile('b.py', lines('b'))], news)).toEqual([
    'a.py -> new/same.py',
    'b.py -> new/edited.py',
  ])
})

test('of two copies the one with the same name is it, and each is taken once', () => {
  const news = [aFile('y/other.py', lines('a')), aFile('x/a.py', lines('a'))]
  expect(became([aFile('a.py', lines('a'))], news)).toEqual(['a.py -> x/a.py'])
  expect(became([aFile('a.py', lines('a')), aFile('c.py', lines('a'))], news)).toEqual([
    'a.py -> x/a.py',
    'c.py -> y/other.py',
  ])
})

test('files with little in common or little in them are not taken for one another', () => {
  expect(became([aFile('a.py', lines('a'))], [aFile('b.py', lines('b'))])).toEqual([])
  expect(became([aFile('a.py', ['', 'x = 1'])], [aFile('b.py', ['x = 1'])])).toEqual([])
})

test('a tree that was moved as a whole is found by names and contents', () => {
  const names = Array.from({ length: 300 }, (_, index) => `m${index}`)
  const missing = names.map((name) => aFile(`old/${name}.py`, lines(name)))
  const news = names.map((name) => aFile(`new/${name}.py`, [...lines(name), `# ${name}`]))
  expect(became(missing, news)).toHaveLength(300)
})
