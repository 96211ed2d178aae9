// Enums of a project, sets of their members and the transitions between them.
import {
  constantOf,
  type Expression,
  namedAs,
  originOf,
  type Place,
} from '../../facts/expression.ts'
import type { Constant } from '../../facts/literals.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import { isTestPath } from '../../project/test-paths.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { lastName, type Meanings, type Spot } from '../meanings.ts'
import { isEnumClass } from '../orm/type-reader.ts'
import type { LocalDictionary } from './transition-dicts.ts'

export interface EnumMember {
  readonly name: string
  /** Undefined where it is computed. */
  readonly value: Constant | undefined
  readonly at: Place
}

export interface EnumType extends Spot {
  readonly name: string
  readonly class: ProjectClass
  /** In order; a name that repeats a value of an earlier member is an alias and left out. */
  readonly members: readonly EnumMember[]
  readonly kind: 'text' | 'integer' | 'flag' | 'plain'
}

/** What may follow what. */
export interface TransitionTable extends Spot {
  readonly name: string
  /** Symbol of the class or function that holds it, '' for the module. */
  readonly in: string
  /** Undefined for a table of plain words. */
  readonly enum: EnumType | undefined
  /** From member names (or words) to those that may follow. */
  readonly next: ReadonlyMap<string, readonly string[]>
  /** Members after which nothing follows. */
  readonly terminal: readonly string[]
}

/** `TERMINAL = {Status.DONE, Status.FAILED}`. */
export interface MemberSet extends Spot {
  readonly name: string
  readonly enum: EnumType
  readonly members: readonly string[]
}

const GUARD =
  /(?:^|_)(?:can|may|validate|check|assert|ensure|is_valid|is_allowed|allowed|verify)\w*_transition|(?:^|_)can_(?:move|change|go|become|advance)\w*|transition_(?:allowed|valid|is_valid)|(?:^|_)transition(?:_to)?$/
const TABLE_NAME = /transition|allowed_next|next_states|state_machine|workflow/i
const COLLECTING = /^(?:frozenset|set|list|tuple)$/

export class Enums {
  readonly all: readonly EnumType[]
  readonly transitions: readonly TransitionTable[]
  readonly sets: readonly MemberSet[]
  /** Functions that answer whether a transition may be made, or refuse it. */
  readonly guards: readonly ProjectFunction[]
  readonly #meanings: Meanings
  readonly #byClass = new Map<ProjectClass, EnumType>()

  constructor(
    meanings: Meanings,
    dictionariesOf: (entry: ModuleEntry) => readonly LocalDictionary[],
  ) {
    this.#meanings = meanings
    const { index } = meanings
    for (const one of index.classes) {
      if (isEnumClass(meanings, one)) {
        const found = readEnum(one)
        if (found.members.length > 0) this.#byClass.set(one, found)
      }
    }
    this.all = [...this.#byClass.values()]
    const transitions: TransitionTable[] = []
    const sets: MemberSet[] = []
    for (const from of index.graph.modules) {
      const { path } = from.summary
      const holders = [
        ...from.summary.variables.map((one) => ({ ...one, in: '' })),
        ...from.summary.classes.flatMap((own) =>
          own.attributes.map((one) => ({ ...one, in: own.symbol })),
        ),
        ...dictionariesOf(from),
      ]
      for (const { name, at, value, in: inside } of holders) {
        if (value === undefined) continue
        const place = { name, path, at, in: inside }
        const table = this.#table(from, value, place)
        if (table !== undefined) transitions.push(table)
        const set = this.#set(from, value, { name, path, at })
        if (set !== undefined) sets.push(set)
      }
    }
    this.transitions = transitions
    this.sets = sets
    this.guards = index.functions.filter(
      ({ module, summary }) => GUARD.test(summary.name) && !isTestPath(module.summary.path),
    )
  }

  of(one: ProjectClass | undefined): EnumType | undefined {
    return one && this.#byClass.get(one)
  }

  /**
   * The member that a qualified name (see `FileFacts.qualifiedName`) means in a module:
   * `app.models.Status.ACTIVE`, also with `.value` or `.name` behind it.
   */
  member(
    from: ModuleEntry,
    origin: string | undefined,
  ): { readonly enum: EnumType; readonly member: EnumMember } | undefined {
    const path = origin?.replace(/\.(?:value|name)$/, '')
    const dot = path?.lastIndexOf('.') ?? -1
    if (path === undefined || dot <= 0) return undefined
    const owner = this.#meanings.index.resolveName(from, path.slice(0, dot))
    const found = owner?.kind === 'class' ? this.of(owner.class) : undefined
    const member = found?.members.find(({ name }) => name === path.slice(dot + 1))
    return found && member && { enum: found, member }
  }

  /** Tables for the members of an enum. */
  transitionsOf(one: EnumType): readonly TransitionTable[] {
    return this.transitions.filter((table) => table.enum === one)
  }

  #table(
    from: ModuleEntry,
    value: Expression,
    place: Pick<TransitionTable, 'name' | 'path' | 'at' | 'in'>,
  ): TransitionTable | undefined {
    if (value.kind !== 'dict' || value.entries.length < 2) return undefined
    const next = new Map<string, readonly string[]>()
    let own: EnumType | undefined
    for (const { key, value: followers } of value.entries) {
      const member = this.member(from, originOf(key))
      const word = constantOf(key)
      const name = member?.member.name ?? (typeof word === 'string' ? word : undefined)
      const items = itemsOf(followers)
      if (name === undefined || items === undefined) return undefined
      if (own !== undefined && member?.enum !== own) return undefined
      own ??= member?.enum
      const names: string[] = []
      for (const item of items) {
        const follower = this.member(from, originOf(item))
        const text = constantOf(item)
        const follows = follower?.member.name ?? (typeof text === 'string' ? text : undefined)
        if (follows === undefined || (own !== undefined && follower?.enum !== own)) return undefined
        names.push(follows)
      }
      next.set(name, names)
    }
    const isWords = own === undefined
    // Words mapped to words are many things: the name must say that it is about transitions.
    if (isWords && !TABLE_NAME.test(place.name)) return undefined
    const known = own?.members.map(({ name }) => name) ?? [...new Set([...next.values()].flat())]
    const terminal = known.filter((name) => (next.get(name)?.length ?? 0) === 0)
    return { ...place, enum: own, next, terminal }
  }

  #set(
    from: ModuleEntry,
    value: Expression,
    place: Pick<MemberSet, 'name' | 'path' | 'at'>,
  ): MemberSet | undefined {
    const items = value.kind === 'dict' ? undefined : itemsOf(value)
    if (items === undefined || items.length === 0) return undefined
    const found = items.map((item) => this.member(from, originOf(item)))
    const [first] = found
    if (first === undefined || found.some((one) => one?.enum !== first.enum)) return undefined
    const members = found.flatMap((one) => one?.member.name ?? [])
    return { ...place, enum: first.enum, members }
  }
}

/** Items of a collection, also of `frozenset({...})`; a single member stands for itself. */
function itemsOf(expression: Expression): readonly Expression[] | undefined {
  switch (expression.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return expression.items
    case 'dict':
      return expression.entries.length === 0 ? [] : undefined
    case 'name':
      return [expression]
    case 'call': {
      const name = expression.callee.kind === 'name' ? lastName(namedAs(expression.callee)) : ''
      const [only, more] = expression.args
      if (!COLLECTING.test(name) || more !== undefined) return undefined
      return only === undefined ? [] : only.kind === 'name' ? undefined : itemsOf(only)
    }
    default:
      return undefined
  }
}

function readEnum(one: ProjectClass): EnumType {
  const { summary, module } = one
  const kind = kindOf(summary.bases)
  const members: EnumMember[] = []
  const values = new Set<Constant>()
  let counter = 0
  for (const { name, at, value } of summary.attributes) {
    if (value === undefined || name.startsWith('_') || value.kind === 'lambda') continue
    if (isNoMember(value)) continue
    const read = memberValue(value, name, kind, counter)
    counter = typeof read === 'number' ? read : counter + 1
    if (read !== undefined && values.has(read)) continue
    if (read !== undefined) values.add(read)
    members.push({ name, value: read, at })
  }
  return {
    name: summary.name,
    class: one,
    members,
    kind,
    path: module.summary.path,
    at: summary.at,
  }
}

function isNoMember(value: Expression): boolean {
  const name = value.kind === 'call' ? lastName(originOf(value) ?? '') : ''
  return name === 'nonmember' || name === 'property' || name === 'staticmethod'
}

function memberValue(
  value: Expression,
  name: string,
  kind: EnumType['kind'],
  counter: number,
): Constant | undefined {
  if (value.kind === 'tuple') return constantOf(value.items[0])
  const isAuto = value.kind === 'call' && lastName(originOf(value) ?? '') === 'auto'
  if (!isAuto) return constantOf(value)
  return kind === 'text' ? name.toLowerCase() : kind === 'flag' ? 2 ** counter : counter + 1
}

function kindOf(bases: readonly Expression[]): EnumType['kind'] {
  const names = bases.map((base) => lastName(originOf(base) ?? ''))
  if (names.some((name) => /^(?:str|StrEnum|TextChoices)$/.test(name))) return 'text'
  if (names.some((name) => /Flag$/.test(name))) return 'flag'
  return names.some((name) => /^(?:int|IntEnum|IntegerChoices)$/.test(name)) ? 'integer' : 'plain'
}
