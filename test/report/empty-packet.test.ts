// A packet with nothing in it is read too: no table without rows, no advice about what is not there.
import { describe, expect, it } from 'vitest'
import type { ReviewSnapshot } from '../../electron/api/snapshot.ts'
import { aFinding, aSnapshot } from '../support/builders.ts'
import { nodesOf, packetOf, parsed, textOf } from '../support/packet-reading.ts'

const DISMISSED = aFinding({ verdict: 'dismissed', dismissReason: 'Not reachable.' })

const EMPTY: readonly (readonly [string, ReviewSnapshot])[] = [
  ['without findings', aSnapshot()],
  ['with one finding that was dismissed', aSnapshot({ findings: [DISMISSED] })],
]

/** Advice to do something with none of them. */
const ABOUT_NOTHING =
  /\b(?:close|add|each of|with|the|write) 0 |\b0 (?:blockers|new tests|commits|fixes|findings) (?:planned|with|not yet|guard|to)|\(0\) (?:without|are|is)|\ball 0\b/i

describe.each(EMPTY)('a packet %s', (_, snapshot) => {
  const documents = packetOf(snapshot).filter(({ path }) => path.endsWith('.md'))

  it('has no table without rows', () => {
    const bare = documents.flatMap(({ path, text }) =>
      nodesOf(parsed(text)).flatMap((node) =>
        node.type === 'table' && node.children.length < 2 ? [`${path}: ${textOf(node)}`] : [],
      ),
    )
    expect(bare).toEqual([])
  })

  it('gives no advice about what is not there', () => {
    const odd = documents.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => ABOUT_NOTHING.test(line))
        .map((line) => `${path}: ${line}`),
    )
    expect(odd).toEqual([])
  })

  it('says in the full review that nothing stands', () => {
    const review = documents.find(({ path }) => path.endsWith('CODE_REVIEW.md'))?.text
    expect(review).toMatch(/## Findings \(0\)\n\n(?:No rule of this review|Nothing stands)/)
  })
})
