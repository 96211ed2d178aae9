// A test that would show a race: two callers that start together, and an assertion on what one of
// them loses. What only the team knows (rows, fixtures) is left as a fixture that says what it needs.
import type { SnapshotFinding, SnapshotTest } from '../api/snapshot.ts'
import { type RaceOutcome, raceOutcome } from './races.ts'

/** The function that a finding lies in, as its file declares it. */
export interface Subject {
  /** `take`, `Stock.take`, `outer.<locals>.inner`. */
  readonly symbol: string
  readonly isAsync: boolean
  readonly parameters: readonly SubjectParameter[]
}

export interface SubjectParameter {
  readonly name: string
  readonly kind: 'positional-only' | 'positional' | 'keyword-only' | 'rest' | 'keywords'
  /** As written, '' without one. */
  readonly annotation: string
  readonly hasDefault: boolean
}

/** The skeleton; undefined for a finding that is about no race, or stands outside of a function. */
export function reproductionTest(
  finding: SnapshotFinding,
  subject: Subject | undefined,
): SnapshotTest | undefined {
  const outcome = raceOutcome(finding.ruleId)
  if (outcome === undefined || subject === undefined) return undefined
  const parts = partsOf(subject)
  const { path } = finding.finding.location
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '')
  const name = `test_${parts.function}_run_together`
  const file = `tests/test_${/^\w+$/.test(stem) ? stem : 'module'}_finding_${finding.number}.py`
  return {
    name,
    path: file,
    kind: 'concurrency',
    purpose:
      outcome === 'once'
        ? `Two callers of ${parts.function} at once: exactly one of them may succeed.`
        : `Two callers of ${parts.function} at once: what both have changed must be there.`,
    code: codeOf(finding, subject, parts, outcome, name),
    command: `pytest ${file} -q`,
    expectedBefore: 'Fails: what one of the callers did is lost, or both succeed.',
    expectedAfter: 'Passes, also when it is repeated a hundred times.',
  }
}

interface Parts {
  /** What is imported: the function, or its class. */
  readonly imported: string
  readonly function: string
  /** The fixture that holds the instance of a method. */
  readonly instance: string | undefined
  readonly isNested: boolean
}

function partsOf({ symbol }: Subject): Parts {
  const [outer = symbol] = symbol.split('.<locals>.')
  const [imported = outer, method] = outer.split('.')
  const isNested = outer !== symbol
  const name = symbol.slice(symbol.lastIndexOf('.') + 1)
  return method === undefined || isNested
    ? { imported, function: isNested ? imported : name, instance: undefined, isNested }
    : { imported, function: name, instance: snake(imported), isNested }
}

const SESSION_NAME = /^(?:db|session|db_session|async_session)$/
const SESSION_TYPE = /(?:^|[.[ ])(?:Async)?Session\b/

function codeOf(
  finding: SnapshotFinding,
  { isAsync, parameters }: Subject,
  parts: Parts,
  outcome: RaceOutcome,
  name: string,
): string {
  const given = parameters.filter(
    ({ name: one, kind }, at) =>
      kind !== 'rest' &&
      kind !== 'keywords' &&
      !(at === 0 && parts.instance !== undefined && /^(?:self|cls)$/.test(one)),
  )
  const isSession = ({ name: one, annotation }: SubjectParameter) =>
    SESSION_NAME.test(one) || SESSION_TYPE.test(annotation)
  const session = given.find(isSession)
  const needed = given.filter((one) => one === session || !one.hasDefault)
  const fixtures = needed.filter((one) => one !== session).map((one) => one.name)
  const values = needed.map((one) =>
    one.kind === 'keyword-only' ? `${one.name}=${one.name}` : one.name,
  )
  const target =
    parts.instance === undefined ? parts.function : `${parts.instance}.${parts.function}`
  const call = `${isAsync ? 'await ' : ''}${target}(${values.join(', ')})`
  const asked = [
    ...(session === undefined ? [] : ['session_factory']),
    ...(parts.instance === undefined ? [] : [parts.instance]),
    ...fixtures,
  ]
  return [
    ...heading(finding, parts),
    ...(isAsync
      ? ['import asyncio']
      : ['import threading', 'from concurrent.futures import ThreadPoolExecutor']),
    '',
    'import pytest',
    '',
    importOf(finding.finding.location.path, parts.imported),
    '',
    'CALLERS = 2',
    '',
    '',
    ...asked.flatMap((one) => fixture(one, parts, session?.name)),
    ...(outcome === 'all' ? reading(finding, isAsync) : []),
    ...(isAsync ? ['@pytest.mark.asyncio'] : []),
    `${isAsync ? 'async ' : ''}def ${name}(${asked.join(', ')}):`,
    ...(isAsync
      ? asyncBody(finding, call, session?.name, outcome)
      : threadBody(call, session?.name, outcome)),
    '',
  ].join('\n')
}

function heading(finding: SnapshotFinding, { function: name, isNested }: Parts): string[] {
  return [
    `# Finding ${finding.number}: ${oneLine(finding.title)} (${oneLine(finding.finding.location.path)}:${finding.finding.location.range.startLine}).`,
    `# Fails on the code as it is: ${name} is run by two callers who start together.`,
    ...(isNested
      ? ['# The place lies in a function inside of it, which this call has to reach.']
      : []),
  ]
}

function fixture(
  name: string,
  { instance, imported }: Parts,
  session: string | undefined,
): string[] {
  const needs =
    name === 'session_factory'
      ? `makes a new ${session ?? 'session'} for each caller, on a database that runs transactions side by side`
      : name === instance
        ? `the one ${imported} that both callers share`
        : `the ${name} that both callers use`
  return [
    '@pytest.fixture',
    `def ${name}():`,
    `    raise NotImplementedError(${JSON.stringify(needs)})`,
    '',
    '',
  ]
}

function reading(finding: SnapshotFinding, isAsync: boolean): string[] {
  const write = finding.evidence.find(({ kind }) => kind === 'write')
  const line = write?.location.range.startLine ?? finding.finding.location.range.startLine
  return [
    `${isAsync ? 'async ' : ''}def value():`,
    `    raise NotImplementedError(${JSON.stringify(`what line ${line} changes, read anew and not through the callers`)})`,
    '',
    '',
  ]
}

function asyncBody(
  finding: SnapshotFinding,
  call: string,
  session: string | undefined,
  outcome: RaceOutcome,
): string[] {
  const suspension = finding.evidence.find(({ kind }) => kind === 'suspension')
  const inner = session === undefined ? 8 : 12
  return [
    '    together = asyncio.Barrier(CALLERS)  # Python 3.11 or later',
    '',
    '    async def caller():',
    ...(session === undefined ? [] : [`        async with session_factory() as ${session}:`]),
    `${' '.repeat(inner)}await together.wait()`,
    ...(suspension === undefined
      ? []
      : [
          `${' '.repeat(inner)}# Surest with a stand-in for what line ${suspension.location.range.startLine} awaits, which waits here as well.`,
        ]),
    `${' '.repeat(inner)}return ${call}`,
    '',
    ...(outcome === 'all' ? ['    before = await value()'] : []),
    '    results = await asyncio.gather(*(caller() for _ in range(CALLERS)), return_exceptions=True)',
    ...assertion(outcome, true),
  ]
}

function threadBody(call: string, session: string | undefined, outcome: RaceOutcome): string[] {
  const inner = session === undefined ? 8 : 12
  return [
    '    together = threading.Barrier(CALLERS)',
    '',
    '    def caller():',
    ...(session === undefined ? [] : [`        with session_factory() as ${session}:`]),
    `${' '.repeat(inner)}together.wait()`,
    `${' '.repeat(inner)}return ${call}`,
    '',
    ...(outcome === 'all' ? ['    before = value()'] : []),
    '    with ThreadPoolExecutor(CALLERS) as pool:',
    '        futures = [pool.submit(caller) for _ in range(CALLERS)]',
    '    results = [future.exception() or future.result() for future in futures]',
    ...assertion(outcome, false),
  ]
}

function assertion(outcome: RaceOutcome, isAsync: boolean): string[] {
  if (outcome === 'once') {
    return [
      '    succeeded = [one for one in results if not isinstance(one, Exception)]',
      '    assert len(succeeded) == 1, results',
    ]
  }
  return [
    '    assert not any(isinstance(one, Exception) for one in results), results',
    `    assert ${isAsync ? 'await value()' : 'value()'} == before + CALLERS`,
  ]
}

/** `src/` is no package; parts that are no names cannot be written behind `import`. */
function importOf(path: string, name: string): string {
  const module = path
    .replace(/^src\//, '')
    .replace(/\.\w+$/, '')
    .replace(/\/__init__$/, '')
    .split('/')
  return module.every((part) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part))
    ? `from ${module.join('.')} import ${name}`
    : `${name} = pytest.importorskip(${JSON.stringify(module.join('.'))}).${name}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

function snake(name: string): string {
  return name
    .replace(/^_+/, '')
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, '_')
    .toLowerCase()
}
