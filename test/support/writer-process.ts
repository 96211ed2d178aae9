// A process that writes to a review database until it is done or killed. It says on its standard
// output, line by line, what was acknowledged: `node writer-process.ts <mode> <file> <name> <count>`.
import { randomUUID } from 'node:crypto'
import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { CLOCK_DEFAULTS } from '../../electron/api/clock-settings.ts'
import { AppError } from '../../electron/api/errors.ts'
import { sessionClock } from '../../electron/backend/clock/session-clock.ts'
import { openReviewStore } from '../../electron/store/review-store.ts'

const [mode = '', file = '', name = '', count = '0'] = process.argv.slice(2)

/** Written at once: what was said before a kill has been said. */
function say(line: string): void {
  writeSync(1, `${line}\n`)
}

if (mode === 'naive') {
  // The control: reads, changes and writes back without comparing.
  const db = new Database(file)
  for (let index = 0; index < Number(count); index += 1) {
    const { value } = db.prepare('SELECT value FROM counter').get() as { value: number }
    db.prepare('UPDATE counter SET value = ?').run(value + 1)
  }
  db.close()
} else if (mode === 'clock') {
  // Someone is at work: a sign each second of a time that runs ahead. Says the seconds so far.
  let now = Date.parse('2026-02-03T10:00:00Z')
  const store = openReviewStore(file, { now: () => new Date(now), actor: () => name })
  const clock = sessionClock({
    store,
    now: () => now,
    reviewer: () => name,
    settings: () => CLOCK_DEFAULTS,
    onTick: () => undefined,
    onBug: (what, error) => console.error(what, error),
  })
  for (let second = 0; second < Number(count); second += 1) {
    clock.sign({ path: `file${second % 3}.py`, findingId: null })
    say(`${second}`)
    now += 1_000
  }
} else {
  const store = openReviewStore(file, { now: () => new Date(), actor: () => name })
  for (let index = 0; index < Number(count); index += 1) {
    append(`${name}${index}`)
  }
  store.close()

  function append(word: string): void {
    for (;;) {
      const finding = store.findings.get(1)
      const { rev = 0, note = '' } = finding ?? {}
      try {
        store.decisions.decide(
          { findingId: 1, rev, change: { note: `${note}${word} ` } },
          { id: randomUUID(), method: 'findings.decide' },
        )
        say(word)
        return
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'conflict') throw error
      }
    }
  }
}
