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
  const perLine = (pick: (round: Round) => number) =>
    of((round) => pick(round) / round.smallOne.cpu / (whole.lines / small.lines))
  const lines = [
    `${corpus}: ${count(whole.files)} files, ${count(whole.lines)} lines, ` +
      `${(whole.bytes / 1e6).toFixed(1)} MB; ${cpus().length} cores, Node ${process.versions.node}`,
    '',
    '| measure | median | ratio |',
    '|---|---|---|',
    row('bare parse with the npm binding, one process', seconds(parse), '1'),
    row('bare parse, two processes', seconds(of((round) => round.bareParseOnTwo))),
    stage('parse to the flat tree', (of) => of['parse and flatten'] ?? Number.NaN),
    stage('facts', (of) => of.facts ?? Number.NaN),
    stage('project index', (of) => (of.summary ?? 0) + (of.link ?? 0)),
    stage('rules', (of) => of.rules ?? Number.NaN),
    row(
      'full review, one worker',
      seconds(of(({ one }) => one.wall)),
      `${of(({ one, bareParse }) => one.wall / bareParse).toFixed(2)} × bare parse`,
    ),
    row(
      'full review, two workers',
      seconds(of(({ two }) => two.wall)),
      `${of(({ two, bareParseOnTwo }) => two.wall / bareParseOnTwo).toFixed(2)} × bare parse on ` +
        `two; ${of(({ one, two }) => two.wall / one.wall).toFixed(2)} × one worker`,
    ),
    row(
      'second review, nothing changed',
      seconds(of(({ warm }) => warm.wall)),
      `${of(({ warm, two }) => warm.wall / two.wall).toFixed(2)} × the first, two workers`,
    ),
    row(
      'review after a change of one file',
      seconds(of(({ edited }) => edited.wall)),
      `${of(({ edited, two }) => edited.wall / two.wall).toFixed(2)} × the first, two workers`,
    ),
    row(
      `small project (${count(small.files)} files, ${count(small.lines)} lines), one worker`,
      seconds(of(({ smallOne }) => smallOne.wall)),
    ),
    row(
      'the same, nothing changed; one file changed',
      `${seconds(of(({ smallWarm }) => smallWarm.wall))}; ${seconds(of(({ smallEdited }) => smallEdited.wall))}`,
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
