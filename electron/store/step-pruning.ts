// How far back undo goes. Rows before and after each step are kept for it, and what is kept for
// ever grows for ever; the history of each finding stays in the events.
import type { Db } from './connection.ts'

export interface StepLimits {
  /** Steps that can be undone. */
  readonly steps: number
  /** Rows that are kept for them: one step about many findings holds as many. */
  readonly images: number
}

/** Weeks of work; some tens of megabytes at most. */
export const KEPT_STEPS: StepLimits = { steps: 5_000, images: 200_000 }

/** A way to drop the oldest steps beyond the limits. The newest step always stays. */
export function stepPruning(db: Db): (limits: StepLimits) => void {
  const oldestOfSteps = db
    .prepare("SELECT id FROM steps WHERE state <> 'dropped' ORDER BY id DESC LIMIT 1 OFFSET ?")
    .pluck()
  const oldestOfImages = db
    .prepare('SELECT step_id FROM step_changes ORDER BY id DESC LIMIT 1 OFFSET ?')
    .pluck()
  const newest = db.prepare("SELECT MAX(id) FROM steps WHERE state = 'done'").pluck()
  const drop = db.prepare(
    "UPDATE steps SET state = 'dropped' WHERE id <= @upTo AND id < @newest AND state = 'done'",
  )
  // What was undone and then overtaken is never done again: its rows go too.
  const forget = db.prepare(`DELETE FROM step_changes WHERE step_id IN
    (SELECT id FROM steps WHERE state = 'dropped')`)
  return ({ steps, images }) => {
    const found = [oldestOfSteps.get(steps), oldestOfImages.get(images)]
    const upTo = Math.max(0, ...found.map((id) => (typeof id === 'number' ? id : 0)))
    const last = newest.get()
    if (upTo > 0 && typeof last === 'number') drop.run({ upTo, newest: last })
    forget.run()
  }
}
