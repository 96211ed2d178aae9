// Names of parameters, attributes and variables whose annotation promises a coroutine when they are
// called: `callback: Callable[[Event], Awaitable[None]]`, also through an alias of the type.
import type { Expression } from '../../facts/expression.ts'
import type { ProjectIndex } from '../../project/project-index.ts'

const PROMISES = new Set(['Awaitable', 'Coroutine'])
/** Aliases of aliases are followed this far. */
const MAX_ROUNDS = 2

/** A quick answer by the name alone, for all files of a project. */
export function awaitedCallbackNames(index: ProjectIndex): ReadonlySet<string> {
  const aliases = new Set<string>()
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    for (const { summary } of index.graph.modules) {
      for (const { name, value } of summary.variables) {
        if (value?.kind === 'subscript' || value?.kind === 'union') {
          if (promises(value, aliases)) aliases.add(name)
        }
      }
    }
  }
  const names = new Set<string>()
  for (const { summary } of index.graph.modules) {
    const declared = [
      ...summary.variables,
      ...summary.functions.flatMap(({ parameters }) => parameters),
      ...summary.classes.flatMap(({ attributes, instanceAttributes }) => [
        ...attributes,
        ...instanceAttributes,
      ]),
    ]
    for (const { name, annotation } of declared) {
      if (annotation !== undefined && promises(annotation, aliases)) names.add(name)
    }
  }
  if (names.size === 0) return names
  // `self._callback = callback`
  for (const { summary } of index.graph.modules) {
    for (const { instanceAttributes } of summary.classes) {
      for (const { name, reference } of instanceAttributes) {
        if (reference?.kind === 'instance' && promises(reference.type, aliases)) names.add(name)
      }
    }
  }
  return names
}

/** True for `Callable[..., Awaitable[x]]`, alone, in a union, or by the name of an alias. */
function promises(type: Expression, aliases: ReadonlySet<string>): boolean {
  switch (type.kind) {
    case 'name':
      return aliases.has(lastPart(type.text))
    case 'union':
      return type.items.some((item) => promises(item, aliases))
    case 'subscript': {
      const last = type.items.at(-1)
      if (last === undefined || type.value.kind !== 'name') return false
      if (lastPart(type.value.text) !== 'Callable') {
        return type.items.some((item) => promises(item, aliases))
      }
      const given = last.kind === 'subscript' ? last.value : last
      return given.kind === 'name' && PROMISES.has(lastPart(given.text))
    }
    default:
      return false
  }
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}
