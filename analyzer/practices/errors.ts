// Practices about failures, resources and time.

import type { Checker } from '../engine/checker.ts'
import { calleeName, keywordArgument, receiverOf } from '../matching/calls/calls.ts'
import { caughtTypes, isBroadHandler } from '../matching/errors/handlers.ts'
import { isReraise } from '../matching/errors/reraise.ts'
import {
  F_ARGUMENTS,
  F_CAUSE,
  K_AS_PATTERN,
  K_BINARY_OPERATOR,
  K_CALL,
  K_EXCEPT_CLAUSE,
  K_INTERPOLATION,
  K_RAISE_STATEMENT,
  K_STRING,
  K_WITH_ITEM,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { definePractice, type ObserveNode, type Observer } from './define.ts'
import * as words from './words/errors.ts'

export const chained = definePractice({
  ...words.chained,
  on: {
    [K_RAISE_STATEMENT](statement, checker, observer) {
      const { tree } = checker
      if (tree.ancestor(statement, K_EXCEPT_CLAUSE) === NO_NODE || isReraise(tree, statement))
        return
      if (tree.child(statement, F_CAUSE) === NO_NODE) observer.departs(statement)
      else observer.follows(statement)
    },
  },
})

export const specific = definePractice({
  ...words.specific,
  on: {
    [K_EXCEPT_CLAUSE](clause, checker, observer) {
      if (isBroadHandler(checker, clause)) observer.departs(clause)
      else if (caughtTypes(checker.tree, clause).length > 0) observer.follows(clause)
    },
  },
})

const OPENERS = [
  'builtins.open',
  'io.open',
  'codecs.open',
  'gzip.open',
  'bz2.open',
  'tarfile.open',
  'zipfile.ZipFile',
]

const observeOpen: ObserveNode = (call, checker, observer) => {
  const { tree } = checker
  let at = tree.parent(call)
  if (tree.kind(at) === K_AS_PATTERN) at = tree.parent(at)
  if (tree.kind(at) === K_WITH_ITEM) observer.follows(call)
  else observer.departs(call)
}

export const filesClosed = definePractice({
  ...words.filesClosed,
  calls: Object.fromEntries(OPENERS.map((name) => [name, observeOpen])),
})

const LOGGER = /^(?:\w+\.)*_?log(?:ger|ging)?$/i

export const tracebacks = definePractice({
  ...words.tracebacks,
  methods: {
    exception(call, checker, observer) {
      if (isInHandler(checker, call)) observer.follows(call)
    },
    error(call, checker, observer) {
      if (!isInHandler(checker, call)) return
      if (keywordArgument(checker.tree, call, 'exc_info') === NO_NODE) observer.departs(call)
      else observer.follows(call)
    },
  },
})

function isInHandler({ tree }: Checker, call: Node): boolean {
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE || !LOGGER.test(tree.spelled(receiver))) return false
  return tree.ancestor(call, K_EXCEPT_CLAUSE) !== NO_NODE
}

export const aware = definePractice({
  ...words.aware,
  calls: {
    'datetime.datetime.now': observeNow,
    'datetime.datetime.fromtimestamp'(call, checker, observer) {
      const isAware = checker.facts.arguments(call).length > 1
      if (isAware) observer.follows(call)
      else observer.departs(call)
    },
    'datetime.datetime.utcnow': (call, _, observer) => observer.departs(call),
    'datetime.datetime.utcfromtimestamp': (call, _, observer) => observer.departs(call),
    'django.utils.timezone.now': (call, _, observer) => observer.follows(call),
  },
})

function observeNow(call: Node, checker: Checker, observer: Observer): void {
  const [zone] = checker.facts.arguments(call)
  if (zone === undefined || checker.tree.text(zone.value) === 'None') observer.departs(call)
  else observer.follows(call)
}

const LEVELS = new Set(['debug', 'info', 'warning', 'error', 'exception', 'critical'])

export const lazyLogging = definePractice({
  ...words.lazyLogging,
  on: {
    [K_CALL](call, checker, observer) {
      const { tree } = checker
      if (!LEVELS.has(calleeName(tree, call))) return
      const receiver = receiverOf(tree, call)
      if (receiver === NO_NODE || !LOGGER.test(tree.spelled(receiver))) return
      const list = tree.child(call, F_ARGUMENTS)
      const message = list === NO_NODE ? undefined : tree.namedChildren(list)[0]
      if (message === undefined) return
      const kind = tree.kind(message)
      if (kind === K_STRING && !tree.hasChildOfKind(message, K_INTERPOLATION)) {
        observer.follows(call)
      } else if (kind === K_STRING || kind === K_BINARY_OPERATOR || kind === K_CALL) {
        observer.departs(call)
      }
    },
  },
})
