// Patches of a name where it is defined, although the code under test has it under a name of its own.
import type { Checker } from '../../../engine/checker.ts'
import type { FunctionFacts } from '../../../facts/functions.ts'
import { stringValue } from '../../../facts/strings.ts'
import { argumentsOf } from '../../../matching/calls/calls.ts'
import {
  lastParts,
  type NameTaking,
  namesCalledAtHome,
  takenModules,
  takenNames,
} from '../../../matching/names/taken-names.ts'
import { directTest, testAround } from '../../../matching/tests/collected-tests.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface LostPatch {
  readonly call: Node
  /** What is patched: `app.rates.fetch`. */
  readonly target: string
  /** The text that names it, NO_NODE for `patch.object`. */
  readonly text: Node
  /** A call of the test that does not see the patch. */
  readonly tested: Node
  readonly taking: NameTaking
  /** The module of the code under test as tests import it. */
  readonly module: string
}

const PATCH = /^(?:(?:unittest\.)?mock\.patch|mocker\.patch)$/
const PATCH_OBJECT = /^(?:(?:unittest\.)?mock\.patch\.object|mocker\.patch\.object)$/
const SETATTR = /^(?:monkeypatch|mp)\.setattr$/

export function lostPatch(checker: Checker, call: Node): LostPatch | undefined {
  const { facts, project, tree } = checker
  const target = patchTarget(checker, call)
  if (target === undefined) return undefined
  const dot = target.path.lastIndexOf('.')
  const [module, name] = [target.path.slice(0, dot), target.path.slice(dot + 1)]
  const key = lastParts(target.path, 2)
  const takings = project.at(takenNames, key) ?? []
  if (takings.length === 0) return undefined
  const region = regionOf(checker, call)
  if (region === undefined) return undefined
  const seen = callsInto(checker, region)
  const reached = takings.find(
    ({ path, isLate, target: taken }) =>
      !isLate && seen.has(path) && (taken === target.path || taken.endsWith(`.${target.path}`)),
  )
  const tested = reached && seen.get(reached.path)
  if (reached === undefined || tested === undefined) return undefined
  if (isSeenElsewhere()) return undefined
  return {
    call,
    target: target.path,
    text: target.text,
    tested: tested.call,
    taking: reached,
    module: tested.module,
  }

  /** Somebody looks the name up in its module after the patch, or the test mends it otherwise. */
  function isSeenElsewhere(): boolean {
    if (takings.some(({ isLate }) => isLate)) return true
    if (project.has(namesCalledAtHome, lastParts(target?.path ?? '', 3))) return true
    const holders = project.at(takenModules, lastParts(module, 2)) ?? []
    if (holders.some((path) => path !== checker.path)) return true
    const source = tree.source
    if (/\breload\(|sys\.modules|import_module\(|__import__\(/.test(source)) return true
    if (facts.imports.some(({ statement, form }) => form !== 'future' && isLate(statement)))
      return true
    // A further patch at the right place, and a use of the patched one by the test itself.
    const places = source.split(new RegExp(`\\b${lastParts(module, 1)}\\.${name}\\b`)).length - 1
    const others = source.split(new RegExp(`\\.${name}["']|["']${name}["']`)).length - 1
    return places > (target?.text === NO_NODE ? 0 : others) || hasOwnPatch()
  }

  function isLate(statement: Node): boolean {
    return facts.enclosingFunction(statement) !== undefined
  }

  function hasOwnPatch(): boolean {
    return facts.calls.some((one) => {
      const other = one === call ? undefined : patchTarget(checker, one)
      return other !== undefined && other.path !== target?.path && other.path.endsWith(`.${name}`)
    })
  }
}

function patchTarget(checker: Checker, call: Node): { path: string; text: Node } | undefined {
  const { tree, facts } = checker
  const callee = facts.callee(call)
  if (callee === NO_NODE) return undefined
  const last = tree.text(callee)
  if (!/(?:patch|patch\.object|setattr)$/.test(last)) return undefined
  const origin = facts.qualifiedName(callee) ?? last
  const isSetting = SETATTR.test(last)
  const [first, second] = argumentsOf(tree, call)
  if (first === undefined || first.name !== undefined) return undefined
  const text = stringValue(tree, first.value)
  if (text !== undefined) {
    const isPath = (PATCH.test(origin) || isSetting) && /^[\w.]+\.\w+$/.test(text)
    return isPath ? { path: text, text: first.value } : undefined
  }
  if (!PATCH_OBJECT.test(origin) && !isSetting) return undefined
  const name = second && stringValue(tree, second.value)
  const value = checker.valueOf(first.value)
  const module = value?.kind === 'module' ? facts.qualifiedName(first.value) : undefined
  if (name === undefined || module === undefined) return undefined
  return { path: `${module}.${name}`, text: NO_NODE }
}

interface Region {
  readonly test: FunctionFacts
  readonly from: Node
  readonly to: Node
}

/** Where the replacement holds: the `with` block, or the whole test. */
function regionOf(checker: Checker, call: Node): Region | undefined {
  const { tree, facts } = checker
  const decorator = tree.ancestor(call, k.K_DECORATOR)
  if (decorator !== NO_NODE) {
    const definition = tree.parent(decorator)
    const test = facts.functions.find((one) => one.statement === definition)
    if (test === undefined || testAround(checker, test.body) !== test) return undefined
    return { test, from: test.body, to: tree.endOfSubtree(test.node) }
  }
  const test = directTest(checker, call)
  if (test === undefined) return undefined
  const block = tree.ancestor(call, k.K_WITH_STATEMENT)
  const isBlock = block !== NO_NODE && block > test.node
  return { test, from: call, to: tree.endOfSubtree(isBlock ? block : test.node) }
}

/** The files whose functions are called in a region, each with its first call. */
function callsInto(
  checker: Checker,
  { from, to }: Region,
): ReadonlyMap<string, { call: Node; module: string }> {
  const found = new Map<string, { call: Node; module: string }>()
  for (const call of checker.facts.calls) {
    if (call <= from || call >= to) continue
    const value = checker.valueOf(checker.facts.callee(call))
    const home =
      value?.kind === 'function' || value?.kind === 'method'
        ? value.function.module
        : value?.kind === 'class'
          ? value.class.module
          : undefined
    if (home === undefined || home.summary.path === checker.path) continue
    if (!found.has(home.summary.path)) {
      found.set(home.summary.path, { call, module: home.summary.moduleName })
    }
  }
  return found
}
