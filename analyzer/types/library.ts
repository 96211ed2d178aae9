// Reads the tables of library classes and functions and answers what a path of names and calls
// (`redis.asyncio.from_url().lock()`) gives.
import { LIBRARY_CLASSES } from './library-classes.ts'
import { LIBRARY_FUNCTIONS } from './library-functions.ts'

/** What a member or function gives. */
export interface LibraryResult {
  /** A class of the tables or a builtin; '' where only its being awaitable is known. */
  readonly name: string
  readonly isAwaitable: boolean
}

export interface LibraryClass {
  readonly name: string
  /** What it is good for: `lock`, `session`, `redis`, with its world: `asyncio`, `threading`. */
  readonly traits: ReadonlySet<string>
  /** By member as written in the tables: `name`, `name()`, `()`, `[]`. */
  readonly members: ReadonlyMap<string, LibraryResult>
}

/** The class that a qualified name stands for, under any of its names. */
export function libraryClass(name: string): LibraryClass | undefined {
  return classes.get(name)
}

/** All classes, each once. */
export function libraryClasses(): readonly LibraryClass[] {
  return [...new Set(classes.values())]
}

export interface PathResult extends LibraryResult {
  /** True for the class itself, false for an instance. */
  readonly isClass: boolean
}

/**
 * What a path is, with `()` for calls: an instance of a class, the class itself, or what a known
 * function gives. Undefined for paths that the tables do not explain.
 */
export function readPath(path: string): PathResult | undefined {
  let known: PathResult | undefined
  /** The method of `known` that has been named but not called yet. */
  let method = ''
  let prefix = ''
  for (const [step] of path.matchAll(/\(\)|\[\]|\.?[^.()[\]]+/g)) {
    const next = prefix + step
    const exact = functions.get(next)
    const member = `${method}${step}`.replace(/^\./, '')
    let found: PathResult | undefined
    if (exact !== undefined) found = { ...exact, isClass: false }
    else if (known === undefined) found = startOf(next)
    else if (method === '' || step === '()') found = stepFrom(known, member)
    const isMethod = found === undefined && known !== undefined && isMethodOf(known, member)
    // `redis.Redis` is a class, and yet `redis.Redis.from_url()` is a function of the tables.
    if (found === undefined && known !== undefined && !isMethod && !prefixes.has(next)) {
      return undefined
    }
    method = isMethod ? member : ''
    known = isMethod ? known : found
    prefix = found?.isClass === true ? found.name : next
  }
  return method === '' ? known : undefined
}

/** What a member of a class gives: `execute()`, `session`; undefined if the tables do not say. */
export function memberOf(className: string, member: string): LibraryResult | undefined {
  const found = classes.get(className)
  const result = found?.members.get(member) ?? asyncMember(found, member)
  if (result === undefined || found === undefined) return undefined
  return result.name === 'Self' ? { ...result, name: found.name } : result
}

function startOf(name: string): PathResult | undefined {
  const found = classes.get(name)
  return found && { name: found.name, isAwaitable: false, isClass: true }
}

function stepFrom(from: PathResult, step: string): PathResult | undefined {
  if (from.isClass && step === '()') {
    return { name: from.name, isAwaitable: false, isClass: false }
  }
  if (from.isClass || from.name === '') return undefined
  const result = memberOf(from.name, step)
  return result && { ...result, isClass: false }
}

function isMethodOf(from: PathResult, name: string): boolean {
  return !from.isClass && memberOf(from.name, `${name}()`) !== undefined
}

/** `*()~` in the tables: every method that is not named must be awaited. */
function asyncMember(of: LibraryClass | undefined, member: string): LibraryResult | undefined {
  return member.length > 2 && member.endsWith('()') ? of?.members.get('*()') : undefined
}

interface Tables {
  readonly classes: ReadonlyMap<string, LibraryClass>
  readonly functions: ReadonlyMap<string, LibraryResult>
}

function prefixesOf(names: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const name of names) {
    for (const part of name.matchAll(/\(\)|\.|$/g)) {
      found.add(name.slice(0, part.index))
      found.add(name.slice(0, part.index + part[0].length))
    }
  }
  return found
}

function readTables(): Tables {
  const found = new Map<string, LibraryClass>()
  for (const line of LIBRARY_CLASSES.split('\n')) {
    const [name = '', traits = '', aliases = '', members = ''] = line
      .split('|')
      .map((part) => part.trim())
    if (name === '') continue
    const one: LibraryClass = {
      name,
      traits: new Set(words(traits)),
      members: new Map(words(members).map(readMember)),
    }
    for (const alias of [name, ...words(aliases)]) found.set(alias, one)
  }
  const results = new Map<string, LibraryResult>()
  for (const line of LIBRARY_FUNCTIONS.split('\n')) {
    const [, name, sign, type = ''] = /^(\S+)\s+([=~])\s*(\S*)$/.exec(line) ?? []
    if (name !== undefined) results.set(name, { name: type, isAwaitable: sign === '~' })
  }
  return { classes: found, functions: results }
}

function readMember(text: string): [string, LibraryResult] {
  const [, name = '', sign, type = ''] = /^([^=~]+)([=~])(.*)$/.exec(text) ?? []
  return [name, { name: type, isAwaitable: sign === '~' }]
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

const { classes, functions } = readTables()
const prefixes: ReadonlySet<string> = prefixesOf(functions.keys())
