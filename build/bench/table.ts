// The table that a benchmark prints: one measure to a line, as Markdown.
import { cpus } from 'node:os'
import { median } from './corpus.ts'
import type { Round, Rounds } from './rounds.ts'

/** Medians drift on a busy machine: beyond this the run says so. */
const MAX_DRIFT = 0.25

export function tableOf(corpus: string, { whole, small, rounds }: Rounds): string {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const parse = of(({ bareParse }) => bareParse)
  const parses = rounds.map(({ bareParse }) => bareParse)
  const drift = (Math.max(...parses) - Math.min(...parses)) / parse
  const row = (name: string, figure: string, ratio = '') => `| ${name} | ${figure} | ${ratio} |`
  const stage = (name: string, pick: (stages: Round['stages']) => number) => {
    const time = of(({ stages }) => pick(stages))
    const own = of(({ stages }) => pick(stages) / (stages['parse and flatten'] ?? Number.NaN))
    return row(name, seconds(time), `${own.toFixed(2)} × parsing in the same thread`)
  }
  const against = (name: string, pick: (round: Round) => number) =>
    row(
      name,
      seconds(of(pick)),
      `${of((round) => pick(round) / round.bareParse).toFixed(2)} × bare parse`,
    )
  const perLine = (pick: (round: Round) => number) =>
    of((round) => pick(round) / round.smallOne.cpu / (whole.lines / small.lines))
  const lines = [
    `${corpus}: ${count(whole.files)} files, ${count(whole.lines)} lines, ` +
      `${(whole.bytes / 1e6).toFixed(1)} MB; ${cpus().length} cores, Node ${process.versions.node}`,
    '',
    '| measure | median | ratio |',
    '|---|---|---|',
    row('bare parse with the npm binding, CPU', seconds(parse), '1'),
    stage('parse to the flat tree', (of) => of['parse and flatten'] ?? Number.NaN),
    stage('facts', (of) => of.facts ?? Number.NaN),
    stage('project index', (of) => (of.summary ?? 0) + (of.link ?? 0)),
    stage('rules', (of) => of.rules ?? Number.NaN),
    against('full review, one worker, CPU', ({ one }) => one.cpu),
    against('full review, two workers, CPU', ({ two }) => two.cpu),
    row(
      'full review, one worker; two workers, elapsed',
      `${seconds(of(({ one }) => one.wall))}; ${seconds(of(({ two }) => two.wall))}`,
      `${of(({ one, two }) => two.wall / one.wall).toFixed(2)} × one worker`,
    ),
    row(
      'second review, nothing changed, CPU',
      seconds(of(({ warm }) => warm.cpu)),
      `${of(({ warm, two }) => warm.cpu / two.cpu).toFixed(2)} × the first`,
    ),
    row(
      'review after a function was added to one file, CPU',
      seconds(of(({ edited }) => edited.cpu)),
      `${of(({ edited, two }) => edited.cpu / two.cpu).toFixed(2)} × the first`,
    ),
    row(
      `small project (${count(small.files)} files, ${count(small.lines)} lines), one worker, CPU`,
      seconds(of(({ smallOne }) => smallOne.cpu)),
    ),
    row(
      'the same, nothing changed; a function added, CPU',
      `${seconds(of(({ smallWarm }) => smallWarm.cpu))}; ${seconds(of(({ smallEdited }) => smallEdited.cpu))}`,
    ),
    row(
      'the same in an open window, elapsed: nothing changed; one file edited, 9 of 10 within, longest',
      `${of(({ open }) => median(open.unchanged)).toFixed(0)} ms; ${of(({ open }) => median(open.edited)).toFixed(0)} ms, ${of(({ open }) => within(open.edited, 0.9)).toFixed(0)} ms, ${of(({ open }) => within(open.edited, 1)).toFixed(0)} ms`,
    ),
    row(
      'CPU time per line, whole against small project',
      '',
      `${perLine(({ one }) => one.cpu).toFixed(2)} ×`,
    ),
    row(
      'peak memory, all processes, one worker; two workers',
      `${megabytes(of(({ one }) => one.peak))}; ${megabytes(of(({ two }) => two.peak))}`,
    ),
  ]
  if (drift > MAX_DRIFT) {
    lines.push('', `The bare parse drifted by ${Math.round(drift * 100)} %: the machine was busy.`)
  }
  return lines.join('\n')
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

function count(value: number): string {
  return value.toLocaleString('en')
}

/** The least time within which so many of all lie. */
function within(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}
