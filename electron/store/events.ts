// The record of every change: append-only, each row chained to the one before by its hash.
import { createHash } from 'node:crypto'
import type { Db } from './connection.ts'

/** One changed field of one thing. */
export interface NewEvent {
  /** `finding.decided`, `fix.saved`, `run.finished` … */
  readonly kind: string
  /** `finding:12`, `fix:3`, `run:1`, `review`. */
  readonly subject: string
  readonly field?: string
  readonly before?: string
  readonly after?: string
  readonly reason?: string
  /** The command that asked for the change, '' for what nobody asked for. */
  readonly commandId?: string
  /** Who made the change, where that is not who asks for it: another reviewer's, merged. */
  readonly actor?: string
}

export interface StoredEvent {
  readonly seq: number
  readonly at: string
  readonly actor: string
  readonly kind: string
  readonly subject: string
  readonly field: string
  readonly before: string
  readonly after: string
  readonly reason: string
  readonly commandId: string
  readonly previousHash: string
  readonly hash: string
}

const COLUMNS = `seq, at, actor, kind, subject, field, before_value AS before,
  after_value AS after, reason, command_id AS commandId, previous_hash AS previousHash, hash`

/** Reads and appends events. `append` belongs inside the transaction that makes the change. */
export function eventTable(db: Db) {
  const last = db.prepare('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1')
  const insert = db.prepare(`INSERT INTO events (seq, at, actor, kind, subject, field, before_value,
    after_value, reason, command_id, previous_hash, hash) VALUES (@seq, @at, @actor, @kind, @subject,
    @field, @before, @after, @reason, @commandId, @previousHash, @hash)`)
  const all = db.prepare(`SELECT ${COLUMNS} FROM events ORDER BY seq`)
  const ofSubject = db.prepare(`SELECT ${COLUMNS} FROM events WHERE subject = ? ORDER BY seq`)
  const between = db.prepare(`SELECT ${COLUMNS} FROM events WHERE seq BETWEEN ? AND ? ORDER BY seq`)
  const ofFieldAfter = db.prepare(`SELECT ${COLUMNS} FROM events WHERE seq > ? AND field = ?
    ORDER BY seq`)
  const ofKind = db.prepare(`SELECT ${COLUMNS} FROM events WHERE kind = ? ORDER BY seq`)
  return {
    append(event: NewEvent, at: string, actor: string): void {
      const previous = last.get() as { seq: number; hash: string } | undefined
      const content = {
        seq: (previous?.seq ?? 0) + 1,
        at,
        actor: event.actor ?? actor,
        kind: event.kind,
        subject: event.subject,
        field: event.field ?? '',
        before: event.before ?? '',
        after: event.after ?? '',
        reason: event.reason ?? '',
        commandId: event.commandId ?? '',
        previousHash: previous?.hash ?? '',
      }
      insert.run({ ...content, hash: eventHash(content) })
    },
    all: () => all.all() as StoredEvent[],
    /** Counts up with every change of the review. */
    lastSeq: () => (last.get() as { seq: number } | undefined)?.seq ?? 0,
    /** Changes of a field after an event. */
    ofFieldAfter: (field: string, seq: number) => ofFieldAfter.all(seq, field) as StoredEvent[],
    ofKind: (kind: string) => ofKind.all(kind) as StoredEvent[],
    /** Events by their numbers, both ends included. */
    between: (first: number, last: number) => between.all(first, last) as StoredEvent[],
    of: (subject: string) => ofSubject.all(subject) as StoredEvent[],
    /** The first event whose place in the chain or content does not hold; undefined if all do. */
    firstBroken(): number | undefined {
      let previousHash = ''
      let seq = 0
      for (const event of all.iterate() as IterableIterator<StoredEvent>) {
        seq += 1
        const isWhole =
          event.seq === seq &&
          event.previousHash === previousHash &&
          event.hash === eventHash(event)
        if (!isWhole) return event.seq
        previousHash = event.hash
      }
      return undefined
    },
  }
}

function eventHash(event: Omit<StoredEvent, 'hash'>): string {
  const content = [
    event.seq,
    event.at,
    event.actor,
    event.kind,
    event.subject,
    event.field,
    event.before,
    event.after,
    event.reason,
    event.commandId,
    event.previousHash,
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
