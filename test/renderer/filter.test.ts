import { describe, expect, test } from 'vitest'
import {
  filterRows,
  formatFilter,
  parseFilter,
  toggleTerm,
} from '../../renderer/findings/filter.ts'
import { aRow } from './rows.ts'

const rows = [
  aRow(1, { severity: 'critical', path: 'api/orders.py', ruleId: 'await-interleaved-rmw' }),
  aRow(2, { severity: 'high', path: 'api/users.py', verdict: 'confirmed', hasNote: true }),
  aRow(3, { severity: 'high', path: 'tests/test_api.py', verdict: 'dismissed' }),
  aRow(4, {
    severity: 'low',
    path: 'jobs/mail.py',
    status: 'fixed',
    fixCount: 1,
    tags: 'API, ask Ada',
  }),
  aRow(5, {
    severity: 'info',
    originalSeverity: 'low',
    path: 'jobs/mail.py',
    isGone: true,
    title: 'Naive date: time without a zone',
  }),
]

describe('the filter line shows', () => {
  test.each([
    ['everything when it is empty', '', [1, 2, 3, 4, 5]],
    ['everything when it is only white space', '   ', [1, 2, 3, 4, 5]],
    ['one severity', 'sev:critical', [1]],
    ['a severity by its first letters', 'sev:cri', [1]],
    ['several severities', 'sev:critical,low', [1, 4]],
    ['a part of a path', 'path:api/', [1, 2]],
    ['a path that is not in the tests', 'path:api -path:tests', [1, 2]],
    ['a part of a rule name', 'rule:rmw', [1]],
    ['words of different fields that both hold', 'sev:high path:users', [2]],
    ['what is open', 'status:open', [1, 2, 5]],
    ['what is open, said otherwise', 'is:open', [1, 2, 5]],
    ['a status by its first letters', 'status:fix', [4]],
    ['what was decided', 'is:decided', [2, 3]],
    ['what the last run no longer reports', 'is:gone', [5]],
    ['an overridden severity', 'is:overridden', [5]],
    ['what has a note or a fix', 'has:note,fix', [2, 4]],
    ['what has a tag, in any case', 'tag:api', [4]],
    ['one of several tags', 'tag:"other,ask ada"', [4]],
    ['no tag that only contains the word', 'tag:ada', []],
    ['what has any tag', 'has:tag', [4]],
    ['free text of a title', 'naive', [5]],
    ['free text in quotes with spaces', '"without a zone"', [5]],
    ['free text in any case', 'NAIVE', [5]],
    ['a finding by its number', '#4', [4]],
    ['a number and nothing that only contains it', '#1', [1]],
    ['text with a colon that names no field', 'date:', [5]],
    ['nothing for a value that no row has', 'sev:none', []],
    ['everything while a value is still being typed', 'sev:', [1, 2, 3, 4, 5]],
    ['text that is excluded', '-naive', [1, 2, 3, 4]],
  ])('%s: %s', (_what, line, ids) => {
    expect(filterRows(rows, parseFilter(line)).map(({ id }) => id)).toEqual(ids)
  })
})

test.each(['sev:high,low -path:tests', 'rule:await "two words"', '#12', '"a:b"', '-is:gone'])(
  'the line %s reads back as it was written',
  (line) => {
    expect(formatFilter(parseFilter(line))).toBe(line)
  },
)

describe('a chip', () => {
  test.each([
    ['adds the first value', '', 'sev:high'],
    ['adds one more value', 'sev:low', 'sev:low,high'],
    ['takes its value away', 'sev:low,high', 'sev:low'],
    ['takes the whole term away with its last value', 'sev:high path:api', 'path:api'],
    ['leaves an exclusion alone', '-sev:high', '-sev:high sev:high'],
  ])('%s', (_what, before, after) => {
    expect(toggleTerm(before, 'sev', 'high')).toBe(after)
  })

  test('takes a tag of several words among others and away again', () => {
    const both = toggleTerm('tag:api', 'tag', 'ask ada')
    expect(both).toBe('tag:"api,ask ada"')
    expect(toggleTerm(both, 'tag', 'api')).toBe('tag:"ask ada"')
  })
})
