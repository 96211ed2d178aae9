// Practices of tests.

import type { Checker } from '../engine/checker.ts'
import { assertingOf, assertsItself } from '../matching/assertions.ts'
import { keywordArgument } from '../matching/calls.ts'
import { isTest, testAround } from '../matching/collected-tests.ts'
import { K_MODULE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { definePractice, type Observer, share, verb } from './define.ts'

const roles = ['test'] as const

export const asserted = definePractice({
  id: 'tests-assert',
  title: 'Tests that check something',
  category: 'test-quality',
  roles,
  sentence: (counted) =>
    `${share(counted, 'test')} ${verb(counted, 'asserts', 'assert')} something.`,
  on: {
    [K_MODULE](_, checker, observer) {
      const asserting = assertingOf(checker)
      for (const one of checker.facts.functions) {
        if (!isTest(checker, one)) continue
        if (asserting.has(one) || assertsItself(checker.facts, one.node)) observer.follows(one.node)
        else observer.departs(one.node)
      }
    },
  },
})

export const raisesMatched = definePractice({
  id: 'raises-matched',
  title: 'Expected failures told apart by their message',
  category: 'test-quality',
  roles,
  sentence: (counted) =>
    `${share(counted, '`pytest.raises`', '`pytest.raises`')} ${verb(counted, 'checks', 'check')} the message too.`,
  calls: {
    'pytest.raises'(call, { tree }, observer) {
      if (keywordArgument(tree, call, 'match') === NO_NODE) observer.departs(call)
      else observer.follows(call)
    },
  },
})

const SPECS = ['spec', 'spec_set', 'autospec', 'wraps', 'new_callable']

function observeMock(call: Node, { tree }: Checker, observer: Observer): void {
  const isHeld = SPECS.some((name) => keywordArgument(tree, call, name) !== NO_NODE)
  if (isHeld) observer.follows(call)
  else observer.departs(call)
}

const MOCKS = ['Mock', 'MagicMock', 'AsyncMock', 'NonCallableMock']

export const specced = definePractice({
  id: 'mocks-specced',
  title: 'Mocks held to the real interface',
  category: 'test-quality',
  roles,
  sentence: (counted) =>
    `${share(counted, 'mock')} ${verb(counted, 'is', 'are')} held to the interface of what it replaces.`,
  calls: {
    ...Object.fromEntries(MOCKS.map((name) => [`unittest.mock.${name}`, observeMock])),
    'unittest.mock.create_autospec': (call, _, observer) => observer.follows(call),
  },
})

export const parametrised = definePractice({
  id: 'tests-parametrised',
  title: 'Cases as tables',
  category: 'test-quality',
  roles,
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'test runs' : 'tests run'} over a table of cases.`,
  calls: {
    'pytest.mark.parametrize': (call, _, observer) => observer.follows(call),
    'parameterized.parameterized.expand': (call, _, observer) => observer.follows(call),
    'hypothesis.given': (call, _, observer) => observer.follows(call),
  },
  methods: {
    subTest: (call, _, observer) => observer.follows(call),
  },
})

function observeConcurrent(call: Node, checker: Checker, observer: Observer): void {
  if (testAround(checker, call) !== undefined) observer.follows(call)
}

export const concurrent = definePractice({
  id: 'concurrency-tested',
  title: 'Concurrent use tested',
  category: 'test-quality',
  roles,
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'test runs' : 'places in tests run'} the code under test at once in tasks or threads.`,
  calls: {
    'asyncio.gather': observeConcurrent,
    'asyncio.TaskGroup': observeConcurrent,
    'threading.Thread': observeConcurrent,
    'concurrent.futures.ThreadPoolExecutor': observeConcurrent,
  },
})
