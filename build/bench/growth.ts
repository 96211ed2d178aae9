// How the time of the analyzer grows with a file of one shape: `node build/bench/growth.ts [--addon
// <path>]`. Twice as many parts should take twice as long; four times means that something compares
// each part with each other one.
import { createHash } from 'node:crypto'
import { createAnalyzer } from '../../analyzer/index.ts'
import type { ParserOptions } from '../../analyzer/syntax/parser.ts'
import { SHAPES } from './growth-shapes.ts'

/** Parts of a shape; the first one warms the machine code. */
const COUNTS = [100, 400, 800]

const addonAt = process.argv.indexOf('--addon')
const addon = addonAt === -1 ? undefined : process.argv[addonAt + 1]
const parser: ParserOptions = addon === undefined ? {} : { addon }

console.log(`| parts | ${COUNTS.slice(1).join(' of them | ')} of them | ratio |`)
console.log(
  `|---|${COUNTS.slice(1)
    .map(() => '---|')
    .join('')}---|`,
)
for (const [name, make] of Object.entries(SHAPES)) {
  const [, few = 0, many = 0] = COUNTS.map((count) => timeOf(make(count)))
  const row = [name, `${few.toFixed(0)} ms`, `${many.toFixed(0)} ms`, (many / few).toFixed(1)]
  console.log(`| ${row.join(' | ')} |`)
}

/** CPU milliseconds of one file from its bytes to its findings. */
function timeOf(source: string): number {
  const bytes = Buffer.from(source)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const analyzer = createAnalyzer({ parser, settings: { profile: 'picky' } })
  const start = process.cpuUsage()
  const summary = analyzer.summarize({ path: 'shape.py', bytes, sha256 })
  analyzer.link([summary])
  analyzer.check('shape.py')
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}
