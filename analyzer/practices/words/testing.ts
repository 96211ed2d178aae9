// What is said of them: the words of `../testing.ts`.
import { practiceWords, share, verb } from './define-words.ts'

export const asserted = practiceWords({
  id: 'tests-assert',
  title: 'Tests that check something',
  category: 'test-quality',
  sentence: (counted) =>
    `${share(counted, 'test')} ${verb(counted, 'asserts', 'assert')} something.`,
})

export const raisesMatched = practiceWords({
  id: 'raises-matched',
  title: 'Expected failures told apart by their message',
  category: 'test-quality',
  sentence: (counted) =>
    `${share(counted, '`pytest.raises`', '`pytest.raises`')} ${verb(counted, 'checks', 'check')} the message too.`,
})

export const specced = practiceWords({
  id: 'mocks-specced',
  title: 'Mocks held to the real interface',
  category: 'test-quality',
  sentence: (counted) =>
    `${share(counted, 'mock')} ${verb(counted, 'is', 'are')} held to the interface of what it replaces.`,
})

export const parametrised = practiceWords({
  id: 'tests-parametrised',
  title: 'Cases as tables',
  category: 'test-quality',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'test runs' : 'tests run'} over a table of cases.`,
})

export const concurrent = practiceWords({
  id: 'concurrency-tested',
  title: 'Concurrent use tested',
  category: 'test-quality',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'test runs' : 'places in tests run'} the code under test at once in tasks or threads.`,
})
