import { expect, test } from 'vitest'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { packetModel } from '../../electron/report/model.ts'
import { buildPacket } from '../../electron/report/packet.ts'
import { preflight } from '../../electron/report/preflight.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'

const NO_MASKS = { secret: 0, address: 0, 'home folder': 0, term: 0 }

function aReview(text: string, statuses: readonly ('not-started' | 'verified')[]): ReviewSnapshot {
  return aSnapshot({
    findings: statuses.map((status, index) =>
      aFinding({ number: index + 1, label: `CRITICAL-${index + 1}`, gate: 'merge', status }),
    ),
    texts: [{ field: 'assessment', text, isConfirmed: true }],
  })
}

function shown(snapshot: ReviewSnapshot): string {
  return packetModel(snapshot).snapshot.texts?.[0]?.text ?? ''
}

test('figures and findings that a text names follow the data', () => {
  const text = 'Close {{count.blockers}} blockers, first [[CRITICAL-2]], then [[#1]].'
  expect(shown(aReview(text, ['not-started', 'not-started']))).toBe(
    'Close 2 blockers, first CRITICAL-2 (#2), then CRITICAL-1 (#1).',
  )
  expect(shown(aReview(text, ['verified', 'not-started']))).toMatch(/^Close 1 blockers/)
})

test('the figure is the same in every document that prints the text', () => {
  const files = buildPacket(aReview('We found {{count.findings}}.', ['verified', 'not-started']), {
    sha256: () => '0'.repeat(64),
  })
  const texts = files.filter(({ text }) => text.includes('We found'))
  expect(texts.length).toBeGreaterThan(2)
  for (const { path, text } of texts) {
    expect(text.includes('We found 2.') && !text.includes('{{count'), path).toBe(true)
  }
})

test.each(['[[HIGH-99]]', '[[#77]]', '{{count.unicorns}}', '{{constructor}}'])(
  'the unknown reference %s stays as it is and preflight names it',
  (reference) => {
    const snapshot = aReview(`See ${reference} there.`, ['not-started'])
    expect(shown(snapshot)).toBe(`See ${reference} there.`)
    const named = preflight(packetModel(snapshot), NO_MASKS).filter(
      ({ kind }) => kind === 'reference',
    )
    expect(named.map(({ message }) => message).join()).toContain(
      reference.replaceAll(/\[\[(?!#)|(?<!\d)\]\]/g, ''),
    )
  },
)

test.each(['{{', '[[', '{{{{count.open}}}}', '[[[#1]]]', 'a[[0]] = {{1}}', '{{ count.open'])(
  'what only looks like a reference is text: %s',
  (text) => {
    const { findings } = packetModel(aReview(text, ['not-started'])).snapshot
    expect(findings).toHaveLength(1)
  },
)
