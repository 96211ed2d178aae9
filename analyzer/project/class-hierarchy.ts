// Bases, method resolution order and member look-up over classes of the whole project.
import { type Expression, originOf } from '../facts/expression.ts'
import { Reading, type ReadLog } from './reads.ts'
import { placeOf } from './symbols.ts'
import type { ProjectClass, ProjectFunction, Value } from './values.ts'

/** One step of a method resolution order: a class of the project, or the name of another. */
export type Ancestor = ProjectClass | string

export type ResolveName = (from: ProjectClass, origin: string) => Value | undefined

/** More ancestors than this are not looked at. */
const MAX_ANCESTORS = 200

/** Bases from outside that add nothing which rules would have to know. */
const TRANSPARENT = new Set([
  'builtins.object',
  'typing.Generic',
  'typing.Protocol',
  'typing_extensions.Protocol',
  'abc.ABC',
  'enum.Enum',
  'enum.IntEnum',
  'enum.StrEnum',
  'builtins.Exception',
  'typing.NamedTuple',
])

const NO_ANCESTORS: readonly Ancestor[] = []

/** A list that grew has room for 17; most of these hold one or two, and there are two for each class. */
function exactly(ancestors: readonly Ancestor[]): readonly Ancestor[] {
  return ancestors.length === 0 ? NO_ANCESTORS : ancestors.slice()
}

interface Found {
  ancestors: readonly Ancestor[]
  reading: Reading | undefined
}

export class ClassHierarchy {
  readonly #resolve: ResolveName
  readonly #reads: ReadLog
  readonly #orders = new Map<ProjectClass, Found>()
  readonly #bases = new Map<ProjectClass, Found>()
  readonly #children = new Map<ProjectClass, ProjectClass[]>()
  readonly #classes: readonly ProjectClass[]
  #hasChildren = false
  /** Classes whose bases are being read. */
  #openCount = 0

  constructor(classes: readonly ProjectClass[], resolve: ResolveName, reads: ReadLog) {
    this.#reads = reads
    this.#classes = classes
    this.#resolve = resolve
  }

  /** Direct bases in order; a name for what is not in the project, '' for what is not known. */
  bases(of: ProjectClass): readonly Ancestor[] {
    const known = this.#bases.get(of)
    if (known !== undefined) {
      this.#reads.again(known.reading)
      return known.ancestors
    }
    // A class whose base is looked up while its own bases are being read has none yet.
    const open = new Reading()
    const found: Found = { ancestors: [], reading: open }
    this.#bases.set(of, found)
    this.#openCount += 1
    const { value, reading } = this.#reads.note(() => this.#readBases(of), open)
    found.ancestors = exactly(value)
    found.reading = reading
    this.#openCount -= 1
    this.#reads.again(reading)
    return found.ancestors
  }

  #readBases(of: ProjectClass): readonly Ancestor[] {
    return of.summary.bases.flatMap((base): Ancestor[] => {
      if (base.kind === 'call' && originOf(base.callee)?.endsWith('with_metaclass')) {
        return base.args.slice(1).map((one) => this.#base(of, originOf(one)))
      }
      // A class that is made on the spot has the fields that the call lists.
      if (base.kind === 'call' && originOf(base.callee) === 'typing.NamedTuple') return ['']
      return [this.#base(of, originOf(base) ?? starOrigin(of, base))]
    })
  }

  /**
   * The class and its ancestors in the order in which Python looks for members; where the bases
   * contradict each other or form a circle, depth first.
   */
  order(of: ProjectClass): readonly Ancestor[] {
    const known = this.#orders.get(of)
    if (known !== undefined) {
      this.#reads.again(known.reading)
      return known.ancestors
    }
    const { value, reading } = this.#reads.note(() => linearize(of, (one) => this.bases(one)))
    this.#reads.again(reading)
    // An order that was asked for while bases were being read may lack some of them.
    if (this.#openCount === 0) this.#orders.set(of, { ancestors: exactly(value), reading })
    return value
  }

  /** Project classes that name `of` among their direct bases. */
  subclasses(of: ProjectClass): readonly ProjectClass[] {
    this.#reads.ask('subclasses', ...(placeOf(of) ?? []))
    if (!this.#hasChildren) {
      this.#hasChildren = true
      this.#reads.apart(() => this.#findChildren())
    }
    return this.#children.get(of) ?? []
  }

  #findChildren(): void {
    for (const one of this.#classes) {
      for (const base of this.bases(one)) {
        if (typeof base === 'string') continue
        const known = this.#children.get(base)
        if (known === undefined) this.#children.set(base, [one])
        else known.push(one)
      }
    }
  }

  /** The method that a call on an instance reaches. `after` starts behind that class. */
  findMethod(of: ProjectClass, name: string, after?: ProjectClass): ProjectFunction | undefined {
    let isOpen = after === undefined
    for (const one of this.order(of)) {
      if (isOpen && typeof one !== 'string') {
        const method = one.methods.get(name)
        if (method !== undefined) return method
      }
      if (one === after) isOpen = true
    }
    return undefined
  }

  /** Methods of that name in classes below, each only once. */
  overrides(of: ProjectClass, name: string): readonly ProjectFunction[] {
    const found: ProjectFunction[] = []
    const seen = new Set<ProjectClass>([of])
    const open = [of]
    for (let at = open.pop(); at !== undefined && seen.size < MAX_ANCESTORS; at = open.pop()) {
      for (const child of this.subclasses(at)) {
        if (seen.has(child)) continue
        seen.add(child)
        open.push(child)
        const method = child.methods.get(name)
        if (method !== undefined) found.push(method)
      }
    }
    return found
  }

  /** True if `of` is or derives from a class of the project or from one named from outside. */
  isSubclass(of: ProjectClass, ancestor: Ancestor): boolean {
    return this.order(of).includes(ancestor)
  }

  /**
   * True if every member of the class can be known: all bases resolve, none answers for unknown
   * attributes, no metaclass or class decorator from outside may add some. `knows` names further
   * bases from outside of which the caller knows all that it asks for.
   */
  isFullyKnown(of: ProjectClass, knows: (outside: string) => boolean = () => false): boolean {
    return this.order(of).every((one) => {
      if (typeof one === 'string') return TRANSPARENT.has(one) || knows(one)
      const { isDynamic, keywords, decorators } = one.summary
      if (isDynamic || keywords.some(({ name }) => name === 'metaclass')) return false
      return decorators.every((decorator) => {
        const origin = originOf(decorator) ?? ''
        return origin.startsWith('dataclasses.') || origin.startsWith('typing.')
      })
    })
  }

  #base(of: ProjectClass, origin: string | undefined): Ancestor {
    if (origin === undefined) return ''
    const value = this.#resolve(of, origin)
    if (value?.kind === 'class') return value.class
    return value?.kind === 'external' ? value.name : ''
  }
}

/** C3 linearization; falls back to depth first where it has no answer. */
function linearize(
  root: ProjectClass,
  basesOf: (one: ProjectClass) => readonly Ancestor[],
): readonly Ancestor[] {
  const done = new Map<Ancestor, readonly Ancestor[]>()
  const open: Ancestor[] = [root]
  const entered = new Set<Ancestor>()
  while (open.length > 0 && entered.size < MAX_ANCESTORS) {
    const one = open.at(-1) as Ancestor
    const bases = typeof one === 'string' ? [] : basesOf(one)
    if (!entered.has(one)) {
      entered.add(one)
      const missing = bases.filter((base) => !done.has(base) && !entered.has(base))
      if (missing.length > 0) {
        open.push(...missing)
        continue
      }
    }
    open.pop()
    if (done.has(one)) continue
    const lists = bases.map((base) => done.get(base) ?? [base])
    done.set(one, [one, ...(merge([...lists, bases]) ?? depthFirst(lists))])
  }
  return done.get(root) ?? [root]
}

function merge(lists: readonly (readonly Ancestor[])[]): readonly Ancestor[] | undefined {
  const rest = lists.map((list) => [...list])
  const merged: Ancestor[] = []
  for (;;) {
    const open = rest.filter((list) => list.length > 0)
    if (open.length === 0) return merged
    const next = open.find(
      ([head]) => head !== undefined && !open.some((list) => list.indexOf(head, 1) > 0),
    )?.[0]
    if (next === undefined || merged.length > MAX_ANCESTORS) return undefined
    merged.push(next)
    for (const list of open) if (list[0] === next) list.shift()
  }
}

function depthFirst(lists: readonly (readonly Ancestor[])[]): readonly Ancestor[] {
  return [...new Set(lists.flat())].slice(0, MAX_ANCESTORS)
}

/** What a star import of the class's module may explain, as a name of the module itself. */
function starOrigin({ module }: ProjectClass, base: Expression): string | undefined {
  if (base.kind !== 'name') return undefined
  return module.summary.imports.some(({ form }) => form === 'star') ? `.${base.text}` : undefined
}
