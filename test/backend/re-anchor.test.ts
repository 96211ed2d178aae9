import { describe, expect, test } from 'vitest'
import { reAnchor } from '../../electron/backend/anchors/re-anchor.ts'

const BEFORE = `import os


class Bank:
    def pay(self, amount):
        old = self.balance
        wait()
        self.balance = old - amount

    def name(self):
        label = self.label
        label = label.strip()
        label = label.lower()
        return label
`.split('\n')
const REGION = { startLine: 6, startColumn: 9, endLine: 8, endColumn: 36 }

function edited(change: (text: string) => string): readonly string[] {
  return change(BEFORE.join('\n')).split('\n')
}

describe('a region in a text that was edited', () => {
  test.each([
    ['nothing changed there', (text: string) => `${text}\nx = 1\n`, 'exact', 6],
    ['forty lines came above', (text: string) => `${'# note\n'.repeat(40)}${text}`, 'moved', 46],
    [
      'it was laid out anew',
      (text: string) => text.replace('old - amount', 'old  -  amount'),
      'moved',
      6,
    ],
    [
      'its function was moved',
      (text: string) => {
        const lines = text.split('\n')
        return [...lines.slice(0, 4), ...lines.slice(9, 14), '', ...lines.slice(4, 8)].join('\n')
      },
      'changed',
      12,
    ],
    [
      'every line was indented by two columns',
      (text: string) => text.replaceAll('    ', '  '),
      'moved',
      6,
    ],
    [
      'a formatter broke its lines and changed its quotes',
      (text: string) =>
        text
          .replace('import os', "import os\nNAME = 'x'")
          .replace(
            'self.balance = old - amount',
            'self.balance = (\n            old - amount\n        )',
          )
          .replace('wait()', 'wait(\n        )'),
      'moved',
      7,
    ],
    [
      'a blank line came between',
      (text: string) => text.replace('        wait()', '\n        wait()'),
      'moved',
      6,
    ],
    [
      'its function changed places with the one below, which is longer',
      (text: string) => {
        const lines = text.split('\n')
        return [...lines.slice(0, 4), ...lines.slice(9, 14), '', ...lines.slice(4, 8)].join('\n')
      },
      'changed',
      12,
    ],
    [
      'a function came between its function and the class',
      (text: string) =>
        text.replace('    def pay', '    def before(self):\n        pass\n\n    def pay'),
      'moved',
      9,
    ],
    [
      'a call was added at the end of its last line',
      (text: string) => text.replace('old - amount', 'old - amount + 1'),
      'changed',
      6,
    ],
    ['its code changed', (text: string) => text.replace('wait()', 'rest()'), 'changed', 6],
    [
      'its function was taken out',
      (text: string) => text.split('\n').toSpliced(4, 5).join('\n'),
      'gone',
      5,
    ],
  ] as const)('where %s', (_what, change, state, line) => {
    const place = reAnchor(BEFORE, edited(change))(REGION)
    expect([place.state, place.range.startLine]).toEqual([state, line])
  })
})

test('a function that changes places with a shorter one stands among others too', () => {
  const region = { startLine: 11, startColumn: 9, endLine: 14, endColumn: 21 }
  const lines = [...BEFORE.slice(0, 4), ...BEFORE.slice(9, 14), '', ...BEFORE.slice(4, 8), '']
  const place = reAnchor(BEFORE, lines)(region)
  expect(place).toEqual({ state: 'changed', range: { ...region, startLine: 6, endLine: 9 } })
})

test('the same words in several places are not taken for one another', () => {
  const before = 'def a():\n    x = 1\n    return None\n\n\ndef b():\n    return None\n'.split('\n')
  const after = before.map((line) => line.replace('    ', '  '))
  const region = { startLine: 7, startColumn: 5, endLine: 7, endColumn: 16 }
  expect(reAnchor(before, after)(region)).toEqual({
    state: 'moved',
    range: { startLine: 7, startColumn: 3, endLine: 7, endColumn: 14 },
  })
})
