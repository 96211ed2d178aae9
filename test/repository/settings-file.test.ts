import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRepositorySettings } from '../../electron/repository/settings-file.ts'
import { aFolderWith } from '../support/folders.ts'

const LECTERN = `
profile = "security"
disable = ["todo-comment"]

[severities]
broad-except = "low"

[thresholds]
complexity = 20

[[paths]]
paths = ["legacy/**"]
disable = ["broad-except"]
`
const SETTINGS = {
  profile: 'security',
  disable: ['todo-comment'],
  severities: { 'broad-except': 'low' },
  thresholds: { complexity: 20 },
  overrides: [{ paths: ['legacy/**'], disable: ['broad-except'] }],
}

test('lectern.toml says which rules run, how severe they are, and where', () => {
  expect(readRepositorySettings(aFolderWith({ 'lectern.toml': LECTERN }))).toEqual({
    path: 'lectern.toml',
    settings: SETTINGS,
    problems: [],
  })
})

test('the table of pyproject.toml says the same', () => {
  const table = LECTERN.replaceAll(/^\[+(.*?)\]+$/gm, (line, name: string) =>
    line.replace(name, `tool.lectern.${name}`),
  )
  const text = `[project]\nname = "x"\n[tool.lectern]\n${table}`
  expect(readRepositorySettings(aFolderWith({ 'pyproject.toml': text }))).toEqual({
    path: 'pyproject.toml',
    settings: SETTINGS,
    problems: [],
  })
})

test.for([
  ['without files', {}],
  ['with a pyproject.toml of others', { 'pyproject.toml': '[tool.ruff]\nline-length = 100\n' }],
  ['with a pyproject.toml that is broken', { 'pyproject.toml': '[tool' }],
])('a repository %s sets nothing', ([, files]) => {
  expect(readRepositorySettings(aFolderWith(files as Record<string, string>))).toBeUndefined()
})

test.for([
  ['is not TOML', 'profile = ', /Line 1 is not valid TOML/],
  ['has an unknown key', 'run = "rm -rf /"', /Unrecognized key/],
  ['has a wrong value', 'profile = "all"', /profile: Invalid option/],
  ['names an unknown rule', 'disable = ["no-such"]', /There is no rule 'no-such'/],
  ['is too large', `#${'x'.repeat(300_000)}`, /It was not read: The file has/],
])('a lectern.toml that %s is passed over with a sentence', ([, text, problem]) => {
  const found = readRepositorySettings(aFolderWith({ 'lectern.toml': text as string }))
  expect(found?.problems.join(' ')).toMatch(problem as RegExp)
})

test('a link is not followed', () => {
  const root = aFolderWith()
  const outside = aFolderWith({ 'lectern.toml': LECTERN })
  symlinkSync(join(outside, 'lectern.toml'), join(root, 'lectern.toml'))
  expect(readRepositorySettings(root)).toMatchObject({ settings: {} })
})
