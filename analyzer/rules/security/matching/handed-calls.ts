// Calls that are made elsewhere: a function is handed to a thread, an executor or a later moment, with
// the arguments that it will get: `asyncio.to_thread(os.system, command)`.
import type { Checker } from '../../../engine/checker.ts'
import type { CallArgument } from '../../../facts/calls.ts'
import { callsTo } from '../../../matching/calls/call-table.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { NodeHandler } from '../../define.ts'

export interface HandedCall {
  /** What is called in the end. */
  readonly callee: Node
  /** Where it comes from, see `FileFacts.qualifiedName`; '' where that is not known. */
  readonly name: string
  readonly arguments: readonly CallArgument[]
}

/** At which argument the function stands that is called with those behind it. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  'asyncio.to_thread': 0,
  'anyio.to_thread.run_sync': 0,
  'trio.to_thread.run_sync': 0,
  'fastapi.concurrency.run_in_threadpool': 0,
  'starlette.concurrency.run_in_threadpool': 0,
  'functools.partial': 0,
  'gevent.spawn': 0,
  // Called with each item in turn: what is said of the items holds for what they come from.
  'builtins.map': 0,
}
const METHODS: Readonly<Record<string, number>> = {
  run_in_executor: 1,
  submit: 0,
  add_task: 0,
  call_soon: 0,
  call_soon_threadsafe: 0,
  call_later: 1,
  map: 0,
  imap: 0,
  imap_unordered: 0,
}
/** `Thread(target=os.system, args=(command,))` */
const WITH_TARGET: readonly string[] = [
  'threading.Thread',
  'threading.Timer',
  'multiprocessing.Process',
]

/** Handlers of a rule that are told of each call that is handed to something. */
export function handedCalls(check: (call: Node, handed: HandedCall, checker: Checker) => void): {
  readonly calls: Readonly<Record<string, NodeHandler>>
  readonly methods: Readonly<Record<string, NodeHandler>>
} {
  const handler: NodeHandler = (call, checker) => {
    const handed = handedCall(checker, call)
    if (handed !== undefined) check(call, handed, checker)
  }
  return {
    calls: callsTo([...Object.keys(FUNCTIONS), ...WITH_TARGET], handler),
    methods: callsTo(Object.keys(METHODS), handler),
  }
}

/** What a call hands on to be called; undefined for other calls. */
export function handedCall({ facts, tree }: Checker, call: Node): HandedCall | undefined {
  const name = facts.calleeName(call) ?? ''
  const given = facts.arguments(call)
  if (WITH_TARGET.includes(name)) {
    const callee = given.find((one) => one.name === 'target' || one.name === 'function')
    const list = given.find((one) => one.name === 'args')?.value ?? NO_NODE
    if (callee === undefined || list === NO_NODE) return undefined
    if (tree.kind(list) !== k.K_TUPLE && tree.kind(list) !== k.K_LIST) return undefined
    const items = tree
      .namedChildren(list)
      .map((value): CallArgument => ({ node: value, name: undefined, value, isUnpacked: false }))
    return handedTo(facts, tree, callee.value, items)
  }
  const at = FUNCTIONS[name] ?? METHODS[calleeName(tree, call)]
  const [callee, ...rest] = at === undefined ? [] : given.slice(at)
  return callee === undefined || callee.name !== undefined
    ? undefined
    : handedTo(facts, tree, callee.value, rest)
}

function handedTo(
  facts: Checker['facts'],
  tree: Checker['tree'],
  callee: Node,
  given: readonly CallArgument[],
): HandedCall | undefined {
  const kind = tree.kind(callee)
  if (kind !== k.K_IDENTIFIER && kind !== k.K_ATTRIBUTE) return undefined
  return { callee, name: facts.qualifiedName(callee) ?? '', arguments: given }
}

/** The value of an argument by its place among those without a name, or by its name; NO_NODE without it. */
export function handedArgument(
  { arguments: given }: HandedCall,
  position: number,
  ...names: readonly string[]
): Node {
  const named = given.find(({ name }) => name !== undefined && names.includes(name))
  return named?.value ?? given.filter(({ name }) => name === undefined)[position]?.value ?? NO_NODE
}
