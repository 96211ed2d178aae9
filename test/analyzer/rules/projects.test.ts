// Whole small projects, each read with all rules of the default profile at once. Every finding is
// marked in its line (`#! rule-id, rule-id`), so a project without marks is one where nothing is wrong.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { pythonFiles } from '../../../build/bench/corpus.ts'
import { analyze } from '../support/analyze.ts'

const PROJECTS = join(import.meta.dirname, '../../projects')
const MARK = /[ \t]*#! ([a-z0-9-]+(?:, [a-z0-9-]+)*)$/

/** The sources without marks by path, and what the marks say as `path:line rule-id`. */
function readProject(name: string) {
  const root = join(PROJECTS, name)
  const expected: string[] = []
  const files = pythonFiles(root).map((file) => {
    const path = relative(root, file)
    const lines = readFileSync(file, 'utf8').split('\n')
    const text = lines.map((line, at) => {
      const rules = MARK.exec(line)?.[1]?.split(', ') ?? []
      expected.push(...rules.map((rule) => `${path}:${at + 1} ${rule}`))
      return line.replace(MARK, '')
    })
    return [path, text.join('\n')] as const
  })
  return { files: Object.fromEntries(files), expected: expected.toSorted() }
}

test.each(readdirSync(PROJECTS))('%s: what is marked is reported, and nothing else', (name) => {
  const { files, expected } = readProject(name)
  const { findings } = analyze(files)
  const places = findings.map(
    ({ location, ruleId }) => `${location.path}:${location.range.startLine} ${ruleId}`,
  )
  expect(places.toSorted()).toEqual(expected)
})
