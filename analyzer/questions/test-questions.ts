import type { GuidedQuestion } from './question.ts'

const CANNOT_FAIL = [
  'test-without-assertion',
  'tautological-assertion',
  'weak-assertion',
  'assert-in-except',
  'except-pass-in-test',
  'pytest-raises-too-broad',
  'conditional-assertion',
  'mock-assert-misuse',
  'trivial-test',
]
const NOT_RUN = [
  'test-not-discovered',
  'async-test-not-run',
  'duplicate-test-name',
  'test-skipped-without-reason',
]
const MOCKED = ['mocked-subject', 'unspecced-mock-invents-attribute', 'mock-assert-misuse']

/** Whether a test would tell. */
export const TEST_QUESTIONS: readonly GuidedQuestion[] = [
  {
    id: 'test-fails-when-broken',
    rules: [...CANNOT_FAIL, 'mocked-subject'],
    text: 'Does {symbol:the test} fail when the code that it is about is broken?',
    name: 'the line that you broke and what the run said',
    reassuring: 'yes',
    evidence: ['note', 'act'],
  },
  {
    id: 'test-covered-elsewhere',
    rules: [...CANNOT_FAIL, ...NOT_RUN],
    text: 'Does another test hold the same behaviour?',
    name: 'that test and its assertion',
    reassuring: 'yes',
    evidence: [],
  },
  {
    id: 'test-in-last-run',
    rules: NOT_RUN,
    text: 'Does {symbol:the test} stand in the list of the last full run?',
    name: 'the run, and what `--collect-only` lists',
    reassuring: 'yes',
    evidence: ['note', 'act'],
  },
  {
    id: 'test-passes-once-run',
    rules: NOT_RUN,
    text: 'Does it pass once it is made to run?',
    name: 'what it says; a test that nobody ran may be wrong itself',
    reassuring: 'yes',
    evidence: [],
  },
  {
    id: 'test-condition-holds',
    rules: ['conditional-assertion', 'assert-in-except'],
    text: 'Does {note:the condition} hold in every run?',
    name: 'what makes it hold; else the run in which nothing is asserted',
    reassuring: 'yes',
    evidence: ['note', 'act'],
  },
  {
    id: 'test-real-thing',
    rules: MOCKED,
    text: 'Does some test use the real object instead of the mock?',
    name: 'that test; else the first run that would meet the real one',
    reassuring: 'yes',
    evidence: ['note', 'act'],
  },
  {
    id: 'test-under-load',
    rules: ['sleep-in-test'],
    text: 'Does it pass a hundred times in a row on a busy machine?',
    name: 'the runs and the failures',
    reassuring: 'yes',
    evidence: [],
  },
  {
    id: 'test-two-callers',
    rules: ['concurrency-untested'],
    text: 'Does some test let two callers meet on the same row or object?',
    name: 'the test, and the point at which the two are made to meet',
    reassuring: 'yes',
    evidence: [],
  },
]
