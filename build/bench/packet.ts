// `npm run bench:packet`: what a packet of 2,000 findings costs. First all formats but PDF, in CPU
// time of this process; then the whole export with PDF in the real application, in CPU time of all
// its processes.
//
// Runs twice: first as the person, then by itself on a virtual display (build/display.ts).
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildPacket } from '../../electron/report/packet.ts'
import { redact } from '../../electron/report/redaction.ts'
import { largeReview } from '../../test/support/large-review.ts'
import { launchLectern } from '../../test/support/workbench.ts'
import { runOnDisplay } from '../display.ts'
import { cpuMeter } from './process-tree.ts'

const FINDINGS = 2_000
/** What a packet may cost, in seconds. */
const LIMITS = { texts: 2, pdf: 20 }
const ROUNDS = 5

const output = process.env.LECTERN_OUTPUT
if (output === undefined) {
  const seconds = textsInCpuSeconds()
  report('all formats but PDF, CPU', seconds, LIMITS.texts)
  const status = await runOnDisplay({
    script: 'build/bench/packet.ts',
    args: [],
    collect: () => undefined,
  })
  process.exitCode = seconds > LIMITS.texts ? 1 : status
} else {
  const { cpu, elapsed } = await exportCost(output)
  console.log(`elapsed: ${elapsed.toFixed(2)} s`)
  report('with PDF in the application, CPU', cpu, LIMITS.pdf)
  process.exitCode = cpu > LIMITS.pdf ? 1 : 0
}

/** The median of some rounds; the first one, which also compiles the code, is among them. */
function textsInCpuSeconds(): number {
  const snapshot = largeReview(FINDINGS)
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    buildPacket(redact(snapshot).snapshot, { sha256 })
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1e6
  })
  console.log(`rounds: ${rounds.map((seconds) => `${seconds.toFixed(2)} s`).join(', ')}`)
  return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}

/** From the click to the finished packet; the review is opened from a packet without PDF. */
async function exportCost(folder: string): Promise<{ cpu: number; elapsed: number }> {
  const given = join(folder, 'given')
  for (const { path, text } of buildPacket(largeReview(FINDINGS), { sha256 })) {
    mkdirSync(dirname(join(given, path)), { recursive: true })
    writeFileSync(join(given, path), text)
  }
  const { app, window } = await launchLectern({ dataDir: join(folder, 'data'), args: [given] })
  await window.getByRole('tree', { name: 'Findings' }).waitFor()
  await window.keyboard.press('Control+e')
  const dialog = window.getByRole('dialog')
  await dialog.getByRole('checkbox', { name: 'Also as PDF' }).check()
  const meter = cpuMeter(app.process().pid ?? 0)
  const start = performance.now()
  await dialog.getByRole('button', { name: 'Export' }).click()
  const path = dialog.getByRole('status', { name: 'Path of the packet' })
  await path.waitFor({ timeout: 300_000 })
  const cost = { cpu: meter.stop(), elapsed: (performance.now() - start) / 1_000 }
  await app.close()
  return cost
}

function report(what: string, seconds: number, limit: number): void {
  const word = seconds > limit ? 'too slow' : 'ok'
  console.log(`${FINDINGS} findings, ${what}: ${seconds.toFixed(2)} s of ${limit} s, ${word}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
