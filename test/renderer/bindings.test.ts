import { describe, expect, test } from 'vitest'
import { bindCommands, changeKeys, conflictsOf } from '../../renderer/commands/bindings.ts'
import type { Command } from '../../renderer/commands/command.ts'

function aCommand(id: string, keys: readonly string[]): Command {
  return { id, title: id, keys, group: 'Findings', run: () => undefined }
}

const COMMANDS = [
  aCommand('next', ['j', 'ArrowDown']),
  aCommand('high', ['s h']),
  aCommand('hide', ['h']),
]

test('changed keys stand instead of the own ones, none means no key', () => {
  const bound = bindCommands(COMMANDS, { next: ['n'], hide: [], unknown: ['u'] })
  expect(bound.map(({ id, keys }) => [id, keys])).toEqual([
    ['next', ['n']],
    ['high', ['s h']],
    ['hide', []],
  ])
})

describe('keys run into each other', () => {
  test.each([
    ['when they are the same', ['h'], ['hide']],
    ['when one begins the other', ['s'], ['high']],
    ['when they go on from another', ['j k'], ['next']],
    ['not when only their last strokes are the same', ['g h'], []],
    ['not when one is a part of a name', ['s hh'], []],
  ])('%s', (_case, keys, others) => {
    const command = aCommand('new', keys)
    expect(conflictsOf(command, COMMANDS).map(({ other }) => other.id)).toEqual(others)
  })

  test('not where two commands share them by default', () => {
    const defaults = [aCommand('search', ['Escape']), aCommand('close', ['Escape'])]
    const [search, close] = defaults
    expect(search && conflictsOf(search, defaults, defaults)).toEqual([])
    const changed = close ? [{ ...close, keys: ['Escape', 'j'] }, ...COMMANDS] : []
    expect(changed[0] && conflictsOf(changed[0], changed, [...defaults, ...COMMANDS])).toEqual([
      { keys: 'j', other: COMMANDS[0] },
    ])
  })

  test('never with the own ones', () => {
    const [next] = COMMANDS
    expect(next && conflictsOf(next, COMMANDS)).toEqual([])
  })
})

test('default keys are no change', () => {
  const next = aCommand('next', ['j', 'ArrowDown'])
  const changed = changeKeys({ hide: ['x'] }, next, ['n'])
  expect(changed).toEqual({ hide: ['x'], next: ['n'] })
  expect(changeKeys(changed, next, ['j', 'ArrowDown'])).toEqual({ hide: ['x'] })
})
