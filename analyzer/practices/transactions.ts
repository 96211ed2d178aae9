// Practices about the database.

import { domainOf } from '../domain/domain-of.ts'
import type { OrmModel } from '../domain/orm/model.ts'
import type { Checker } from '../engine/checker.ts'
import { keywordArgument } from '../matching/calls/calls.ts'
import { libraryName } from '../matching/calls/library-calls.ts'
import { isSession } from '../matching/rows/orm-rows.ts'
import {
  K_AS_PATTERN,
  K_ATTRIBUTE,
  K_BINARY_OPERATOR,
  K_CALL,
  K_MODULE,
  K_WITH_ITEM,
} from '../syntax/kinds.ts'
import { NO_NODE, type Node } from '../syntax/tree.ts'
import { definePractice, type ObserveNode, type Observer } from './define.ts'
import * as words from './words/transactions.ts'

/** Tells something of each model of the file, at its class. */
function eachModel(tell: (model: OrmModel, node: Node, observer: Observer) => void): ObserveNode {
  return (_, checker, observer) => {
    const classes = new Map(checker.facts.classes.map(({ symbol, node }) => [symbol, node]))
    for (const model of domainOf(checker.project).orm.in(checker.path)) {
      const node = classes.get(model.class?.summary.symbol ?? '')
      if (node !== undefined && model.isComplete) tell(model, node, observer)
    }
  }
}

export const foreignKeysRuled = definePractice({
  ...words.foreignKeysRuled,
  on: {
    [K_MODULE]: eachModel((model, node, observer) => {
      for (const { foreignKey } of model.columns.values()) {
        if (foreignKey === undefined) continue
        if (foreignKey.onDelete === undefined) observer.departs(node)
        else observer.follows(node)
      }
    }),
  },
})

export const foreignKeysIndexed = definePractice({
  ...words.foreignKeysIndexed,
  on: {
    [K_MODULE]: eachModel((model, node, observer) => {
      for (const column of model.columns.values()) {
        if (column.foreignKey === undefined) continue
        const isLeading = [...model.uniques, ...model.indexes].some(
          ({ columns }) => columns[0] === column.name,
        )
        if (column.isIndexed || column.isUnique || isLeading || model.library === 'django') {
          observer.follows(node)
        } else observer.departs(node)
      }
    }),
  },
})

export const uniqueness = definePractice({
  ...words.uniqueness,
  on: {
    [K_MODULE]: eachModel((model, node, observer) => {
      if (model.columns.size < 2) return
      if (model.uniques.some(({ source }) => source !== 'primary-key')) observer.follows(node)
      else observer.departs(node)
    }),
  },
})

export const checksDeclared = definePractice({
  ...words.checksDeclared,
  on: {
    [K_MODULE]: eachModel((model, node, observer) => {
      for (const _ of model.checks) observer.follows(node)
    }),
  },
})

const FACTORY = /(?:sessionmaker|async_sessionmaker|scoped_session)\(\)(?:\(\))?$/
const SESSION_CLASS = /^(?:sqlalchemy|sqlmodel)\b.*\b(?:Async)?Session$/

export const sessionsClosed = definePractice({
  ...words.sessionsClosed,
  on: {
    [K_CALL](call, checker, observer) {
      const { tree, facts } = checker
      if (facts.enclosingFunction(call) === undefined) return
      const callee = checker.valueOf(tree.callee(call))
      if (callee?.kind !== 'external') return
      if (!FACTORY.test(callee.name) && !SESSION_CLASS.test(callee.name)) return
      let at = tree.parent(call)
      if (tree.kind(at) === K_AS_PATTERN) at = tree.parent(at)
      if (tree.kind(at) === K_WITH_ITEM) observer.follows(call)
      else observer.departs(call)
    },
  },
})

export const rowsLocked = definePractice({
  ...words.rowsLocked,
  methods: {
    with_for_update(call, _, observer) {
      observer.follows(call)
    },
    select_for_update(call, _, observer) {
      observer.follows(call)
    },
  },
})

export const atomicUpdates = definePractice({
  ...words.atomicUpdates,
  calls: {
    'django.db.models.F'(call, checker, observer) {
      if (checker.tree.kind(checker.tree.parent(call)) === K_BINARY_OPERATOR) observer.follows(call)
    },
  },
  methods: {
    values(call, checker, observer) {
      const { tree, facts } = checker
      const isComputed = facts.arguments(call).some(({ name, value }) => {
        if (name === undefined || tree.kind(value) !== K_BINARY_OPERATOR) return false
        const left = tree.firstChild(value)
        return (
          tree.kind(left) === K_ATTRIBUTE &&
          new RegExp(`^[A-Z]\\w*\\.${name}$`).test(tree.spelled(left))
        )
      })
      if (isComputed) observer.follows(call)
    },
  },
})

export const transactionsScoped = definePractice({
  ...words.transactionsScoped,
  on: {
    [K_WITH_ITEM](item, checker, observer) {
      const { tree } = checker
      const call = tree.firstChild(item)
      if (tree.kind(call) !== K_CALL) return
      if (/^django\.db\.transaction\.atomic$/.test(libraryName(checker, call) ?? '')) {
        observer.follows(item)
      } else if (/\.begin(?:_nested)?\(\)$/.test(tree.spelled(call))) {
        const receiver = tree.firstChild(tree.callee(call))
        if (isSession(checker, receiver) || /engine/i.test(tree.spelled(receiver)))
          observer.follows(item)
      }
    },
  },
})

export const timeoutsOnPools = definePractice({
  ...words.timeoutsOnPools,
  calls: {
    'sqlalchemy.create_engine': observeEngine,
    'sqlalchemy.ext.asyncio.create_async_engine': observeEngine,
  },
})

function observeEngine(call: Node, checker: Checker, observer: Observer): void {
  const { tree } = checker
  const isSet = ['pool_size', 'pool_pre_ping', 'poolclass', 'pool_recycle', 'max_overflow'].some(
    (name) => keywordArgument(tree, call, name) !== NO_NODE,
  )
  if (isSet) observer.follows(call)
  else observer.departs(call)
}
