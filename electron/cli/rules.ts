// `npm run rules`: the catalogue with the state of each rule. `--json` prints it as data,
// `--missing` only what is not implemented.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CATALOGUE,
  type CatalogueEntry,
  createAnalyzer,
  isConfigFile,
  ruleById,
} from '../../analyzer/index.ts'
import { CATEGORIES } from '../../analyzer/model.ts'
import type { Case, Rule } from '../../analyzer/rules/define.ts'
import { readMarks } from '../../analyzer/rules/python.ts'

/** One row of the catalogue as it stands. */
interface RuleState {
  readonly id: string
  readonly category: string
  readonly severity: string
  readonly tier: number
  readonly scope: string
  readonly implemented: boolean
  readonly profiles: readonly string[]
  /** Lines that must be reported, over all cases. */
  readonly expectedLines: number
  readonly cases: number
  readonly help: boolean
  /** True when the rule writes a fix in one of its own examples. */
  readonly fix: boolean
}

const CASE_FOLDER = join(import.meta.dirname, '../../test/cases')

function stateOf(entry: CatalogueEntry): RuleState {
  const { id, category, severity, tier, scope } = entry
  const rule = ruleById(id)
  const base = { id, category, severity, tier, scope }
  if (rule === undefined) {
    const none = { implemented: false, profiles: [], expectedLines: 0, cases: 0 }
    return { ...base, ...none, help: false, fix: false }
  }
  const { bad, good, exemptions } = rule.definition
  const examples = [...bad, ...good, ...exemptions.map(({ quiet }) => quiet)]
  const sources = [...examples.flatMap(sourcesOf), ...storedSources(id)]
  return {
    ...base,
    implemented: true,
    profiles: rule.info.profiles,
    expectedLines: sources.reduce((sum, text) => sum + readMarks(text).expectedLines.length, 0),
    cases: sources.length,
    help: rule.info.why !== '' && rule.info.fix !== '',
    fix: bad.some((example) => writesFix(rule, example)),
  }
}

function sourcesOf(example: Case): string[] {
  return typeof example === 'string' ? [example] : Object.values(example)
}

function storedSources(id: string): string[] {
  const folder = join(CASE_FOLDER, id)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py') && !path.endsWith('.fixed.py'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
}

function writesFix(rule: Rule, example: Case): boolean {
  const path = rule.info.scope === 'tests' ? 'test_example.py' : 'example.py'
  const sources = typeof example === 'string' ? { [path]: example } : example
  const paths = Object.keys(sources).filter((file) => !isConfigFile(file))
  const analyzer = createAnalyzer({
    settings: { profile: 'picky', only: [rule.info.id] },
    configs: Object.entries(sources).flatMap(([path, text]) =>
      isConfigFile(path) ? [{ path, text }] : [],
    ),
  })
  const summaries = paths.map((file) => {
    const text = sources[file] ?? ''
    const bytes = Buffer.from(readMarks(text).text)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return analyzer.summarize({ path: file, bytes, sha256 })
  })
  analyzer.link(summaries)
  return paths.some((file) => analyzer.check(file).findings.some(({ fixes }) => fixes.length > 0))
}

function print(states: readonly RuleState[]): void {
  const width = Math.max(0, ...states.map(({ id }) => id.length))
  let category = ''
  for (const state of states) {
    if (state.category !== category) {
      category = state.category
      console.log(`\n${category}`)
    }
    const done = state.implemented
      ? [
          `${state.cases} cases, ${state.expectedLines} marked`,
          state.help ? 'help' : 'NO HELP',
          state.fix ? 'fix' : '-',
          state.profiles.join(' '),
        ].join(' | ')
      : 'missing'
    const head = `${state.id.padEnd(width)} ${state.severity.padEnd(8)} tier ${state.tier}`
    console.log(`  ${head} ${state.scope.padEnd(7)} ${done}`)
  }
  const count = (tier: number) => {
    const all = states.filter((state) => state.tier === tier)
    return `tier ${tier}: ${all.filter(({ implemented }) => implemented).length} of ${all.length}`
  }
  console.log(`\nImplemented: ${count(1)}, ${count(2)}.`)
}

const flags = process.argv.slice(2)
const all = CATEGORIES.flatMap((category) =>
  CATALOGUE.filter((entry) => entry.category === category).map(stateOf),
)
const chosen = flags.includes('--missing') ? all.filter(({ implemented }) => !implemented) : all
if (flags.includes('--json')) console.log(JSON.stringify(chosen, undefined, 2))
else print(chosen)
