// Practices of tests.

import type { Checker } from '../engine/checker.ts'
import { keywordArgument } from '../matching/calls/calls.ts'
import { assertingOf, assertsItself } from '../matching/tests/assertions.ts'
import { isTest, testAround } from '../matching/tests/collected-tests.ts'
import { K_MODULE } from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { definePractice, type Observer } from './define.ts'
import * as words from './words/testing.ts'

const roles = ['test'] as const

export const asserted = definePractice({
  ...words.asserted,
  roles,
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
  ...words.raisesMatched,
  roles,
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
  ...words.specced,
  roles,
  calls: {
    ...Object.fromEntries(MOCKS.map((name) => [`unittest.mock.${name}`, observeMock])),
    'unittest.mock.create_autospec': (call, _, observer) => observer.follows(call),
  },
})

export const parametrised = definePractice({
  ...words.parametrised,
  roles,
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
  ...words.concurrent,
  roles,
  calls: {
    'asyncio.gather': observeConcurrent,
    'asyncio.TaskGroup': observeConcurrent,
    'threading.Thread': observeConcurrent,
    'concurrent.futures.ThreadPoolExecutor': observeConcurrent,
  },
})
