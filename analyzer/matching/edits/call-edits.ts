// Edits of calls: another callee, one argument more or less, the call moved to a thread.
import type { Checker, FixDraft, TextEdit } from '../../engine/checker.ts'
import { readWrittenArguments } from '../../facts/calls.ts'
import {
  F_ARGUMENTS,
  F_FUNCTION,
  K_ARGUMENT_LIST,
  K_ATTRIBUTE,
  K_DICTIONARY_COMPREHENSION,
  K_FUNCTION_DEFINITION,
  K_GENERATOR_EXPRESSION,
  K_LAMBDA,
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_SUBSCRIPT,
  K_WITH_ITEM,
} from '../../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../../syntax/tree.ts'
import { insertAfter, insertBefore, replace } from './edits.ts'
import { importedModule } from './import-edits.ts'

/** Calls something else with the same arguments. */
export function replaceCallee(tree: SyntaxTree, call: Node, text: string): TextEdit {
  return replace(tree, tree.child(call, F_FUNCTION), text)
}

/** `text` as the last argument; undefined for a call whose only argument has no brackets of its own. */
export function addArgument(tree: SyntaxTree, call: Node, text: string): TextEdit | undefined {
  const list = tree.child(call, F_ARGUMENTS)
  if (list === NO_NODE || tree.kind(list) !== K_ARGUMENT_LIST) return undefined
  const last = readWrittenArguments(tree, list).at(-1)
  if (last !== undefined) return insertAfter(tree, last.node, `, ${text}`)
  const at = tree.end(list) - 1
  return { start: at, end: at, newText: text }
}

/** Takes an argument away, with the comma before or behind it; undefined for one out of a mapping. */
export function removeArgument(tree: SyntaxTree, call: Node, argument: Node): TextEdit | undefined {
  const all = readWrittenArguments(tree, tree.child(call, F_ARGUMENTS)).map(({ node }) => node)
  const at = all.indexOf(argument)
  if (at === -1) return undefined
  const before = all[at - 1]
  const after = all[at + 1]
  if (before !== undefined) {
    return { start: tree.end(before), end: tree.end(argument), newText: '' }
  }
  const end = after === undefined ? tree.end(argument) : tree.start(after)
  return { start: tree.start(argument), end, newText: '' }
}

const NOT_AWAITABLE = [
  K_LAMBDA,
  K_GENERATOR_EXPRESSION,
  K_LIST_COMPREHENSION,
  K_SET_COMPREHENSION,
  K_DICTIONARY_COMPREHENSION,
  K_WITH_ITEM,
]

/**
 * `await asyncio.to_thread(function, ...)` for a blocking call of a coroutine. Not where no `await`
 * may stand, for a context manager, and in files that work with another event loop.
 */
export function inThread(checker: Checker, call: Node): FixDraft[] {
  const { tree, facts } = checker
  const list = tree.child(call, F_ARGUMENTS)
  const roots = new Set(facts.imports.map(({ target }) => target?.split('.')[0]))
  if ((roots.has('trio') || roots.has('anyio')) && !roots.has('asyncio')) return []
  if (tree.kind(list) !== K_ARGUMENT_LIST || tree.kind(tree.parent(call)) === K_WITH_ITEM) return []
  const around = tree.ancestor(call, ...NOT_AWAITABLE, K_FUNCTION_DEFINITION)
  if (around === NO_NODE || tree.kind(around) !== K_FUNCTION_DEFINITION) return []
  const module = importedModule(facts, 'asyncio', call)
  const callee = tree.child(call, F_FUNCTION)
  const isFirst = readWrittenArguments(tree, list).length === 0
  const inner = tree.start(list) + 1
  const opening = `${module.text}.to_thread(${tree.text(callee)}${isFirst ? '' : ', '}`
  const parent = tree.kind(tree.parent(call))
  // `await` binds less tightly than a dot and an index.
  const isBracketed = parent === K_ATTRIBUTE || parent === K_SUBSCRIPT
  return [
    {
      title: 'Run it in a thread',
      grade: 'needs-review',
      edits: [
        ...module.edits,
        {
          start: tree.start(call),
          end: inner,
          newText: `${isBracketed ? '(' : ''}await ${opening}`,
        },
        ...(isBracketed ? [insertAfter(tree, call, ')')] : []),
      ],
    },
  ]
}

/** `new(old)`: an expression given to a function. */
export function wrapped(tree: SyntaxTree, node: Node, name: string): readonly TextEdit[] {
  return [insertBefore(tree, node, `${name}(`), insertAfter(tree, node, ')')]
}
