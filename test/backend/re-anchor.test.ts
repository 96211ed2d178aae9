import { describe, expect, test } from 'vitest'
import { reAnchor } from '../../electron/backend/re-anchor.ts'

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
const REGION = { startLine: 6, endLine: 8 }

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
    ['its code changed', (text: string) => text.replace('wait()', 'rest()'), 'changed', 6],
    [
      'its function was taken out',
      (text: string) => text.split('\n').toSpliced(4, 5).join('\n'),
      'gone',
      undefined,
    ],
  ] as const)('where %s', (_what, change, state, line) => {
    expect(reAnchor(BEFORE, edited(change))(REGION)).toEqual({ state, line })
  })
})
