// What loops, `with` and unpacking take out of a value.
import type { ProjectIndex } from '../project/project-index.ts'
import { external, type Value } from '../project/values.ts'
import * as k from '../syntax/kinds.ts'
import type { Node } from '../syntax/tree.ts'
import type { Evaluator } from './file-types.ts'

/** What a loop over a value gives. */
export function elementOf(evaluator: Evaluator, value: Value | undefined): Value | undefined {
  switch (value?.kind) {
    case 'container':
      // A loop over a dict gives its keys, of which nothing is known.
      return isMapping(value.name) ? undefined : value.item
    case 'instance': {
      const iterate = evaluator.index.attribute(value, '__iter__')
      const made = evaluator.index.callResult(iterate)
      return made?.kind === 'container' ? made.item : undefined
    }
    default:
      return undefined
  }
}

/** What `with value as x` gives. */
export function enteredValue(
  index: ProjectIndex,
  value: Value | undefined,
  isAsync: boolean,
): Value | undefined {
  switch (value?.kind) {
    case 'manager':
      return value.value
    case 'external':
      return value
    case 'awaitable':
      // `async with session.get(url) as response`: the request is both.
      return isAsync ? value.value : undefined
    case 'instance': {
      const name = isAsync ? '__aenter__' : '__enter__'
      const method = index.hierarchy.findMethod(value.class, name)
      if (method === undefined) return value
      const result = index.callResult({ kind: 'method', function: method, receiver: value.class })
      return result?.kind === 'awaitable' ? result.value : result
    }
    default:
      return undefined
  }
}

const PAIRS: ReadonlyMap<string, readonly string[]> = new Map(
  ['open_connection', 'open_unix_connection'].map((name) => [
    `asyncio.${name}`,
    ['asyncio.StreamReader()', 'asyncio.StreamWriter()'],
  ]),
)

/** `reader, writer = await asyncio.open_connection(host, port)`. */
export function partOfResult({ facts }: Evaluator, result: Node, target: Node): Value | undefined {
  const { tree } = facts
  const call = tree.kind(result) === k.K_AWAIT ? tree.namedChildren(result)[0] : undefined
  if (call === undefined || tree.kind(call) !== k.K_CALL) return undefined
  const place = tree.namedChildren(tree.parent(target)).indexOf(target)
  const name = PAIRS.get(facts.calleeName(call) ?? '')?.[place]
  return name === undefined ? undefined : external(name)
}

/** `for key, value in table.items()` and `for number, item in enumerate(list)`. */
export function partOfElement(
  evaluator: Evaluator,
  iterable: Node,
  target: Node,
): Value | undefined {
  const { facts } = evaluator
  const { tree } = facts
  if (tree.kind(iterable) !== k.K_CALL) return undefined
  const pattern = tree.parent(target)
  const place = tree.namedChildren(pattern).indexOf(target)
  if (place !== 1) return undefined
  const callee = facts.callee(iterable)
  if (facts.calleeName(iterable) === 'builtins.enumerate') {
    const first = facts.arguments(iterable)[0]?.value
    return first === undefined ? undefined : elementOf(evaluator, evaluator.valueOf(first))
  }
  if (tree.kind(callee) !== k.K_ATTRIBUTE) return undefined
  if (tree.text(tree.child(callee, k.F_ATTRIBUTE)) !== 'items') return undefined
  const table = evaluator.valueOf(tree.child(callee, k.F_OBJECT))
  return table?.kind === 'container' ? table.item : undefined
}

const MAPPING = /(?:dict|Dict|Mapping|OrderedDict)$/

export function isMapping(name: string): boolean {
  return MAPPING.test(name)
}
