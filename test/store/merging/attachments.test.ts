import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { ReviewStore } from '../../../electron/store/review-store.ts'
import { aCommand } from '../../support/stores.ts'
import { merge, twoCopies } from './two-copies.ts'

function attach(store: ReviewStore, findingId: number, name: string, words = 'a log\n'): void {
  const content = Buffer.from(words)
  store.attachments.add(() => ({ findingId, name, kind: 'text', content }), aCommand('attach'))
}

test('files that two attached stand side by side, their bytes once', () => {
  const { ids, ada, bea } = twoCopies(2)
  attach(ada.store, ids[0] ?? 0, 'ada.log')
  attach(bea.store, ids[1] ?? 0, 'bea.log')
  const { result } = merge(ada.store, bea.file)
  expect(result).toMatchObject({ added: 1, left: [] })
  expect(ada.store.attachments.all()).toMatchObject([
    { findingId: ids[0], name: 'ada.log', by: 'ada' },
    { findingId: ids[1], name: 'bea.log', by: 'bea' },
  ])
  const db = new Database(ada.file, { readonly: true })
  expect(db.prepare('SELECT COUNT(*) FROM attached_bytes').pluck().get()).toBe(1)
  db.close()
  const step = ada.store.steps.around().undo
  ada.store.steps.undo(step?.id ?? 0, aCommand('history.undo'))
  expect(ada.store.attachments.all()).toMatchObject([{ name: 'ada.log' }])
  ada.store.steps.redo(step?.id ?? 0, aCommand('history.redo'))
  expect(
    ada.store.attachments.all().map(({ id }) => ada.store.attachments.read(id).toString()),
  ).toEqual(['a log\n', 'a log\n'])
})

test.each([
  ['another content', "UPDATE attached_bytes SET content = x'00'"],
  ['another kind', "UPDATE attachments SET kind = 'png', rev = rev + 1"],
  ['another size', 'UPDATE attachments SET size = size + 1, rev = rev + 1'],
  ['a folder in its name', "UPDATE attachments SET name = '../a.log', rev = rev + 1"],
])('a file with %s than its row says stays there, and that is said', (_, tampering) => {
  const { ids, ada, bea } = twoCopies(1)
  attach(bea.store, ids[0] ?? 0, 'bea.log')
  bea.store.close()
  const db = new Database(bea.file)
  db.exec(tampering)
  db.close()
  const { result } = merge(ada.store, bea.file)
  expect(result.left).toMatchObject([expect.stringContaining('not what it says it is')])
  expect(ada.store.attachments.all()).toEqual([])
})

test('two captions of one file are a conflict that names the file', () => {
  const { ids, ada, bea } = twoCopies(1, (base, [id = 0]) => attach(base, id, 'crash.log'))
  for (const { store } of [ada, bea]) {
    const [file] = store.attachments.all()
    const words = `seen by ${store.writer.actor()}`
    store.attachments.caption(file?.id ?? 0, file?.rev ?? 0, words, aCommand('caption'))
  }
  const { preview } = merge(ada.store, bea.file, 'theirs')
  expect(preview.conflicts).toMatchObject([
    {
      findingId: ids[0],
      field: 'caption of an attached file (crash.log)',
      mine: { text: 'seen by ada' },
      theirs: { text: 'seen by bea' },
    },
  ])
  expect(ada.store.attachments.all()).toMatchObject([{ caption: 'seen by bea' }])
})
