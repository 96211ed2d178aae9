import { expect, test } from 'vitest'
import { withNodeNames } from '../../electron/report/pdf-node-names.ts'

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const named = (text: string) => String.fromCharCode(...withNodeNames(bytesOf(text)))

test('nodes are named by their order, wherever the count began', () => {
  const tree = (first: string, second: string) =>
    `/S /Document\n/ID (node${first})>>\n/ID (node${second})>>\n/Limits [(node${first}) (node${second})]`
  const expected = tree('00000001', '00000002')
  expect(named(tree('00000149', '00000182'))).toBe(expected)
  expect(named(tree('00000001', '00000182'))).toBe(expected)
})

test('what only looks like a name stays', () => {
  const text = '(node) (node0000000x) (node00000182 (nod00000182) (node1)\u00ff'
  expect(named(text)).toBe(text)
})
