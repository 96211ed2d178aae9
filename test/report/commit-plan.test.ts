// What the plan proposes by itself: the messages of commits and the streams of work.
import { describe, expect, it } from 'vitest'
import { commitMessage, streamMessage } from '../../electron/report/commit-messages.ts'
import { packetModel } from '../../electron/report/model.ts'
import { workStreams } from '../../electron/report/plan.ts'
import { aFinding, aFix, aLocation, aSnapshot } from '../support/builders.ts'

function at(path: string, title: string, fix?: string) {
  return aFinding({
    ruleId: title,
    title,
    fixes: fix === undefined ? [] : [aFix({ title: fix, path })],
    finding: { location: aLocation(path, 3) },
  })
}

describe('the message of a commit', () => {
  it.each([
    [
      'tells what the fix does',
      [at('app/queue.py', 'Lock left', 'Hold `lock` in a with')],
      'Hold lock in a with (app/queue.py)',
    ],
    [
      'tells what goes away where no fix is written',
      [at('app/queue.py', 'Exception swallowed')],
      'Fix exception swallowed in app/queue.py',
    ],
    [
      'tells what goes away where the rule says of every place the same',
      [at('app/queue.py', 'Cause lost', 'Name the cause')],
      'Fix cause lost in app/queue.py',
    ],
    [
      'tells what goes away where the fixes differ',
      [at('a.py', 'Lock left', 'Hold it'), at('b.py', 'Lock left', 'Drop it')],
      'Fix lock left in 2 files',
    ],
    [
      'leaves abbreviations and names as they are written',
      [at('a.py', 'UTC time without a zone'), at('a.py', 'UTC time without a zone')],
      'Fix UTC time without a zone in a.py',
    ],
    [
      'keeps the capital of a product',
      [at('a.py', 'Redis key set twice')],
      'Fix Redis key set twice in a.py',
    ],
    [
      'names the file alone where the whole path has no room',
      [at(`${'deep/'.repeat(9)}queue.py`, 'Exception swallowed in silence')],
      'Fix exception swallowed in silence in queue.py',
    ],
  ])('%s', (_, findings, message) => {
    expect(commitMessage(findings)).toBe(message)
  })
  it.each([
    ['app', [at('app/a.py', 'One'), at('app/b.py', 'Two')], 'Fix what the review found in app/'],
    ['Locks', [at('app/a.py', 'One'), at('app/b.py', 'Two')], 'Fix: Locks'],
    [
      'Tests',
      [at('tests/test_a.py', 'One'), at('tests/test_b.py', 'Two')],
      'Fix what the review found in the tests',
    ],
    ['app', [at('app/a.py', 'Lock left')], 'Fix lock left in app/a.py'],
    ['Locks', [at('app/a.py', 'Lock left')], 'Fix: Locks'],
  ])('of the stream %s is right', (title, findings, message) => {
    expect(streamMessage(title, findings)).toBe(message)
  })
})

describe('the streams of work that nobody planned', () => {
  const streams = (paths: readonly string[]) =>
    workStreams(
      packetModel(
        aSnapshot({
          findings: paths.map((path, index) =>
            aFinding({ number: index + 1, finding: { location: aLocation(path, 1) } }),
          ),
        }),
      ),
    ).map(({ title, tasks }) => [title, tasks.flatMap(({ findings }) => findings).length])
  const folders = Array.from({ length: 15 }, (_, index) => `pkg/part${index}/a.py`)
  it('are the largest folders where there are many, and the others together', () => {
    const found = streams([...folders, 'pkg/part14/b.py'])
    expect(found).toHaveLength(12)
    expect(found).toContainEqual(['pkg/part14', 2])
    expect(found.at(-1)).toEqual(['Other folders', 4])
  })
  it('are the folders themselves where they are few', () => {
    expect(streams(['app/a.py', 'app/b.py', 'lib/c.py', 'setup.py'])).toEqual([
      ['app', 2],
      ['lib', 1],
      ['Top folder', 1],
    ])
  })
})
