import { expect, test } from 'vitest'
import { py } from '../../../analyzer/rules/python.ts'
import { analyze } from '../support/analyze.ts'

const outcome = (source: string) =>
  analyze(
    { 'a.py': source },
    { settings: { profile: 'default', only: ['swallowed-exception', 'blocking-sleep-in-async'] } },
  ).findings.map(
    ({ location, suppressed }) => `${location.range.startLine} ${suppressed?.reason ?? '-'}`,
  )

test.each([
  [
    'behind the code',
    py`
      try:
          f()
      except Exception:  # lectern: ignore[swallowed-exception] f logs
          pass
    `,
    ['3 f logs'],
  ],
  [
    'on the line above, with other comments between',
    py`
      try:
          f()
      # lectern: ignore[swallowed-exception]: f logs on its own
      # and so on

      except Exception:
          pass
    `,
    ['6 f logs on its own'],
  ],
  [
    'of several rules',
    py`
      try:
          f()
      # lectern: ignore[bare-except, swallowed-exception] - f logs
      except:
          pass
    `,
    ['4 f logs'],
  ],
  [
    'of another rule',
    py`
      try:
          f()
      # lectern: ignore[bare-except] f logs
      except:
          pass
    `,
    ['4 -'],
  ],
  [
    'of a whole file',
    py`
      # lectern: ignore-file[swallowed-exception] a port of old code, kept as it was
      def main():
          try:
              f()
          except:
              pass
    `,
    ['5 a port of old code, kept as it was'],
  ],
  [
    'without a reason',
    py`
      try:
          f()
      # lectern: ignore[swallowed-exception]
      except:
          pass
    `,
    ['4 -'],
  ],
  [
    'two lines too high',
    py`
      # lectern: ignore[swallowed-exception] f logs
      try:
          f()
      except:
          pass
    `,
    ['4 -'],
  ],
])('a suppression %s', (_, source, expected) => {
  expect(outcome(source)).toEqual(expected)
})
