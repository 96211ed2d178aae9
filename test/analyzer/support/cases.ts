// The cases of a rule: those in its definition and those in test/cases/<rule-id>/.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case, Rule } from '../../../analyzer/rules/define.ts'
import { readMarks } from '../../../analyzer/rules/python.ts'

const CASES = join(import.meta.dirname, '../../cases')

export interface RuleCase {
  /** Where the case is written down. */
  readonly name: string
  /** Sources without marks, by path. */
  readonly files: Readonly<Record<string, string>>
  /** Lines that must be reported, as `path:line`, sorted, once for each finding. */
  readonly expected: readonly string[]
  /** The severity that a mark asks for, by `path:line`. */
  readonly severities: ReadonlyMap<string, string>
}

/** All cases of a rule. A `.fixed.py` beside a case is its text after the fixes, not a case. */
export function casesOf(rule: Rule): RuleCase[] {
  const { bad, good, exemptions } = rule.definition
  return [
    ...bad.map((example, index) => ruleCase(rule, `bad[${index}]`, example)),
    ...good.map((example, index) => ruleCase(rule, `good[${index}]`, example)),
    ...exemptions.map((exemption) => ruleCase(rule, `exempt: ${exemption.text}`, exemption.quiet)),
    ...storedCases(rule),
  ]
}

function storedCases(rule: Rule): RuleCase[] {
  const folder = join(CASES, rule.info.id)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || /(?<!\.fixed)\.py$/.test(entry.name))
    .map((entry) => {
      const path = join(folder, entry.name)
      const name = `test/cases/${rule.info.id}/${entry.name}`
      if (!entry.isDirectory()) return ruleCase(rule, name, readFileSync(path, 'utf8'))
      const files = readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((file) => file.isFile())
        .map((file) => join(file.parentPath, file.name))
      return ruleCase(
        rule,
        name,
        Object.fromEntries(
          files.map((file) => [file.slice(path.length + 1), readFileSync(file, 'utf8')]),
        ),
      )
    })
}

export function fixedText(rule: Rule, caseName: string): string | undefined {
  const path = join(CASES, '../..', caseName.replace(/\.py$/, '.fixed.py'))
  const isStored = caseName.startsWith(`test/cases/${rule.info.id}/`) && caseName.endsWith('.py')
  return isStored && existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function ruleCase(rule: Rule, name: string, example: Case): RuleCase {
  const path = rule.info.scope === 'tests' ? 'test_example.py' : 'example.py'
  const sources = typeof example === 'string' ? { [path]: example } : example
  const marked = Object.entries(sources).map(([file, text]) => ({ file, ...readMarks(text) }))
  return {
    name,
    files: Object.fromEntries(marked.map(({ file, text }) => [file, text])),
    expected: marked
      .flatMap(({ file, expectedLines }) => expectedLines.map((line) => `${file}:${line}`))
      .toSorted(),
    severities: new Map(
      marked.flatMap(({ file, severities }) =>
        Array.from(severities, ([line, severity]) => [`${file}:${line}`, severity] as const),
      ),
    ),
  }
}

/** The case with what was reported and what was not, for a reader of a failed test. */
export function explain(
  example: RuleCase,
  findings: readonly { readonly place: string; readonly message: string }[],
): string {
  const lines: string[] = [example.name]
  for (const [path, text] of Object.entries(example.files)) {
    lines.push(`--- ${path}`)
    text.split('\n').forEach((line, index) => {
      const place = `${path}:${index + 1}`
      const wanted = example.expected.filter((expected) => expected === place).length
      const here = findings.filter((finding) => finding.place === place)
      const sign =
        wanted > here.length
          ? 'MISSED'
          : wanted < here.length
            ? 'FALSE '
            : wanted
              ? 'ok    '
              : '      '
      lines.push(`${sign} ${String(index + 1).padStart(3)} ${line}`)
      for (const { message } of here) lines.push(`           ^ ${message}`)
    })
  }
  return lines.join('\n')
}
