// Answers to the questions of rules, by finding: taken back, never deleted.
import { AppError } from '../api/errors.ts'
import type { Answer } from '../api/questions.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export interface StoredAnswer {
  readonly findingId: number
  /** Id of the question. */
  readonly question: string
  readonly rev: number
  /** Null once it was taken back, or while there is only a note. */
  readonly answer: Answer | null
  readonly note: string
  readonly answeredAt: string
  readonly answeredBy: string
}

export interface AnswerChange {
  readonly findingId: number
  readonly question: string
  /** 0 for one that was never answered. */
  readonly rev: number
  readonly answer?: Answer | null | undefined
  readonly note?: string | undefined
}

const FIELDS = ['answer', 'note'] as const

export function answerTable(db: Db, writer: Writer) {
  const columns = `finding_id AS findingId, question, rev, answer, note, answered_at AS answeredAt,
    answered_by AS answeredBy`
  const said = "(answer IS NOT NULL OR note <> '')"
  const all = db.prepare(`SELECT ${columns} FROM answers WHERE ${said} ORDER BY finding_id, id`)
  const ofFinding = db.prepare(`SELECT ${columns} FROM answers WHERE finding_id = ? ORDER BY id`)
  const one = db.prepare(`SELECT ${columns} FROM answers WHERE finding_id = ? AND question = ?`)
  const insert = db.prepare(`INSERT INTO answers (finding_id, question, rev, answer, note,
    answered_at, answered_by) VALUES (@findingId, @question, 1, @answer, @note, @at, @actor)`)
  const update = db.prepare(`UPDATE answers SET rev = rev + 1, answer = @answer, note = @note,
    answered_at = @at, answered_by = @actor
    WHERE finding_id = @findingId AND question = @question AND rev = @rev`)

  return {
    /** Those that say something. */
    all: () => all.all() as StoredAnswer[],
    /** Also those that were taken back: their revisions go on. */
    ofFinding: (findingId: number) => ofFinding.all(findingId) as StoredAnswer[],
    /** Throws `conflict` when it was answered since. Gives the new revision. */
    save(change: AnswerChange, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const { findingId, question, rev } = change
        const known = one.get(findingId, question) as StoredAnswer | undefined
        if ((known?.rev ?? 0) !== rev) throw conflict()
        const before = { answer: known?.answer ?? null, note: known?.note ?? '' }
        const next = {
          answer: change.answer === undefined ? before.answer : change.answer,
          note: change.note ?? before.note,
        }
        if (next.answer === before.answer && next.note === before.note) return { rev }
        const row = { findingId, question, ...next, at: writer.now(), actor: writer.actor() }
        if (known === undefined) insert.run(row)
        else if (update.run({ ...row, rev }).changes !== 1) throw conflict()
        for (const field of FIELDS) {
          if (before[field] === next[field]) continue
          writer.record({
            kind: 'question.answered',
            subject: `finding:${findingId}`,
            field: `question:${question}.${field}`,
            before: before[field] ?? '',
            after: next[field] ?? '',
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
  }
}

function conflict(): AppError {
  return new AppError(
    'conflict',
    'This question was answered in the meantime. Your answer was not saved.',
    'Look at the answer as it is now, then repeat your change.',
  )
}
