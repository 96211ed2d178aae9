import { expect, test } from 'vitest'
import { languageOf } from '../../renderer/review/languages.ts'

test.each([
  ['app/main.py', 'Python'],
  ['Tool.PYW', 'Python'],
  ['app/main.pyi', 'Python stub'],
  ['fast.pyx', 'Cython'],
  ['fast.pxd', 'Cython declarations'],
  ['notes.ipynb', 'Notebook'],
  ['pyproject.toml', 'Plain text'],
  ['folder.py/LICENSE', 'Plain text'],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language)
})
