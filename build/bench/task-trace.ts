// How much processor time the window's main thread takes without a pause: unlike the time between
// frames it does not grow when other programs have the processors.
import { readFileSync } from 'node:fs'
import type { ElectronApplication, Page } from '@playwright/test'

/** The parts of a trace event that are read; times in microseconds. */
interface TraceEvent {
  readonly name: string
  readonly cat: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly tdur?: number
}

const MARK = 'act: '

export async function startTrace(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({
      included_categories: ['toplevel', 'blink.user_timing'],
      excluded_categories: ['*'],
      recording_mode: 'record-until-full',
      trace_buffer_size_in_kb: 400_000,
    }),
  )
}

/** What the window does from now on belongs to this act. */
export async function markAct(window: Page, name: string): Promise<void> {
  await window.evaluate((text) => void performance.mark(text), `${MARK}${name}`)
}

/** The longest task of each act in milliseconds of processor time. */
export async function endTrace(app: ElectronApplication): Promise<ReadonlyMap<string, number>> {
  const file = await app.evaluate(({ contentTracing }) => contentTracing.stopRecording())
  // Chromium writes this form.
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly traceEvents: readonly TraceEvent[]
  }
  const marks = traceEvents
    .filter(({ name }) => name.startsWith(MARK))
    .toSorted((a, b) => a.ts - b.ts)
  const [first] = marks
  const longest = new Map<string, number>()
  for (const { name, pid, tid, ts, tdur = 0, ph } of traceEvents) {
    const isTask = ph === 'X' && name === 'ThreadControllerImpl::RunTask'
    if (!isTask || pid !== first?.pid || tid !== first.tid) continue
    const act = marks.findLast((mark) => mark.ts <= ts)?.name.slice(MARK.length)
    if (act !== undefined) longest.set(act, Math.max(longest.get(act) ?? 0, tdur / 1_000))
  }
  return longest
}
