// Constructors that leave out the one of their base, and what inherited methods miss then.
import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { effectsOf } from '../../../flow/effects.ts'
import { EXIT_POINT } from '../../../flow/graph.ts'
import { outsideNames } from '../../../gather/tables.ts'
import { descendants, knownClass } from '../../../matching/names/known-classes.ts'
import { statementsOf } from '../../../matching/statements/statements.ts'
import type { ProjectClass, ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'

/** An attribute that only the skipped constructor sets, and an inherited method that reads it. */
export interface SkippedConstructor {
  readonly attribute: string
  readonly skipped: ProjectFunction
  readonly base: ProjectClass
  readonly reader: ProjectFunction
  /** Line of the reader in which the attribute is read. */
  readonly line: number
  /** True where the class itself, or the language, calls the reader. */
  readonly isCalled: boolean
}

/** Bases from outside that have no constructor to speak of. */
const PLAIN =
  /^(?:builtins\.object|abc\.ABC|typing\.(?:Generic|Protocol)|typing_extensions\.Protocol)$/

/** Ways to set attributes that nobody can read off. */
const INDIRECT = /__init__|\bsuper\b|__dict__|\bsetattr\b|\bvars\(|__setstate__/

/** What the constructor of a class leaves out; undefined where nothing is certain to be missed. */
export function skippedConstructor(
  { tree, project, path, flow }: Checker,
  own: ClassFacts,
  init: FunctionFacts,
): SkippedConstructor | undefined {
  const body = tree.source.slice(tree.start(init.body), tree.end(init.body))
  // One that always raises makes no object.
  if (!flow.of(init).isReachable(EXIT_POINT)) return undefined
  // An empty constructor says that nothing of the base is wanted.
  if (statementsOf(tree, init.body).every((one) => tree.kind(one) === k.K_PASS_STATEMENT)) {
    return undefined
  }
  if (own.bases.length === 0 || INDIRECT.test(body) || /mixin/i.test(own.name)) return undefined
  const known = project.index.class(path, own.symbol)
  if (known === undefined) return undefined
  const whole = knownClass(project, known)
  if (whole === undefined || !whole.outside.every((one) => PLAIN.test(one))) return undefined
  const order = project.index.hierarchy.order(known).filter((one) => typeof one !== 'string')
  const above = order.slice(1)
  if (above.some((one) => one.methods.has('__new__') || /mixin/i.test(one.summary.name))) {
    return undefined
  }
  const base = above.find((one) => one.methods.has('__init__'))
  const skipped = base?.methods.get('__init__')
  if (base === undefined || skipped === undefined) return undefined
  const family = [...order, ...descendants(project, known)]
  for (const attribute of attributesSetBy(base)) {
    if (family.some((one) => mayHave(one, attribute, base))) continue
    if (project.has(outsideNames, attribute) || isAskedFor(tree.source, attribute)) continue
    const found = readerOf(known, above, attribute, project)
    if (found === undefined) continue
    const called = new RegExp(`\\bself\\.${found.reader.summary.name}\\(`)
    const isCalled = /^__/.test(found.reader.summary.name) || called.test(tree.text(own.node))
    return { attribute, skipped, base, isCalled, ...found }
  }
  return undefined
}

/** `hasattr(self, 'name')` in this file: it is known that the attribute may be missing. */
function isAskedFor(source: string, attribute: string): boolean {
  return new RegExp(`\\b(?:has|get)attr\\(\\w+, *["']${attribute}["']`).test(source)
}

function attributesSetBy(base: ProjectClass): readonly string[] {
  const found = base.summary.instanceAttributes.filter((one) => one.method === '__init__')
  return [...new Set(found.map(({ name }) => name))]
}

/** True where something else than the skipped constructor may give the attribute. */
function mayHave(one: ProjectClass, name: string, base: ProjectClass): boolean {
  if (one.methods.has(name) || one.nested.has(name)) return true
  if (one.summary.attributes.some((known) => known.name === name)) return true
  return one.summary.instanceAttributes.some(
    (known) => known.name === name && (one !== base || known.method !== '__init__'),
  )
}

/** A method that the class inherits as it is and that reads the attribute. */
function readerOf(
  own: ProjectClass,
  above: readonly ProjectClass[],
  attribute: string,
  project: Checker['project'],
): { readonly reader: ProjectFunction; readonly line: number } | undefined {
  for (const one of above) {
    for (const [name, method] of one.methods) {
      if (name === '__init__' || name === '__del__' || method.summary.isStub) continue
      // Who calls a helper may be overridden as well.
      if (name.startsWith('_') && !name.endsWith('__')) continue
      if (project.index.hierarchy.findMethod(own, name) !== method) continue
      if (project.index.hierarchy.overrides(own, name).length > 0) continue
      const effects = effectsOf(method)
      const read = effects?.reads?.find(({ key }) => key === `self.${attribute}`)
      if (read === undefined) continue
      // What may be missing is asked for with care.
      if (effects?.raises?.includes('AttributeError')) continue
      return { reader: method, line: read.line }
    }
  }
  return undefined
}
