// Members that an object has because it is of a class below the one that is known.
import type { Checker } from '../../../engine/checker.ts'
import type { Project } from '../../../engine/project.ts'
import { assignedValue } from '../../../facts/assigned-value.ts'
import { calleeName } from '../../../matching/calls/calls.ts'
import {
  descendants,
  type KnownClass,
  knownClass,
  lostBases,
} from '../../../matching/names/known-classes.ts'
import type { ProjectClass, ProjectFunction } from '../../../project/values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import type { SureClass } from './sure-class.ts'

const MADE_TO_EXTEND = /Mixin|^_*(?:Base|Abstract)(?=[A-Z])|(?:Base|Interface|Protocol)$/

/** `self` may be an object of a class that is not here, and an empty class is a bag. */
export function mayComeFromBelow(checker: Checker, owner: SureClass, known: KnownClass): boolean {
  const { class: one, isReceiver } = owner
  const { name, attributes, instanceAttributes } = one.summary
  const isBag = attributes.length + instanceAttributes.length === 0 && one.methods.size === 0
  if (
    isBag &&
    known.outside.length === 0 &&
    checker.project.index.hierarchy.bases(one).length === 0
  ) {
    return true
  }
  // `Operator = BaseEnum("Operator", names)`: an enumeration without members is there to be given some.
  const isEnum = known.outside.some((base) => /^enum\./.test(base))
  if (isEnum && attributes.length === 0) return true
  // Who takes a base class takes what derives from it, with what comes from outside.
  const isMadeToExtend = MADE_TO_EXTEND.test(name)
  if (!isReceiver) return isMadeToExtend && hasOpenDescendant(checker.project, one)
  // A class that cannot be followed has a base of that name: it may be this one.
  if (checker.project.has(lostBases, name)) return true
  // Nobody makes objects of a class without a constructor that reads what it does not have.
  const hasConstructor = checker.project.index.hierarchy.findMethod(one, '__init__') !== undefined
  const isMade = hasConstructor || known.outside.some((base) => base !== 'builtins.object')
  if (!isMade && one.summary.decorators.length === 0) return true
  if (isMadeToExtend || known.outside.includes('abc.ABC')) return true
  const isAbstract = [...one.methods.values()].some(({ summary }) => summary.isStub)
  if (isAbstract || known.outside.some((base) => base.endsWith('Protocol'))) return true
  return hasOpenDescendant(checker.project, one)
}

function hasOpenDescendant(project: Project, one: ProjectClass): boolean {
  return descendants(project, one).some((below) => !knownClass(project, below))
}

/** What nobody declares may be an object of a class below, which has the name. */
export function isOfDescendant(
  checker: Checker,
  { class: own }: SureClass,
  object: Node,
  name: string,
): boolean {
  const below = descendants(checker.project, own)
  const isBelow = below.some((one) => one.methods.has(name) || one.attributes.has(name))
  return isResultOf(checker, object, (made) => {
    return (isBelow && made.summary.returns === undefined) || makesByName(checker, made)
  })
}

/** `import_string(settings.HANDLER)()`: which class it is stands in the settings; the declared one is its base. */
function makesByName(
  { tree, facts, path }: Checker,
  { module, summary }: ProjectFunction,
): boolean {
  if (module.summary.path !== path) return false
  const own = facts.functions.find(({ symbol }) => symbol === summary.symbol)
  if (own === undefined) return false
  return facts
    .callsIn(own.node)
    .some((call) =>
      /^(?:import_string|import_module|load_object|get_class)$/.test(calleeName(tree, call)),
    )
}

/** A call of such a function, or a name that is given one. */
function isResultOf(
  checker: Checker,
  object: Node,
  isSuch: (made: ProjectFunction) => boolean,
): boolean {
  const { tree, facts } = checker
  const given =
    tree.kind(object) === k.K_IDENTIFIER
      ? (facts.resolve(object)?.definitions ?? []).map(({ node }) => assignedValue(tree, node))
      : [object]
  return given.some((node) => {
    if (node === NO_NODE || tree.kind(node) !== k.K_CALL) return false
    const callee = checker.valueOf(facts.callee(node))
    const isFunction = callee?.kind === 'function' || callee?.kind === 'method'
    return isFunction && isSuch(callee.function)
  })
}
