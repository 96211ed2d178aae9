// The one test that holds for every rule. A rule comes under it by being registered.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { RULES } from '../../../analyzer/index.ts'
import { catalogueEntry } from '../../../analyzer/rules/catalogue.ts'
import type { Rule } from '../../../analyzer/rules/define.ts'
import { analyze } from '../support/analyze.ts'
import { applyFixes } from '../support/apply-fixes.ts'
import { casesOf, explain, fixedText, type RuleCase } from '../support/cases.ts'

const CASE_FOLDER = join(import.meta.dirname, '../../cases')
const RULE_FOLDER = join(import.meta.dirname, '../../../analyzer/rules')

function findingsOf(rule: Rule, files: Readonly<Record<string, string>>) {
  const result = analyze(files, { settings: { profile: 'picky', only: [rule.info.id] } })
  const broken = result.records.filter(({ state }) => state !== 'analysed')
  expect(broken, 'the case must be valid Python').toEqual([])
  expect(result.failures, 'the rule must not throw').toEqual([])
  return result.findings
}

const placeOf = ({ location }: { location: { path: string; range: { startLine: number } } }) =>
  `${location.path}:${location.range.startLine}`

test('every rule file is registered and every registered rule has its file', () => {
  const files = readdirSync(RULE_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[^/]+\/[^/]+\.ts$/.test(path))
    .toSorted()
  const registered = RULES.map(({ info }) => `${info.category}/${info.id}.ts`).toSorted()
  expect(registered).toEqual(files)
})

test('every folder of cases belongs to a rule of the catalogue', () => {
  const folders = existsSync(CASE_FOLDER) ? readdirSync(CASE_FOLDER) : []
  expect(folders.filter((id) => catalogueEntry(id) === undefined)).toEqual([])
})

describe.each(RULES.map((rule) => [rule.info.id, rule] as const))('%s', (id, rule) => {
  const cases = casesOf(rule)

  test('has its texts', () => {
    const { title, consequence, why, fix, effortHours, limits } = rule.info
    expect(title).toMatch(/^[A-Z`].{8,78}[^.]$/)
    expect(consequence).toMatch(/^[A-Z`][^\n]{30,250}\.$/)
    expect(why.length, '`why` explains what happens, in at least two sentences').toBeGreaterThan(
      150,
    )
    expect(fix.length, '`fix` says what to write instead').toBeGreaterThan(40)
    expect(effortHours.low).toBeGreaterThan(0)
    expect(effortHours.high).toBeGreaterThanOrEqual(effortHours.low)
    expect(limits.length, 'every rule has limits: say them').toBeGreaterThan(0)
    for (const sentence of [...rule.info.exemptions, ...limits]) {
      expect(sentence).toMatch(/^[A-Z`].*\.$/)
    }
  })

  test('has at least three marked and five quiet lines', () => {
    const marked = cases.reduce((sum, { expected }) => sum + expected.length, 0)
    const quiet = new Set(cases.flatMap(quietLines))
    expect(marked).toBeGreaterThanOrEqual(3)
    expect(quiet.size).toBeGreaterThanOrEqual(5)
    expect(rule.info.exemptions.length, 'name at least one exemption').toBeGreaterThan(0)
  })

  test.each(cases.map((example) => [example.name, example] as const))('%s', (name, example) => {
    if (name.startsWith('bad')) expect(example.expected, 'mark the lines with #!').not.toEqual([])
    else if (!name.startsWith('test/')) expect(example.expected, 'must be quiet').toEqual([])
    const findings = findingsOf(rule, example.files)
    const places = findings.map(placeOf).toSorted()
    const reported = findings.map((finding) => ({
      place: placeOf(finding),
      message: finding.message,
    }))
    expect(places, explain(example, reported)).toEqual(example.expected)
    for (const finding of findings) {
      const wanted = example.severities.get(placeOf(finding))
      if (wanted !== undefined) expect(finding.severity, placeOf(finding)).toBe(wanted)
    }
    for (const { message } of findings) expect(message).toMatch(/^[A-Z`'"].*[.)]$/s)
  })

  const fixable = cases.filter((example) =>
    findingsOf(rule, example.files).some(({ fixes }) => fixes.length > 0),
  )
  test.runIf(fixable.length > 0).each(fixable.map((example) => [example.name, example] as const))(
    'fixes of %s parse, report nothing again and change nothing twice',
    (name, example) => {
      const before = findingsOf(rule, example.files)
      const once = applyFixes(example.files, before)
      const unfixed = before.filter(({ fixes }) => fixes.length === 0)
      const isSketch = before.some(({ fixes }) => fixes[0]?.grade === 'sketch')
      const after = findingsOf(rule, once.files)
      const shown = Object.values(once.files).join('\n---\n')
      if (!isSketch) expect(after.length, shown).toBe(unfixed.length)
      const twice = applyFixes(
        once.files,
        after.filter(({ fixes }) => fixes.length > 0),
      )
      if (!isSketch) expect(twice.files).toEqual(once.files)
      const wanted = fixedText(rule, name)
      if (wanted !== undefined) expect(Object.values(once.files)).toEqual([wanted])
    },
  )

  test('says the same of code with CRLF line breaks', () => {
    for (const example of cases) {
      const files = Object.fromEntries(
        Object.entries(example.files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]),
      )
      expect(findingsOf(rule, files).map(placeOf).toSorted(), example.name).toEqual(
        example.expected,
      )
    }
  })

  test('is in the catalogue under this id', () => {
    expect(catalogueEntry(id)?.id).toBe(id)
  })
})

/** Distinct lines of code that must not be reported. */
function quietLines(example: RuleCase): string[] {
  return Object.entries(example.files).flatMap(([path, text]) =>
    text
      .split('\n')
      .filter((line, index) => {
        const isCode = line.trim() !== '' && !/^\s*#/.test(line)
        return isCode && !example.expected.includes(`${path}:${index + 1}`)
      })
      .map((line) => line.trim()),
  )
}
