import { describe, expect, test } from 'vitest'
import type { Command } from '../../renderer/commands/command.ts'
import {
  isPlainKey,
  isRowKey,
  isSingleKey,
  matchStroke,
  strokeOf,
} from '../../renderer/commands/keymap.ts'
import { searchCommands } from '../../renderer/commands/search.ts'

const PLAIN = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

describe('a key press is written as', () => {
  test.each([
    ['j', { key: 'j' }],
    ['N', { key: 'N', shiftKey: true }],
    ['?', { key: '?', shiftKey: true }],
    ['Ctrl+E', { key: 'e', ctrlKey: true }],
    ['Ctrl+E', { key: 'e', metaKey: true }],
    ['Ctrl+Shift+P', { key: 'P', ctrlKey: true, shiftKey: true }],
    ['F8', { key: 'F8' }],
    ['Shift+F8', { key: 'F8', shiftKey: true }],
    ['Space', { key: ' ' }],
    ['Shift+ArrowDown', { key: 'ArrowDown', shiftKey: true }],
    [']', { key: ']', ctrlKey: true, altKey: true, isAltGraph: true }],
    [undefined, { key: 'Shift', shiftKey: true }],
    [undefined, { key: 'Control', ctrlKey: true }],
  ])('%s', (stroke, press) => {
    expect(strokeOf({ ...PLAIN, ...press })).toBe(stroke)
  })
})

test.each([
  ['j', true],
  ['?', true],
  ['Backspace', true],
  ['Enter', true],
  ['Escape', false],
  ['Space', true],
  ['Ctrl+E', false],
  ['F8', false],
  ['Shift+F6', false],
  ['Alt+F1', false],
])('%s is a single key: %s', (stroke, expected) => {
  expect(isSingleKey(stroke)).toBe(expected)
})

test.each([
  ['ArrowRight', true],
  ['Shift+ArrowDown', true],
  ['Space', true],
  ['Backspace', true],
  ['a', false],
  ['Ctrl+ArrowRight', false],
  ['F8', false],
])('%s means a command on a row of the list alone: %s', (stroke, expected) => {
  expect(isRowKey(stroke)).toBe(expected)
})

test.each([
  ['Enter', true],
  ['Escape', true],
  ['Ctrl+E', true],
  ['a', false],
  ['ArrowRight', false],
  ['Backspace', false],
])('%s works without single keys: %s', (stroke, expected) => {
  expect(isPlainKey(stroke)).toBe(expected)
})

function aCommand(id: string, keys: readonly string[], isOn = true): Command {
  return { id, title: id, keys, group: 'Findings', isEnabled: () => isOn, run: () => undefined }
}

describe('a stroke', () => {
  const commands = [
    aCommand('next', ['j', 'ArrowDown']),
    aCommand('severity high', ['s h']),
    aCommand('present', ['p'], false),
    aCommand('hide', ['h']),
  ]
  const answer = (waiting: readonly string[], stroke: string) => {
    const match = matchStroke(commands, waiting, stroke)
    return match.kind === 'run' ? match.command.id : match.kind
  }

  test.each([
    ['runs its command', [], 'j', 'next'],
    ['runs its command by another of its keys', [], 'ArrowDown', 'next'],
    ['waits when it begins a sequence', [], 's', 'wait'],
    ['ends a sequence', ['s'], 'h', 'severity high'],
    ['that does not go on with the sequence counts alone', ['s'], 'j', 'next'],
    ['that means nothing does nothing', ['s'], 'x', 'none'],
    ['of a command that is off does nothing', [], 'p', 'none'],
  ])('%s', (_what, waiting, stroke, expected) => {
    expect(answer(waiting, stroke)).toBe(expected)
  })
})

test('a few letters find commands, those that begin with them first', () => {
  const found = searchCommands(
    [aCommand('Back to the list', []), aCommand('List files', []), aCommand('Confirm', [])],
    'list',
  )
  expect(found.map(({ title }) => title)).toEqual(['List files', 'Back to the list'])
})
