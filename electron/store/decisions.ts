// What reviewers decide about findings: compared and set by revision, a reason where one is due.
import type { Severity } from '../../analyzer/model.ts'
import type { DecisionChange, Gate, Priority, Status, Verdict } from '../api/domain.ts'
import { AppError } from '../api/errors.ts'
import { tagProblem, tagsOf, tagText } from '../api/tags.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

interface DecisionRow {
  readonly rev: number
  readonly severity: Severity | null
  readonly severityReason: string
  readonly verdict: Verdict
  readonly dismissReason: string
  readonly status: Status
  readonly priority: Priority | null
  readonly gate: Gate | null
  readonly tags: string
  readonly note: string
}

const UNDECIDED: DecisionRow = {
  rev: 0,
  severity: null,
  severityReason: '',
  verdict: 'undecided',
  dismissReason: '',
  status: 'not-started',
  priority: null,
  gate: null,
  tags: '',
  note: '',
}

const FIELDS = [
  'severity',
  'severityReason',
  'verdict',
  'dismissReason',
  'status',
  'priority',
  'gate',
  'tags',
  'note',
] as const

export interface Decide {
  readonly findingId: number
  /** The revision that the change was made on. */
  readonly rev: number
  readonly change: DecisionChange
}

export function decisionTable(db: Db, writer: Writer) {
  const severityOf = db.prepare('SELECT severity FROM findings WHERE id = ?')
  const hasItem = db.prepare(
    'SELECT 1 FROM action_items WHERE finding_id = ? AND removed_at IS NULL',
  )
  const select = db.prepare(`SELECT rev, severity, severity_reason AS severityReason, verdict,
    dismiss_reason AS dismissReason, status, priority, gate, tags, note
    FROM decisions WHERE finding_id = ?`)
  const insert = db.prepare(`INSERT INTO decisions (finding_id, rev, severity, severity_reason,
    verdict, dismiss_reason, status, priority, gate, tags, note, decided_at, decided_by)
    VALUES (@findingId, 1, @severity, @severityReason, @verdict, @dismissReason, @status, @priority,
    @gate, @tags, @note, @at, @actor) ON CONFLICT (finding_id) DO NOTHING`)
  const update = db.prepare(`UPDATE decisions SET rev = rev + 1, severity = @severity,
    severity_reason = @severityReason, verdict = @verdict, dismiss_reason = @dismissReason,
    status = @status, priority = @priority, gate = @gate, tags = @tags, note = @note,
    decided_at = @at, decided_by = @actor WHERE finding_id = @findingId AND rev = @rev`)

  /** Writes a changed decision with its events; belongs inside a transaction. */
  function put(
    findingId: number,
    before: DecisionRow,
    after: DecisionRow,
    original: Severity,
    command: Command,
  ): void {
    const row = { ...after, findingId, rev: before.rev, at: writer.now(), actor: writer.actor() }
    const { changes } = before.rev === 0 ? insert.run(row) : update.run(row)
    if (changes !== 1) throw changedMeanwhile(`Finding #${findingId}`)
    for (const field of FIELDS) {
      if (before[field] === after[field]) continue
      writer.record({
        kind: 'finding.decided',
        subject: `finding:${findingId}`,
        field,
        before: shown(field, before, original),
        after: shown(field, after, original),
        reason: reasonOf(field, after),
        commandId: command.id,
      })
    }
  }

  function decideOne({ findingId, rev, change }: Decide, command: Command) {
    const finding = severityOf.get(findingId) as { severity: Severity } | undefined
    if (finding === undefined) {
      throw new AppError('not-found', `There is no finding #${findingId}.`, 'Choose another one.')
    }
    const before = (select.get(findingId) as DecisionRow | undefined) ?? UNDECIDED
    if (before.rev !== rev) throw changedMeanwhile(`Finding #${findingId}`)
    const after = apply(before, change, finding.severity)
    if (after.status !== before.status && hasItem.get(findingId) !== undefined) {
      throw new AppError(
        'conflict',
        `The work on finding #${findingId} is an action item, which says how far it is.`,
        'Move the action item in the Plan place.',
      )
    }
    // The same judgement again, as a key that is held down gives it.
    if (FIELDS.every((field) => before[field] === after[field])) return { rev }
    put(findingId, before, after, finding.severity, command)
    return { rev: rev + 1 }
  }

  return {
    /** The status that follows from a finding's action item; belongs inside its transaction. */
    followItem(findingId: number, status: Status, command: Command): void {
      const original = (severityOf.get(findingId) as { severity: Severity }).severity
      const before = (select.get(findingId) as DecisionRow | undefined) ?? UNDECIDED
      if (before.status !== status) {
        put(findingId, before, { ...before, status }, original, command)
      }
    },
    /**
     * Applies a change and gives the new revision. Throws `not-found`, `conflict` when the decision
     * is of another revision, `reason-required` when a reason is missing.
     */
    decide: (wanted: Decide, command: Command): { readonly rev: number } =>
      writer.write(() => decideOne(wanted, command), command),
    /** Applies one change to many findings, to all or none of them. Throws as `decide` does. */
    decideAll: (
      findings: readonly Pick<Decide, 'findingId' | 'rev'>[],
      change: DecisionChange,
      command: Command,
    ): void =>
      writer.write(() => {
        for (const one of findings) decideOne({ ...one, change }, command)
      }, command),
  }
}

function apply(before: DecisionRow, change: DecisionChange, original: Severity): DecisionRow {
  const wanted = change.severity ?? before.severity ?? original
  const severity = wanted === original ? null : wanted
  const isChanged = severity !== before.severity
  const severityReason = (change.severityReason ?? (isChanged ? '' : before.severityReason)).trim()
  if (severity !== null && severityReason === '') {
    throw new AppError(
      'reason-required',
      `A severity other than the analyzer's (${original}) needs a reason.`,
      'Write a sentence that says why.',
    )
  }
  const verdict = change.verdict ?? before.verdict
  const dismissReason = (change.dismissReason ?? before.dismissReason).trim()
  if (verdict === 'dismissed' && dismissReason === '') {
    throw new AppError(
      'reason-required',
      'A finding is dismissed with a reason.',
      'Write a sentence that says why it does not stand.',
    )
  }
  const tags = change.tags ?? before.tags
  const problem = tagProblem(tags)
  if (problem !== undefined) {
    throw new AppError('invalid-input', problem, 'Leave some out, or write shorter ones.')
  }
  return {
    rev: before.rev,
    severity,
    severityReason: severity === null ? '' : severityReason,
    verdict,
    dismissReason: verdict === 'dismissed' ? dismissReason : '',
    status: change.status ?? before.status,
    priority: change.priority ?? before.priority,
    gate: change.gate ?? before.gate,
    tags: tagText(tagsOf(tags)),
    note: change.note ?? before.note,
  }
}

/** A field's value in the record; the analyzer's severity stands where none was set. */
function shown(field: (typeof FIELDS)[number], row: DecisionRow, original: Severity): string {
  return field === 'severity' ? (row.severity ?? original) : (row[field] ?? '')
}

function reasonOf(field: (typeof FIELDS)[number], after: DecisionRow): string {
  if (field === 'severity') return after.severityReason
  return field === 'verdict' ? after.dismissReason : ''
}
