import { expect, test } from 'vitest'
import { aCommand } from '../../support/stores.ts'
import { merge, twoCopies } from './two-copies.ts'

test('minutes of two presentations stand together; the walkthrough of the other side stays there', () => {
  const { ids, ada, bea } = twoCopies(2)
  for (const { store } of [ada, bea]) {
    const place = { path: 'app.py', startLine: 1, endLine: 1, title: 'One', text: '', reason: '' }
    const step = { ...place, findingId: ids[0] ?? 0, view: 'source' } as const
    const made = { title: 'Tour', explanation: '', steps: [step] }
    store.walkthrough.replace(made, aCommand('walkthrough.make'))
    store.walkthrough.decide(
      store.walkthrough.read().steps[0]?.id ?? 0,
      { outcome: 'agree', speaker: store.writer.actor(), words: '' },
      aCommand('walkthrough.decide'),
    )
  }
  const { result } = merge(ada.store, bea.file)
  expect(ada.store.walkthrough.minutes().map(({ speaker }) => speaker)).toEqual(['ada', 'bea'])
  expect(result.left).toEqual([])
  const { id: stepId = 0 } = bea.store.walkthrough.read().steps[0] ?? {}
  const change = { kind: 'edit', stepId, text: 'Other' } as const
  bea.store.walkthrough.change(1, change, aCommand('walkthrough.change'))
  expect(ada.store.merges.preview(bea.file).left).toMatchObject([
    expect.stringContaining('walkthrough'),
  ])
})
