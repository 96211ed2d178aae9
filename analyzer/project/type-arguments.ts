// What the type variables of a generic class stand for in a class that derives from it:
// `class Orders(Repository[Order])` makes the `Model` of `Repository` an `Order`.
import { type Expression, originOf } from '../facts/expression.ts'
import type { Resolver } from './resolver.ts'
import type { ProjectClass, Value } from './values.ts'

const MAX_DEPTH = 6
const DECLARING = /(?:^|\.)(?:Generic|Protocol)$/

type Arguments = ReadonlyMap<string, Value>

/** The value of a type variable of `owner`, by its name, in `receiver`; undefined if nothing says. */
export function typeArgument(
  resolver: Resolver,
  receiver: ProjectClass,
  owner: ProjectClass,
  name: string,
): Value | undefined {
  return argumentsIn(resolver, receiver, owner, new Map(), 0)?.get(name)
}

/** What `of`, with these arguments of its own, gives the type variables of its ancestor. */
function argumentsIn(
  resolver: Resolver,
  of: ProjectClass,
  ancestor: ProjectClass,
  own: Arguments,
  depth: number,
): Arguments | undefined {
  if (of === ancestor) return own
  if (depth > MAX_DEPTH) return undefined
  const bases = resolver.hierarchy.bases(of)
  for (const [at, base] of bases.entries()) {
    if (typeof base === 'string') continue
    // Bases that a call gives several of stand in no order with what is written.
    const written = bases.length === of.summary.bases.length ? of.summary.bases[at] : undefined
    const given = written === undefined ? own : givenTo(resolver, of, base, written, own)
    const found = argumentsIn(resolver, base, ancestor, given, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function givenTo(
  resolver: Resolver,
  from: ProjectClass,
  base: ProjectClass,
  written: Expression,
  own: Arguments,
): Arguments {
  const found = new Map<string, Value>()
  if (written.kind !== 'subscript') return found
  for (const [at, name] of typeVariables(base).entries()) {
    const item = written.items[at]
    if (item === undefined) break
    const passed = item.kind === 'name' ? own.get(item.text) : undefined
    const value = passed ?? resolver.typeValue(from.module, item)
    if (value !== undefined) found.set(name, value)
  }
  return found
}

/** The names of the type variables in the order in which the class is given them. */
function typeVariables({ summary }: ProjectClass): readonly string[] {
  if (summary.typeVariables !== undefined) return summary.typeVariables
  const generic = summary.bases.filter((one) => one.kind === 'subscript')
  const declaring = generic.find((one) => DECLARING.test(originOf(one) ?? ''))
  return (
    (declaring ?? generic[0])?.items.flatMap((one) => (one.kind === 'name' ? [one.text] : [])) ?? []
  )
}
