// Another reviewer's database merged into this one: looked at first, then written as one step.
import { AppError } from '../../api/errors.ts'
import type { MergeChoice, MergeConflict, MergePreview, MergeResult } from '../../api/merge.ts'
import type { Db } from '../connection.ts'
import { findingTable } from '../findings.ts'
import { threadTable } from '../threads.ts'
import type { Command, Writer } from '../writer.ts'
import { mergedFiles, mergedMasks } from './apart.ts'
import { rowWriter, staleMerge } from './apply.ts'
import { contentCarrier } from './carried-content.ts'
import { compare, type Difference, findingOf } from './compare.ts'
import { leftBehind } from './left-behind.ts'
import { basesOf } from './records.ts'
import { refuseOtherReview } from './same-review.ts'
import { sideOf } from './side.ts'
import { type SourceOptions, withSource } from './source.ts'
import type { WholeChange } from './whole.ts'
import { mergedMarks } from './whole-marks.ts'
import { mergedPlan } from './whole-plan.ts'
import { mergedWalkthrough } from './whole-walkthrough.ts'
import { aboutWords, fieldWords, saidBy } from './words.ts'
import { findingWriter } from './written-findings.ts'

/** Tables whose rows people know as things of their own. */
const NEW_THINGS = new Set([
  'people',
  'manual_findings',
  'fixes',
  'new_tests',
  'action_items',
  'threads',
  'comments',
  'attachments',
  'strengths',
  'checks',
  'finding_templates',
  'minutes',
])

export function mergeTable(db: Db, writer: Writer, file: string, options: SourceOptions) {
  const insertMerge = db.prepare(`INSERT INTO merges (at, reviewers, their_seq, their_hash)
    VALUES (@at, @reviewers, @seq, @hash)`)
  const keepEvent = db.prepare(`INSERT INTO merged_events (hash, seq, at, actor, kind, subject,
    field, before_value, after_value, reason, command_id, previous_hash) VALUES (@hash, @seq, @at,
    @actor, @kind, @subject, @field, @before, @after, @reason, @commandId, @previousHash)
    ON CONFLICT (hash) DO NOTHING`)
  const reviewers = db.prepare('SELECT reviewers FROM merges ORDER BY id').pluck()

  /** All that a merge would do; reads alone. */
  function look(theirDb: Db) {
    const [ours, theirs] = [sideOf(db), sideOf(theirDb)]
    const bases = basesOf(ours, theirs)
    refuseOtherReview(ours, theirs, bases.shared)
    const comparison = compare(ours, theirs, bases)
    const content = contentCarrier(db, theirDb)
    const coming = new Set(
      comparison.additions.flatMap((one) => [
        findingOf(theirs, one.table, one.theirs),
        one.table.table === 'threads' ? `thread:${one.theirs.origin}` : undefined,
      ]),
    )
    const isHere = (name: string) => ours.idOf(name) !== undefined || coming.has(name)
    const wholes = [
      mergedPlan(ours, theirs, bases, writer),
      mergedFiles(ours, theirs, bases, content.text),
      mergedMasks(ours, theirs, bases),
      mergedWalkthrough(ours, theirs, bases, isHere),
      mergedMarks({ ours, theirs, bases, isHere, carryText: content.text }),
    ]
    const left = [...leftBehind(ours, theirs, comparison), ...wholes.flatMap((whole) => whole.left)]
    const [ourLast, theirLast] = [ours.events.at(-1), theirs.events.at(-1)]
    return {
      ...{ ours, theirs, bases, comparison, content, left, theirLast },
      wholes: wholes.flatMap(({ changes }) => changes),
      wholeConflicts: wholes.flatMap((whole) => whole.conflicts),
      joined: wholes.flatMap(({ joined }) => joined),
      state: `${ourLast?.hash ?? ''}:${theirLast?.hash ?? ''}`,
      people: [...new Set(bases.theirs.events.map(({ actor }) => actor))].sort(),
    }
  }
  type Looked = ReturnType<typeof look>

  function conflictsOf(looked: Looked): readonly MergeConflict[] {
    const { ours, theirs, bases, comparison, wholeConflicts } = looked
    const found = comparison.conflicts.map((one): MergeConflict => {
      const finding = findingOf(ours, one.table, one.ours)
      const findingId = finding === undefined ? undefined : ours.idOf(finding)
      return {
        key: keyOf(one),
        findingId: findingId ?? null,
        about:
          findingId === undefined
            ? aboutWords(one.table.table, one.ours.row)
            : ours.titleOf(findingId),
        field: fieldWords(one.table.table, one.group.label, one.ours.row),
        mine: saidBy(ours, bases.ours, one, one.ours),
        theirs: saidBy(theirs, bases.theirs, one, one.theirs),
      }
    })
    return [...found, ...wholeConflicts.map(({ conflict }) => conflict)]
  }

  function openThread(conflict: MergeConflict, command: Command): void {
    const findingId = conflict.findingId
    const findings = findingTable(db)
    const finding = findingId === null ? undefined : findings.get(findingId)
    if (findingId === null || finding === undefined) {
      throw new AppError(
        'invalid-input',
        'Both can be kept as a thread only where the field belongs to a finding.',
        'Take mine or theirs.',
      )
    }
    const { path, range } = finding.location
    const { mine, theirs } = conflict
    const text = [
      `Two reviewers differ about the ${conflict.field}.`,
      `${mine.by || 'Here'}: ${mine.text}`,
      `${theirs.by || 'There'}: ${theirs.text}`,
    ].join('\n\n')
    const { startLine, endLine } = range
    const snippet = findings.body(findingId)?.snippet ?? ''
    threadTable(db, writer).open(
      { findingId, path, startLine, endLine, snippet, textSha256: finding.textSha256 },
      text.slice(0, 20_000),
      { id: crypto.randomUUID(), method: command.method },
    )
  }

  function carryOut(
    looked: Looked,
    choices: ReadonlyMap<string, MergeChoice>,
    command: Command,
  ): MergeResult {
    const { ours, theirs, bases, comparison, wholeConflicts, people, theirLast } = looked
    const left = [...looked.left]
    const conflicts = conflictsOf(looked)
    const chosen = (key: string): MergeChoice => {
      const choice = choices.get(key)
      if (choice === undefined) throw staleMerge()
      return choice
    }
    for (const { key } of conflicts) chosen(key)
    writer.record({
      kind: 'review.merged',
      subject: 'review',
      field: 'merge',
      after: people.join(', '),
      reason: `${bases.theirs.events.length} events of the other record, up to number ${theirLast?.seq ?? 0} (${theirLast?.hash ?? ''}); ${conflicts.length} conflicts`,
      commandId: command.id,
    })
    insertMerge.run({
      at: writer.now(),
      reviewers: JSON.stringify(people),
      seq: theirLast?.seq ?? 0,
      hash: theirLast?.hash ?? '',
    })
    for (const event of theirs.events.slice(bases.shared)) keepEvent.run(event)

    const rows = rowWriter({
      ...{ db, writer, ours, theirs, bases, command, content: looked.content },
      leave: (sentence) => left.push(sentence),
    })
    for (const [name, id] of comparison.aliases) rows.know(name, id)
    const writeFinding = findingWriter(ours, theirs, looked.content.text)
    for (const addition of comparison.additions) {
      const { table, theirs: their } = addition
      const name = findingOf(theirs, table, their)
      if (
        table.table === 'manual_findings' &&
        name !== undefined &&
        ours.idOf(name) === undefined
      ) {
        const id = writeFinding(Number(their.row.finding_id))
        if (id === undefined) left.push(`The finding “${their.row.title}” could not be read.`)
        else rows.know(name, id)
      }
      rows.add(addition)
    }
    for (const both of comparison.signed) rows.sign(both)
    for (const difference of comparison.taken) rows.take(difference)
    for (const [at, difference] of comparison.conflicts.entries()) {
      const conflict = conflicts[at]
      if (conflict === undefined) continue
      const choice = chosen(conflict.key)
      if (choice === 'theirs') rows.take(difference, `, in the place of “${conflict.mine.text}”`)
      if (choice === 'both') openThread(conflict, command)
    }
    for (const whole of looked.wholes) takeWhole(whole)
    for (const { conflict, change } of wholeConflicts) {
      const choice = chosen(conflict.key)
      if (choice === 'theirs') takeWhole(change)
      if (choice === 'both') openThread(conflict, command)
    }
    const { joined } = looked
    return { ...countsOf(looked), conflicts: conflicts.length, joined, left }

    function takeWhole({ subject, field, before, after, actor, write }: WholeChange): void {
      write(rows.idHere)
      const reason = 'Merged from another copy'
      writer.record({
        ...{ kind: 'merge.taken', subject, field, before, after, actor, reason },
        commandId: command.id,
      })
    }
  }

  return {
    /** Reviewers whose work was merged and not taken back, in the order of the merges. */
    reviewers(): readonly string[] {
      const lists = reviewers.all().map((json) => JSON.parse(String(json)) as string[])
      return [...new Set(lists.flat())]
    },
    /** What merging the database at `from` would do. Throws as `withSource` does. */
    preview: (from: string): MergePreview =>
      withSource(from, file, options, (theirDb) => {
        const looked = db.transaction(() => look(theirDb)).deferred()
        const { state, people, bases, joined, left } = looked
        return {
          ...{ state, file: from, reviewers: people, shared: bases.shared },
          ...countsOf(looked),
          conflicts: [...conflictsOf(looked)],
          joined: [...joined],
          left: [...left],
        }
      }),
    /**
     * Merges the database at `from` in one step. Throws as `withSource` does, `conflict` when either
     * side changed since `state` was seen, a conflict has no choice, or there is nothing new.
     */
    apply: (
      from: string,
      state: string,
      choices: ReadonlyMap<string, MergeChoice>,
      command: Command,
    ): MergeResult =>
      withSource(from, file, options, (theirDb) =>
        writer.write(() => {
          const looked = look(theirDb)
          if (looked.state !== state) throw staleMerge()
          if (looked.bases.theirs.events.length === 0) throw nothingNew()
          return carryOut(looked, choices, command)
        }, command),
      ),
  }
}

function countsOf({
  bases,
  comparison,
  wholes,
}: {
  readonly bases: ReturnType<typeof basesOf>
  readonly comparison: ReturnType<typeof compare>
  readonly wholes: readonly unknown[]
}) {
  // The first decision about a finding is a field of the finding, not something new.
  const added = comparison.additions.filter(({ table }) => NEW_THINGS.has(table.table)).length
  const firsts = comparison.additions.length - added
  return {
    events: bases.theirs.events.length,
    taken: comparison.taken.length + firsts + wholes.length,
    added,
  }
}

function keyOf({ table, group, theirs }: Difference): string {
  return `${table.table}|${theirs.name}|${group.label}`
}

function nothingNew(): AppError {
  return new AppError(
    'conflict',
    'The other database holds nothing that this review does not have.',
    'Choose another one.',
  )
}
