// `npm run rewrites`: how many findings of their own cases the rules keep when the cases are
// rewritten with the same meaning. `-- <rewriting…>` only these, `--rule <id>` only this rule,
// `--show` the rewritten cases that differ, `--keep` writes down which do, for the test of those that
// are held.
import { parseArgs } from 'node:util'
import { RULES } from '../../../analyzer/index.ts'
import { differs, keepDifferences, knownDifferences, nameOf } from './known-differences.ts'
import { canRewrite, judge, originals, rewritings, type Verdict } from './rewrites.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rule: { type: 'string', multiple: true },
    show: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})
if (canRewrite()) await main()
else {
  console.error('Cases are rewritten by Python 3.10 or later; install one as `python3`.')
  process.exitCode = 2
}

async function main(): Promise<void> {
  const known = rewritings()
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    console.error(`There is no rewriting ${unknown.join(', ')}. Rewritings: ${known.join(', ')}.`)
    process.exitCode = 2
    return
  }
  const rules = RULES.filter(({ info }) => values.rule?.includes(info.id) ?? true)
  const cases = await originals(rules)
  const held = new Map(Object.entries(knownDifferences()))
  const chosen = positionals.length > 0 ? positionals : values.keep ? [...held.keys()] : known
  console.log(row('rewriting', 'cases', 'marks', 'lost', 'added', 'failed'))
  for (const name of chosen) {
    const verdicts = await judge(name, cases)
    console.log(
      row(
        name,
        verdicts.length,
        sum(verdicts, ({ original }) => original.places.length),
        sum(verdicts, ({ lost }) => lost.length),
        sum(verdicts, ({ added }) => added.length),
        sum(verdicts, ({ failures }) => failures.length),
      ),
    )
    const other = verdicts.filter(differs)
    if (values.show) other.forEach(show)
    held.set(name, other.map(nameOf).toSorted())
  }
  if (values.keep) keepDifferences(Object.fromEntries(held))
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(24) + cells.map((cell) => String(cell).padStart(7)).join('')
}

function sum(verdicts: readonly Verdict[], count: (verdict: Verdict) => number): number {
  return verdicts.reduce((total, verdict) => total + count(verdict), 0)
}

/** The rewritten text with what is added in it; what is lost as it stood in the original. */
function show({ original, files, lost, added, failures }: Verdict): void {
  const { rule, example } = original
  console.log(`\n======== ${rule.info.category}/${rule.info.id} | ${example.name}`)
  for (const failure of failures) console.log(`FAILED ${failure}`)
  for (const { path, line } of lost) {
    const text = example.files[path]?.split('\n')[line - 1] ?? ''
    console.log(`LOST   ${path}:${line}: ${text.trim()}`)
  }
  for (const [path, text] of Object.entries(files)) {
    console.log(`--- ${path}`)
    text.split('\n').forEach((content, at) => {
      const here = added.filter((place) => place.path === path && place.line === at + 1)
      console.log(`${here.length > 0 ? 'ADDED ' : '      '} ${content}`)
      for (const { message } of here) console.log(`       ^ ${message}`)
    })
  }
}
