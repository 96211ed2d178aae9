// Where methods change the fields of their object, and under which lock.
import type { Checker } from '../../engine/checker.ts'
import { keptAttribute } from '../../facts/called-names.ts'
import type { ClassFacts } from '../../facts/classes.ts'
import type { FileFacts } from '../../facts/file-facts.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { managerOf } from '../../flow/with-parts.ts'
import {
  K_ATTRIBUTE,
  K_IDENTIFIER,
  K_WITH_CLAUSE,
  K_WITH_STATEMENT,
  T_ASYNC,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { heldLock } from './held-locks.ts'
import { changesOf } from './mutation.ts'

export interface FieldWrite {
  readonly class: ClassFacts
  readonly method: FunctionFacts
  readonly name: string
  /** True for `cls.x`. */
  readonly isOfClass: boolean
  readonly node: Node
  /** Text of the lock around it, undefined where none is held. */
  readonly lock: string | undefined
  readonly isAsyncLock: boolean
  /** True for a variable of the method: another call has another lock. */
  readonly isLocalLock: boolean
}

const KEY = {}

/** All changes of `self.x` and `cls.x` in a file: assignments, `+=`, changes in place. */
export function fieldWrites(checker: Checker): readonly FieldWrite[] {
  return checker.once(KEY, () => {
    const { facts, tree } = checker
    const found: FieldWrite[] = []
    for (const node of facts.nodesOfKind(K_ATTRIBUTE)) {
      const own = receiverAttribute(facts, node)
      if (own === undefined) continue
      for (const change of facts.isWrite(node) ? [node] : changesOf(facts, node)) {
        const lock = heldLock(facts, change)
        found.push({
          class: own.class,
          method: own.method,
          name: own.name,
          isOfClass: own.isClass,
          node: change,
          lock: lock === NO_NODE ? undefined : tree.text(lock),
          isLocalLock:
            lock !== NO_NODE &&
            tree.kind(lock) === K_IDENTIFIER &&
            facts.resolve(lock)?.scope?.kind === 'function',
          isAsyncLock: lock !== NO_NODE && isTakenAsync(facts, change, lock),
        })
      }
    }
    return found
  })
}

/** True where the lock around a node is taken by `async with`. */
function isTakenAsync(facts: FileFacts, node: Node, lock: Node): boolean {
  const { tree } = facts
  for (
    let at = tree.ancestor(node, K_WITH_STATEMENT);
    at !== NO_NODE;
    at = tree.ancestor(at, K_WITH_STATEMENT)
  ) {
    const clause = tree.childOfKind(at, K_WITH_CLAUSE)
    const items = clause === NO_NODE ? [] : tree.namedChildren(clause)
    if (items.some((item) => keptAttribute(facts, managerOf(tree, item)) === lock)) {
      return tree.kind(at + 1) === T_ASYNC
    }
  }
  return false
}

/** Methods that run before anyone else has the object, or after everyone has let it go. */
export const ALONE =
  /^__(?:init|new|post_init|del|enter|exit|aenter|aexit|setstate|getstate|copy|deepcopy|reduce)\w*__$|^(?:setUp|tearDown|setup|teardown|asyncSetUp|asyncTearDown)(?:_\w+|Class)?$/
