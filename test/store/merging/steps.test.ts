import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { ReviewStore } from '../../../electron/store/review-store.ts'
import { aCommand } from '../../support/stores.ts'
import { randomNumbers } from '../random-actions.ts'
import { edit, writeAll } from './random-edits.ts'
import { decide, merge, twoCopies } from './two-copies.ts'

describe('a merge', () => {
  test('goes on where the last one ended, and is fast where only one side went on', () => {
    const { ids, ada, bea } = twoCopies(2)
    const [id = 0] = ids
    decide(bea.store, id, { note: 'first' })
    merge(ada.store, bea.file)
    decide(bea.store, id, { note: 'second' })
    const { preview } = merge(ada.store, bea.file)
    expect(preview).toMatchObject({ events: 1, taken: 1, conflicts: [] })
    expect(ada.store.findings.get(id)?.note).toBe('second')
    // And back: what came from there is no news there.
    expect(bea.store.merges.preview(ada.file)).toMatchObject({ taken: 0, conflicts: [] })
  })

  test('is one step: undone, the review says what it said; done again, what it said after', () => {
    const { ids, ada, bea } = twoCopies(6, writeAll)
    const below = randomNumbers(7)
    for (let count = 0; count < 60; count += 1) {
      edit(ada.store, ids, below, (field) => field % 2 === 0)
      edit(bea.store, ids, below, (field) => field % 2 === 1)
    }
    const before = ids.map((id) => ada.store.findings.get(id))
    const threads = ada.store.threads.all().length
    merge(ada.store, bea.file)
    const after = ids.map((id) => ada.store.findings.get(id))
    const step = ada.store.steps.around().undo
    expect(step?.method).toBe('merge.apply')
    ada.store.steps.undo(step?.id ?? 0, aCommand('history.undo'))
    const said = (rows: typeof before) =>
      rows.map((row) => {
        const anchor = row?.anchor && { ...row.anchor, rev: 0 }
        return { ...row, anchor, rev: 0, decidedAt: '', decidedBy: '' }
      })
    expect(said(ids.map((id) => ada.store.findings.get(id)))).toEqual(said(before))
    expect(ada.store.threads.all()).toHaveLength(threads)
    expect(ada.store.merges.reviewers()).toEqual([])
    ada.store.steps.redo(step?.id ?? 0, aCommand('history.redo'))
    expect(said(ids.map((id) => ada.store.findings.get(id)))).toEqual(said(after))
    expect(ada.store.merges.reviewers()).toEqual(['bea'])
    expect(ada.store.events.firstBroken()).toBeUndefined()
  })

  test('can be made again after it was taken back', () => {
    const { ids, ada, bea } = twoCopies(1)
    const [id = 0] = ids
    bea.store.threads.open(
      { findingId: id, path: 'app.py', startLine: 1, endLine: 1, snippet: 'pass', textSha256: '' },
      'why?',
      aCommand('threads.open'),
    )
    decide(bea.store, id, { note: 'mine' })
    merge(ada.store, bea.file)
    const step = ada.store.steps.around().undo
    ada.store.steps.undo(step?.id ?? 0, aCommand('history.undo'))
    merge(ada.store, bea.file)
    expect(ada.store.findings.get(id)?.note).toBe('mine')
    expect(ada.store.threads.all().map(({ comments }) => comments[0]?.text)).toEqual(['why?'])
  })

  test('records who changed what, and keeps the other record word for word', () => {
    const { ids, ada, bea } = twoCopies(1)
    const [id = 0] = ids
    decide(bea.store, id, { verdict: 'confirmed' })
    const { hash } = bea.store.events.all().at(-1) ?? {}
    merge(ada.store, bea.file)
    const events = ada.store.events.all()
    expect(events.slice(-2)).toMatchObject([
      { kind: 'review.merged', actor: 'ada', after: 'bea' },
      {
        kind: 'merge.taken',
        actor: 'bea',
        subject: `finding:${id}`,
        field: 'verdict',
        after: 'confirmed',
      },
    ])
    const db = new Database(ada.file, { readonly: true })
    expect(db.prepare('SELECT hash FROM merged_events').pluck().all()).toEqual([hash])
    db.close()
  })

  test('joins what two have read of one file, without what one took back', () => {
    const { ada, bea } = twoCopies(1)
    const sha = ada.store.findings.textOf('app.py') ?? ''
    const read = (store: ReviewStore, rev: number, ...lines: (readonly [number, number])[]) =>
      store.reviewedFiles.save(
        {
          path: 'app.py',
          rev,
          textSha256: sha,
          regions: lines.map(([startLine, endLine]) => ({ symbol: 'main', startLine, endLine })),
        },
        aCommand('regions.mark'),
      )
    read(ada.store, 0, [1, 5])
    read(bea.store, 0, [4, 9], [12, 12])
    merge(ada.store, bea.file)
    const regionsOf = (store: ReviewStore) =>
      store.reviewedFiles
        .get('app.py')
        ?.regions.map(({ startLine, endLine }) => [startLine, endLine])
    expect(regionsOf(ada.store)).toEqual([
      [1, 9],
      [12, 12],
    ])
    read(bea.store, 1, [4, 7])
    merge(ada.store, bea.file)
    expect(regionsOf(ada.store)).toEqual([[1, 7]])
  })

  test('takes the plan of the one who changed it, and asks when both did', () => {
    const { ids, ada, bea } = twoCopies(2)
    const add = (store: ReviewStore, title: string) =>
      store.plan.change(
        store.plan.read().rev,
        { kind: 'add-stream', title },
        [],
        aCommand('plan.change'),
      )
    const { id: streamId } = add(bea.store, 'Races')
    bea.store.plan.change(
      1,
      { kind: 'add-task', streamId: streamId ?? 0, title: 'Lock it' },
      [],
      aCommand('plan.change'),
    )
    const taskId = bea.store.plan.read().streams[0]?.tasks[0]?.id ?? 0
    bea.store.plan.change(
      2,
      { kind: 'place', findingIds: [...ids], taskId },
      [],
      aCommand('plan.change'),
    )
    merge(ada.store, bea.file)
    expect(ada.store.plan.read().streams).toMatchObject([
      { title: 'Races', tasks: [{ title: 'Lock it', findingIds: ids }] },
    ])
    add(ada.store, 'Mine')
    add(bea.store, 'Theirs')
    const { preview } = merge(ada.store, bea.file, 'theirs')
    expect(preview.conflicts).toMatchObject([{ key: 'plan', about: 'the whole plan' }])
    expect(ada.store.plan.read().streams.map(({ title }) => title)).toEqual(['Races', 'Theirs'])
  })

  test('brings the work on findings with the people who have it', () => {
    const { ids, ada, bea } = twoCopies(2)
    const person = { rev: 0, email: '', capacity: 3, isAway: false, expertise: [] }
    ada.store.people.save({ ...person, id: null, name: 'Cy' }, aCommand('items.savePerson'))
    ada.store.people.save({ ...person, id: null, name: 'Dee' }, aCommand('items.savePerson'))
    const dee = bea.store.people.save(
      { ...person, id: null, name: 'dee' },
      aCommand('items.savePerson'),
    )
    const item = bea.store.items.assign(ids[0] ?? 0, 0, dee.id, aCommand('items.assign'))
    bea.store.items.move(item.id, item.rev, 'in-progress', '', aCommand('items.move'))
    const { result } = merge(ada.store, bea.file)
    expect(result.left).toEqual([])
    expect(ada.store.items.all()).toMatchObject([{ state: 'in-progress', assignee: 'Dee' }])
    expect(ada.store.findings.get(ids[0] ?? 0)?.status).toBe('in-progress')
  })
})
