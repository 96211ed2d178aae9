// The walkthrough with its steps, and the minutes of its presentations.
import { AppError } from '../api/errors.ts'
import type { Minute, Outcome, WalkthroughChange, WalkthroughStep } from '../api/walkthrough.ts'
import { changedMeanwhile } from './changed-meanwhile.ts'
import type { Db } from './connection.ts'
import type { Command, Writer } from './writer.ts'

export type StoredWalkthroughStep = Omit<WalkthroughStep, 'severity'>
export type NewWalkthroughStep = Omit<StoredWalkthroughStep, 'id' | 'note'>

export interface StoredWalkthrough {
  readonly rev: number
  readonly title: string
  readonly explanation: string
  readonly steps: readonly StoredWalkthroughStep[]
}

const NOBODY_READS = 'private'

export function walkthroughTable(db: Db, writer: Writer) {
  const head = db.prepare('SELECT rev, title, explanation FROM walkthrough')
  const setHead = db.prepare(`UPDATE walkthrough SET rev = rev + 1, title = @title,
    explanation = @explanation WHERE rev = @rev`)
  const steps = db.prepare(`SELECT id, finding_id AS findingId, path, start_line AS startLine,
    end_line AS endLine, title, text, note, view, reason FROM walkthrough_steps
    ORDER BY position, id`)
  const insert = db.prepare(`INSERT INTO walkthrough_steps (position, finding_id, path, start_line,
    end_line, title, text, view, reason) VALUES (@position, @findingId, @path, @startLine, @endLine,
    @title, @text, @view, @reason)`)
  const place = db.prepare(
    'UPDATE walkthrough_steps SET position = ? WHERE id = ? AND position <> ?',
  )
  const forgetReason = db.prepare("UPDATE walkthrough_steps SET reason = '' WHERE id = ?")
  const edit = db.prepare(`UPDATE walkthrough_steps SET title = @title, text = @text, note = @note,
    view = @view WHERE id = @id`)
  const remove = db.prepare('DELETE FROM walkthrough_steps WHERE id = ?')
  const clear = db.prepare('DELETE FROM walkthrough_steps')
  const minutes = db.prepare(`SELECT id, at, speaker, outcome, finding_id AS findingId, title,
    place, words FROM minutes ORDER BY id`)
  const addMinute = db.prepare(`INSERT INTO minutes (at, speaker, outcome, finding_id, title, place,
    words) VALUES (@at, @speaker, @outcome, @findingId, @title, @place, @words)`)

  function read(): StoredWalkthrough {
    const row = head.get() as Omit<StoredWalkthrough, 'steps'>
    return { ...row, steps: steps.all() as StoredWalkthroughStep[] }
  }
  function stepOf(walkthrough: StoredWalkthrough, id: number): StoredWalkthroughStep {
    const step = walkthrough.steps.find((one) => one.id === id)
    if (step === undefined) {
      throw new AppError('not-found', 'This step is not there any more.', 'Look at the list anew.')
    }
    return step
  }
  function record(field: string, before: string, after: string, command: Command): void {
    if (before === after) return
    writer.record({
      kind: 'walkthrough.changed',
      subject: 'walkthrough',
      field,
      before,
      after,
      commandId: command.id,
    })
  }
  function put(before: StoredWalkthrough, title: string, explanation: string): void {
    if (setHead.run({ rev: before.rev, title, explanation }).changes !== 1)
      throw changedMeanwhile('The walkthrough')
  }

  function carryOut(
    { steps: list, title }: StoredWalkthrough,
    change: WalkthroughChange,
    command: Command,
  ): void {
    if (change.kind === 'title') {
      record('title', title, change.title, command)
      return
    }
    const step = stepOf({ rev: 0, title, explanation: '', steps: list }, change.stepId)
    const at = list.indexOf(step)
    const others = list.filter((one) => one !== step)
    switch (change.kind) {
      case 'move': {
        const next = [...others.slice(0, change.to), step, ...others.slice(change.to)]
        const to = next.indexOf(step)
        if (to === at) return
        for (const [index, { id }] of next.entries()) place.run(index, id, index)
        forgetReason.run(step.id)
        record(`step:${step.id}.place`, String(at + 1), String(to + 1), command)
        return
      }
      case 'remove':
        remove.run(step.id)
        for (const [index, { id }] of others.entries()) place.run(index, id, index)
        record(`step:${step.id}`, step.title, '', command)
        return
      case 'edit': {
        const { title = step.title, text = step.text, note = step.note, view = step.view } = change
        edit.run({ id: step.id, title, text, note, view })
        record(`step:${step.id}.title`, step.title, title, command)
        record(`step:${step.id}.text`, step.text, text, command)
        record(`step:${step.id}.view`, step.view, view, command)
        if (step.note !== note) {
          // The record leaves with the packet; the speaker's words do not.
          writer.record({
            kind: 'walkthrough.changed',
            subject: 'walkthrough',
            field: `step:${step.id}.note`,
            before: step.note === '' ? '' : NOBODY_READS,
            after: note === '' ? '' : NOBODY_READS,
            commandId: command.id,
          })
        }
      }
    }
  }

  return {
    read,
    minutes: () => minutes.all() as Minute[],
    /** Puts another walkthrough in the place of the present one. */
    replace(
      {
        title,
        explanation,
        steps: next,
      }: Pick<StoredWalkthrough, 'title' | 'explanation'> & {
        readonly steps: readonly NewWalkthroughStep[]
      },
      command: Command,
    ): { readonly rev: number } {
      return writer.write(() => {
        const before = read()
        clear.run()
        for (const [position, step] of next.entries()) insert.run({ ...step, position })
        put(before, title, explanation)
        writer.record({
          kind: 'walkthrough.made',
          subject: 'walkthrough',
          field: 'steps',
          before: outline(before.steps),
          after: outline(next),
          commandId: command.id,
        })
        return { rev: before.rev + 1 }
      }, command)
    },
    /** Throws `conflict` or `not-found`. */
    change(rev: number, change: WalkthroughChange, command: Command): { readonly rev: number } {
      return writer.write(() => {
        const before = read()
        if (before.rev !== rev) throw changedMeanwhile('The walkthrough')
        carryOut(before, change, command)
        const isMoved =
          change.kind === 'move' && read().steps.some(({ id }, at) => before.steps[at]?.id !== id)
        const isSaid = before.explanation.endsWith(BY_HAND)
        const explanation =
          isMoved && !isSaid ? `${before.explanation}${BY_HAND}` : before.explanation
        put(before, change.kind === 'title' ? change.title : before.title, explanation)
        return { rev: rev + 1 }
      }, command)
    },
    /** Writes a line of the minutes. Throws `not-found`. */
    decide(
      stepId: number,
      decision: { readonly outcome: Outcome; readonly speaker: string; readonly words: string },
      command: Command,
    ): { readonly minuteId: number } {
      return writer.write(() => {
        const { findingId, title, path, startLine } = stepOf(read(), stepId)
        const row = {
          ...decision,
          at: writer.now(),
          findingId,
          title,
          place: `${path}:${startLine}`,
        }
        const minuteId = Number(addMinute.run(row).lastInsertRowid)
        writer.record({
          kind: 'walkthrough.decided',
          subject: findingId === null ? 'walkthrough' : `finding:${findingId}`,
          field: `minute:${minuteId}`,
          after: `${decision.outcome}, ${decision.speaker}`,
          reason: decision.words,
          commandId: command.id,
        })
        return { minuteId }
      }, command)
    },
  }
}

const BY_HAND = ' Some steps were moved by hand.'

/** The steps in short, for the record of changes. */
export function outline(steps: readonly Pick<StoredWalkthroughStep, 'title' | 'path'>[]): string {
  return steps.map(({ title, path }, at) => `${at + 1}. ${title} (${path})`).join('\n')
}
