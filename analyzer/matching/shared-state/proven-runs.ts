// Whether the program itself shows that two runs of a function meet at one place.

import type { Checker } from '../../engine/checker.ts'
import type { Project } from '../../engine/project.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import type { Location } from '../../flow/locations.ts'
import type { EntryKind } from '../../project/entry-tables.ts'
import { FROM_REQUEST, IN_JOB } from '../../project/reachability.ts'
import { isTestPath } from '../../project/test-paths.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import { F_OBJECT, K_ARGUMENT_LIST, K_ATTRIBUTE, K_CALL } from '../../syntax/kinds.ts'
import type { Node } from '../../syntax/tree.ts'
import { calleeName } from '../calls/calls.ts'
import { hasApplication } from '../routes/open-routes.ts'
import { keptClasses, singletons } from './singletons.ts'
import { startedTogether } from './started-together.ts'
import { projectFunction } from './thread-reach.ts'

/** Entry points of which one is started while another still runs. */
const BESIDE: ReadonlySet<EntryKind> = new Set([
  'task',
  'background',
  'thread',
  'executor',
  'timer',
])
/** As many callers are looked at in search of what starts a function. */
const MAX_CALLERS = 80
/** So far up are followed the objects that make an object. */
const DEPTH = 4
/** Where a program, its only server or its application begins. */
const BEGINNING =
  /^_*(?:main|run|cli|start|launch|serve|startup|bootstrap|lifespan|create_app|make_app|build_app|init_app|on_startup)(?:_(?:main|app|server|bot))?$/

/** True where requests, messages or jobs lead to a function, or several tasks or threads of the program. */
export function runsBesideItself(checker: Checker, owner: FunctionFacts | undefined): boolean {
  const own = projectFunction(checker, owner)
  if (owner === undefined || own === undefined) return false
  const { calls, reachability } = checker.project.index
  if ((reachability.flags(own) & (FROM_REQUEST | IN_JOB)) !== 0) return true
  if (isGatheredOnOne(checker, owner)) return true
  const together = checker.once(startedTogether, startedTogether)
  const started = new Set<string>()
  const seen = new Set([own])
  for (const one of seen) {
    if (seen.size > MAX_CALLERS) break
    const here = checker.facts.functions.find(({ symbol }) => symbol === one.summary.symbol)
    if (one.module === own.module && here !== undefined && together.has(here)) return true
    for (const { kind, module, at } of reachability.entriesOf(one)) {
      if (!BESIDE.has(kind) || isTestPath(module.summary.path)) continue
      started.add(`${module.summary.path}:${at.line}:${at.column}`)
    }
    if (started.size > 1) return true
    for (const { caller } of calls.callers(one)) if (caller !== undefined) seen.add(caller)
  }
  return false
}

/** `gather(counter.add(1), counter.add(2))`: the method runs twice at once for one object that is named. */
function isGatheredOnOne(checker: Checker, owner: FunctionFacts): boolean {
  const { tree, facts } = checker
  if (owner.class === undefined) return false
  const seen = new Set<string>()
  return facts.identifiersNamed(owner.name).some((name) => {
    const callee = tree.parent(name)
    const call = tree.parent(callee)
    const isCall = tree.kind(callee) === K_ATTRIBUTE && tree.kind(call) === K_CALL
    if (!isCall || facts.callee(call) !== callee || name === owner.nameNode) return false
    const list = tree.parent(call)
    if (tree.kind(list) !== K_ARGUMENT_LIST || calleeName(tree, tree.parent(list)) !== 'gather') {
      return false
    }
    const value = checker.valueOf(callee)
    if (value?.kind !== 'method' || value.function.summary.symbol !== owner.symbol) return false
    const object = tree.text(tree.child(callee, F_OBJECT))
    if (seen.has(object)) return true
    seen.add(object)
    return false
  })
}

/** True for a place of which the process has one: a variable of a module, an object that all share. */
export function isOfProcess(checker: Checker, owner: FunctionFacts, location: Location): boolean {
  switch (location.root) {
    case 'global':
    case 'import':
    case 'class':
    case 'cls':
      return true
    case 'closure':
      return checker.once(startedTogether, startedTogether).has(owner)
    case 'self':
      return isOfOneObject(checker, owner)
    case 'parameter':
      return /^\w+\.app(?:\.state\b|\[)/.test(location.text)
    default:
      return false
  }
}

/** A method that tasks run for one and the same object: `gather(*(self.take(n) for n in ...))`. */
function isOfOneObject(checker: Checker, owner: FunctionFacts): boolean {
  const { project, path } = checker
  if (owner.class === undefined) return false
  if (checker.once(startedTogether, startedTogether).has(owner)) return true
  if (isGatheredOnOne(checker, owner)) return true
  const known = project.index.class(path, owner.class.symbol)
  return known !== undefined && isSingle(project, known, DEPTH)
}

/** What an application calls for all of its users by the one object that is registered with it. */
const REGISTERED = /(?:^|\.)(?:Cog|GroupCog|Plugin|BotPlugin)$/

/** True for a class of which the program has one object: kept by a module, or made where it begins. */
function isSingle(project: Project, one: ProjectClass, depth: number): boolean {
  const { index } = project
  const kept = project.table(singletons)
  if ([one, ...index.hierarchy.subclasses(one)].some((own) => kept.has(own))) return true
  const bases = index.hierarchy.order(one)
  if (bases.some((base) => typeof base === 'string' && REGISTERED.test(base))) return true
  if (project.has(keptClasses, `${one.module.summary.path} ${one.summary.symbol}`)) return true
  const init = one.methods.get('__init__')
  if (init === undefined) return false
  const [only, more] = index.calls
    .callers(init)
    .filter(({ isVirtual, module }) => !isVirtual && !isTestPath(module.summary.path))
  return only !== undefined && more === undefined && isMadeOnce(project, only.caller, depth)
}

function isMadeOnce(project: Project, maker: ProjectFunction | undefined, depth: number): boolean {
  if (maker === undefined || BEGINNING.test(maker.summary.name)) return true
  if (maker.summary.name !== '__init__' || maker.class === undefined || depth === 0) return false
  return isSingle(project, maker.class, depth - 1)
}

/** What somebody pays for, owns or may do. */
const WORTH =
  /balance|amount|credit|debit|wallet|fund|payment|paid|price|cost|budget|stock|inventor|quantit|seat|ticket|booking|reserv|capacit|quota|permission|role|grant|secret|password|order/i

/** The objects of such classes stand for one connection, which one task uses as a rule. */
const OF_CONNECTION =
  /(?:Connection|Conn|Protocol|Transport|Client|Session|Channel|Stream|Socket|Cursor|Reader|Writer|Handle|Manager|Provider|Context)$/

/**
 * What a race weighs of which the program does not show that two runs meet at one place: high, and medium
 * where whoever uses a class decides whether two tasks share an object and no value that was counted or
 * summed up is lost.
 * Undefined where the program shows it.
 */
export function weightOfMeeting(
  checker: Checker,
  owner: FunctionFacts,
  location: Location,
  isLostUpdate: boolean,
): 'medium' | 'high' | undefined {
  const isBeside = runsBesideItself(checker, owner)
  if (isBeside && isOfProcess(checker, owner, location)) return undefined
  if (location.root !== 'self' || isBeside || WORTH.test(location.text)) return 'high'
  if (OF_CONNECTION.test(owner.class?.name ?? '')) return 'medium'
  return isLostUpdate || hasApplication(checker.project) ? 'high' : 'medium'
}

/** True for what is there for others to call: nothing of the program itself does, tests apart. */
export function isForOthers(checker: Checker, owner: FunctionFacts): boolean {
  const own = projectFunction(checker, owner)
  if (own === undefined || OF_CONNECTION.test(owner.class?.name ?? '')) return false
  return checker.project.index.calls
    .callers(own)
    .every(({ module }) => isTestPath(module.summary.path))
}

/**
 * What it weighs to change rows or keys that every process shares: high where the program shows no two
 * runs of it, unless something of worth is changed and whatever leads there is not in sight. Undefined
 * where it shows them.
 */
export function weightOfSharedData(checker: Checker, node: Node, text: string): 'high' | undefined {
  const owner = checker.facts.enclosingFunction(node)
  if (runsBesideItself(checker, owner)) return undefined
  const own = projectFunction(checker, owner)
  const isReached = own !== undefined && checker.project.index.reachability.flags(own) !== 0
  return !isReached && WORTH.test(text) ? undefined : 'high'
}

/** The milder of two weights; undefined stands for that of the rule. */
export function milder<Weight extends 'low' | 'medium' | 'high'>(
  ...weights: readonly (Weight | undefined)[]
): Weight | undefined {
  return MILDEST.find((one) => weights.includes(one as Weight)) as Weight | undefined
}

const MILDEST = ['low', 'medium', 'high'] as const
