import { describe, expect, test } from 'vitest'
import type { ReviewStore } from '../../../electron/store/review-store.ts'
import { aCommand } from '../../support/stores.ts'
import { carry } from './random-edits.ts'
import { merge, twoCopies } from './two-copies.ts'

const placesOf = (store: ReviewStore) =>
  store.anchors.all().map(({ range, state, settled }) => [range.startLine, state, settled])

function settle(store: ReviewStore, findingId: number, settled: 'accepted' | 'closed'): void {
  const mark = { findingId }
  const { rev = 0 } = store.anchors.get(mark) ?? {}
  const asked = aCommand('drift.settle')
  store.writer.write(() => store.anchors.settle(mark, rev, settled, undefined, asked), asked)
}

describe('marks that followed the code', () => {
  test('on the other side alone come with the text of their file', () => {
    const { ids, ada, bea } = twoCopies(3)
    carry({ store: bea.store, ids, n: 4 })
    const { preview } = merge(ada.store, bea.file)
    expect(preview).toMatchObject({ conflicts: [], left: [] })
    expect(placesOf(ada.store)).toEqual(placesOf(bea.store))
    const text = (store: ReviewStore) => store.carriedFiles.get('app.py')?.textSha256
    expect(text(ada.store)).toBe(text(bea.store))
    expect(ada.store.texts.read(text(ada.store) ?? '')?.toString()).toContain('# carried')
    expect(ada.store.findings.list()).toMatchObject(
      bea.store.findings.list().map(({ location }) => ({ location })),
    )
    ada.store.steps.undo(ada.store.steps.around().undo?.id ?? 0, aCommand('history.undo'))
    expect(placesOf(ada.store)).toEqual([])
    expect(text(ada.store)).toBeUndefined()
  })

  test.each([
    ['mine', 4],
    ['theirs', 5],
  ] as const)('into two texts of one file are one choice: %s', (choice, n) => {
    const { ids, ada, bea } = twoCopies(3)
    carry({ store: ada.store, ids, n: 4 })
    carry({ store: bea.store, ids, n: 5 })
    const { preview } = merge(ada.store, bea.file, choice)
    expect(preview.conflicts).toMatchObject([
      {
        about: 'app.py',
        field: 'text that its marks followed (3 marks there)',
        mine: { text: expect.stringMatching(/^app\.py, 24 lines, content /), by: 'ada' },
        theirs: { by: 'bea' },
      },
    ])
    expect(placesOf(ada.store).map(([line]) => line)).toEqual(
      ids.map((_, at) => 1 + ((at + n) % 20)),
    )
  })

  test('into the same text are no question, and what one said of a mark counts', () => {
    const { ids, ada, bea } = twoCopies(3)
    carry({ store: ada.store, ids, n: 4 })
    carry({ store: bea.store, ids, n: 4 })
    settle(bea.store, ids[0] ?? 0, 'accepted')
    settle(ada.store, ids[1] ?? 0, 'closed')
    expect(merge(ada.store, bea.file).preview.conflicts).toEqual([])
    expect(placesOf(ada.store).map(([, , settled]) => settled)).toEqual([
      'accepted',
      'closed',
      'open',
    ])
  })

  test('and that both settled in another way are asked about one by one', () => {
    const { ids, ada, bea } = twoCopies(2, (base, all) => carry({ store: base, ids: all, n: 4 }))
    settle(ada.store, ids[0] ?? 0, 'closed')
    settle(bea.store, ids[0] ?? 0, 'accepted')
    const { preview } = merge(ada.store, bea.file, 'theirs')
    expect(preview.conflicts).toMatchObject([
      {
        findingId: ids[0],
        mine: { text: 'app.py:5 (moved, closed)' },
        theirs: { text: 'app.py:5 (moved, accepted)' },
      },
    ])
    expect(placesOf(ada.store)[0]?.[2]).toBe('accepted')
  })
})
