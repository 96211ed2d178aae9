// Findings that reviewers write: their words with revisions; the rest is a finding like any other.
import type { Finding } from '../../analyzer/model.ts'
import { AppError } from '../api/errors.ts'
import type { FindingWords, ManualFinding } from '../api/manual.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { findingTable } from './findings.ts'
import type { Command, Writer } from './writer.ts'

const FIELDS = ['title', 'category', 'severity', 'message'] as const

export interface NewManualFinding {
  readonly runId: number
  readonly finding: Finding
  readonly words: FindingWords
  readonly textSha256: string
}

export function manualFindingTable(
  db: Db,
  writer: Writer,
  findings: Pick<ReturnType<typeof findingTable>, 'put'>,
) {
  const one = db.prepare(`SELECT rev, title, category, severity, message, written_by AS writtenBy
    FROM manual_findings WHERE finding_id = ? AND removed_at IS NULL`)
  const insert =
    db.prepare(`INSERT INTO manual_findings (finding_id, rev, title, category, severity,
    message, written_at, written_by) VALUES (@id, 1, @title, @category, @severity, @message, @at,
    @actor)`)
  const update = db.prepare(`UPDATE manual_findings SET rev = rev + 1, title = @title,
    category = @category, severity = @severity, message = @message, written_at = @at,
    written_by = @actor WHERE finding_id = @id AND rev = @rev AND removed_at IS NULL`)
  const overridden = db
    .prepare('SELECT severity FROM decisions WHERE finding_id = ? AND severity IS NOT NULL')
    .pluck()

  return {
    /** The words of a finding that a reviewer wrote; undefined for any other. */
    get: (findingId: number) => one.get(findingId) as ManualFinding | undefined,
    /** Gives the id of the new finding. */
    create({ runId, finding, words, textSha256 }: NewManualFinding, command: Command): number {
      return writer.write(() => {
        const { id } = findings.put(runId, finding, words.category, textSha256)
        insert.run({ ...words, id, at: writer.now(), actor: writer.actor() })
        writer.record({
          kind: 'finding.written',
          subject: `finding:${id}`,
          field: 'title',
          after: words.title,
          commandId: command.id,
        })
        return id
      }, command)
    },
    /**
     * Throws `not-found`, or `conflict` when the words are of another revision or a reviewer has
     * judged the severity with a reason.
     */
    save(
      findingId: number,
      rev: number,
      words: FindingWords,
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = one.get(findingId) as ManualFinding | undefined
        if (before === undefined) {
          throw new AppError(
            'not-found',
            `Finding #${findingId} was not written by a reviewer.`,
            'Add a note to it instead.',
          )
        }
        if (before.rev !== rev) throw changedMeanwhile(`Finding #${findingId}`)
        const next = { ...before, ...words }
        if (next.severity !== before.severity && overridden.get(findingId) !== undefined) {
          throw new AppError(
            'conflict',
            `The severity of finding #${findingId} was changed with a reason.`,
            'Change it under Decide.',
          )
        }
        const row = { ...next, id: findingId, rev, at: writer.now(), actor: writer.actor() }
        if (update.run(row).changes !== 1) throw changedMeanwhile(`Finding #${findingId}`)
        for (const field of FIELDS) {
          if (before[field] === next[field]) continue
          writer.record({
            kind: 'finding.rewritten',
            subject: `finding:${findingId}`,
            field,
            before: before[field],
            after: next[field],
            commandId: command.id,
          })
        }
        return { rev: rev + 1 }
      }, command)
    },
  }
}
