// The cases of the rules, rewritten by machine so that their meaning stays: a name for an
// expression, a helper for a statement, another spelling of an import. A rule that follows the
// facts reports the same statements afterwards; one that knows one form only loses them, or finds
// what is not there. (Metamorphic testing; Chen, Cheung and Yiu 1998.)
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Rule } from '../../../analyzer/rules/define.ts'
import { analyze } from '../support/analyze.ts'
import { casesOf, type RuleCase } from '../support/cases.ts'

const SCRIPTS = join(import.meta.dirname, 'python')

/** Megabytes are written for the cases of all rules. */
const MOST_BYTES = 256 * 1024 * 1024

/** The oldest Python whose `ast` reads all that the cases hold. */
const OLDEST_MINOR = 10

type Lines = readonly [first: number, last: number]

/** A case of a rule and what to expect of it: the places that the rule reports as it stands. */
export interface Original {
  readonly rule: Rule
  readonly example: RuleCase
  readonly places: readonly Place[]
}

interface Place {
  readonly path: string
  readonly line: number
  readonly message: string
}

/** A case in its other form, as the Python scripts write it. */
interface Rewritten {
  /** Where the original stands in the list that was sent. */
  readonly at: number
  readonly files: Readonly<Record<string, string>>
  /** The lines of the original that a line comes from, by path. */
  readonly lines: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
  /** The statements of the original, by path. */
  readonly spans: Readonly<Record<string, readonly Lines[]>>
}

/** What changed for one case. Lines are those of the original for `lost`, of the text for `added`. */
export interface Verdict {
  readonly original: Original
  readonly files: Readonly<Record<string, string>>
  readonly lost: readonly Place[]
  readonly added: readonly Place[]
  /** What went wrong: a rule that threw, a file that could not be read. */
  readonly failures: readonly string[]
}

/** True where a Python is installed that can rewrite the cases. */
export function canRewrite(): boolean {
  try {
    const version = 'import sys; print(sys.version_info.minor)'
    const printed = execFileSync('python3', ['-c', version], { encoding: 'utf8', stdio: 'pipe' })
    return Number(printed) >= OLDEST_MINOR
  } catch {
    return false
  }
}

/** The names of all rewritings; `Unchanged` is the text as Python prints it. */
export function rewritings(): readonly string[] {
  return execFileSync('python3', [SCRIPTS, '--list'], { encoding: 'utf8' }).trim().split('\n')
}

/**
 * The cases of rules, or each `every`-th of them, and what they report when Python has printed them
 * anew. Cases that report something else then are left out: they are about the text itself (comments, blank lines, quotes).
 */
export async function originals(rules: readonly Rule[], every = 1): Promise<readonly Original[]> {
  const marked = rules.flatMap((rule) =>
    casesOf(rule).map((example) => ({ rule, example, places: placesOf(example) })),
  )
  const chosen = marked.filter((_, at) => at % every === 0)
  const verdicts = await judge('Unchanged', chosen)
  const unchanged = verdicts.filter(
    ({ lost, added, failures }) => lost.length + added.length + failures.length === 0,
  )
  return unchanged.map(({ original }) => original)
}

/** What the rules say of their cases after a rewriting; cases that it does not change are left out. */
export async function judge(
  rewriting: string,
  cases: readonly Original[],
): Promise<readonly Verdict[]> {
  const input = JSON.stringify(cases.map(({ example }) => ({ files: example.files })))
  const output = execFileSync('python3', ['-W', 'ignore', SCRIPTS, rewriting], {
    input,
    maxBuffer: MOST_BYTES,
    encoding: 'utf8',
  })
  const verdicts: Verdict[] = []
  for (const rewritten of JSON.parse(output) as readonly Rewritten[]) {
    const original = cases[rewritten.at]
    if (original === undefined) throw new Error(`There is no case ${rewritten.at}.`)
    verdicts.push(verdictOf(original, rewritten))
    // Parsed trees are freed when the event loop turns.
    await setImmediate()
  }
  return verdicts
}

function verdictOf(original: Original, rewritten: Rewritten): Verdict {
  const { files, lines, spans } = rewritten
  const only = [original.rule.info.id]
  const result = analyze(files, { settings: { profile: 'picky', only } })
  const found = result.findings.map(({ location, message }) => {
    const { path, range } = location
    const line = range.startLine
    const before = lines[path] === undefined ? [line] : (lines[path][line] ?? [])
    return { path, line, message, before }
  })
  const isSame = (place: Place, other: (typeof found)[number]) => {
    const [first, last] = statementAt(spans[place.path] ?? [], place.line)
    return other.path === place.path && other.before.some((line) => line >= first && line <= last)
  }
  return {
    original,
    files,
    lost: original.places.filter((place) => !found.some((other) => isSame(place, other))),
    added: found.filter((other) => !original.places.some((place) => isSame(place, other))),
    failures: [
      ...result.failures.map((failure) => JSON.stringify(failure)),
      ...result.records.filter(({ state }) => state !== 'analysed').map(({ path }) => path),
    ],
  }
}

/** The shortest statement that a line belongs to: what is reported may move within it. */
function statementAt(spans: readonly Lines[], line: number): Lines {
  const around = spans.filter(([first, last]) => first <= line && line <= last)
  const shortest = around.toSorted((one, other) => one[1] - one[0] - (other[1] - other[0]))[0]
  return shortest ?? [line, line]
}

function placesOf({ expected }: RuleCase): readonly Place[] {
  return expected.map((place) => {
    const end = place.lastIndexOf(':')
    return { path: place.slice(0, end), line: Number(place.slice(end + 1)), message: '' }
  })
}
