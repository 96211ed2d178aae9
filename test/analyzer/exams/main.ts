// `npm run exams`: what of the defects of the reviewed projects is found, and what of their look-alikes
// is reported. `-- <project…>` only these.
import { parseArgs } from 'node:util'
import { type Examined, examine, exams } from './exam.ts'

const { positionals } = parseArgs({ allowPositionals: true })
const known = exams()
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`There is no project ${unknown.join(', ')}. Projects: ${known.join(', ')}.`)
  process.exitCode = 2
} else {
  for (const name of positionals.length > 0 ? positionals : known) print(name, examine(name))
}

function print(name: string, examined: readonly Examined[]): void {
  const defects = examined.filter(({ mark }) => mark.kind !== 'look-alike')
  const others = examined.filter(({ mark }) => mark.kind === 'look-alike')
  const found = defects.filter(({ isReported }) => isReported)
  const alarms = others.filter(({ isReported }) => isReported)
  console.log(
    `${name}: ${found.length} of ${defects.length} defects found, ${alarms.length} of ${others.length} look-alikes reported`,
  )
  for (const { mark } of defects.filter(({ isReported }) => !isReported)) tell('missed', mark)
  for (const { mark } of alarms) tell('false alarm', mark)
}

function tell(what: string, { path, line, ruleId }: Examined['mark']): void {
  console.log(`  ${what}  ${ruleId}  ${path}:${line}`)
}
