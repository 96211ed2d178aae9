// Rows that a repository or another helper looks up or inserts for its caller.
import { domainOf } from '../../domain/domain-of.ts'
import type { OrmModel } from '../../domain/orm/model.ts'
import { localValues } from '../../domain/sql/local-values.ts'
import { emptyQuery } from '../../domain/sql/query.ts'
import type { Rows } from '../../domain/sql/read-rows.ts'
import { constructed, type Write } from '../../domain/sql/read-write.ts'
import { sqlOf } from '../../domain/sql/sql-reader.ts'
import type { Checker } from '../../engine/checker.ts'
import type { FunctionFacts } from '../../facts/functions.ts'
import { functionKey } from '../../gather/define.ts'
import { type HelperValue, OWN_CLASS, OWN_MODEL, rowHelpers } from '../../gather/row-helpers.ts'
import type { ProjectFunction, Value } from '../../project/values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import { bare } from '../calls/call-chains.ts'
import { argumentsOf } from '../calls/calls.ts'

/** The rows that `repository.by_email(email)` looks up, as the query in it would give them here. */
export function rowsOfHelper(checker: Checker, expression: Node): Rows | undefined {
  const { tree } = checker
  const call = calledFor(checker, expression)
  if (call === NO_NODE) return undefined
  const { lookups } = checker.project.gathered(rowHelpers)
  for (const target of targetsOf(checker, call)) {
    const lookup = lookups.get(functionKey(target))
    const model = lookup && modelOfHelper(checker, call, target, lookup.model)
    if (lookup === undefined || model === undefined || lookup.isRequired) continue
    const predicates = lookup.values.flatMap((one) =>
      givenColumns(checker, call, target, one).map((given) => {
        return { ...given, model, op: '=' as const, node: call, isConditional: false }
      }),
    )
    if (predicates.length < lookup.values.length) continue
    const kinds = (lookup.kinds ?? []).map((one) => {
      const rest = { value: NO_NODE, model, node: call, isConditional: false }
      return { ...one, ...rest, op: 'in' as const }
    })
    return {
      query: {
        ...emptyQuery(call, 'select', 'core'),
        model,
        predicates: [...predicates, ...kinds],
        lock: lookup.isLocked ? call : NO_NODE,
      },
      taken: 'first',
      isRequired: false,
      isElement: false,
      session: NO_NODE,
      node: call,
      isCertain: tree.kind(expression) !== k.K_IDENTIFIER,
    }
  }
  return undefined
}

/** What `repository.create(email)` or `repository.add(user)` inserts. */
export function insertOfHelper(checker: Checker, call: Node): Write | undefined {
  const { inserts } = checker.project.gathered(rowHelpers)
  if (inserts.size === 0) return undefined
  for (const target of targetsOf(checker, call)) {
    const insert = inserts.get(functionKey(target))
    if (insert === undefined) continue
    if (insert.given !== undefined) {
      const given = { column: '', parameter: insert.given, path: '' }
      const row = givenFor(checker, call, target, given)?.value ?? NO_NODE
      const made = row === NO_NODE ? undefined : constructed(sqlOf(checker).context, row)
      if (made === undefined) continue
      return writeOf(call, made.model, made.values, made.isComplete)
    }
    const model = modelOfHelper(checker, call, target, insert.model ?? '')
    if (model === undefined) continue
    const values = insert.values.flatMap((one) => givenColumns(checker, call, target, one))
    return writeOf(call, model, values, false)
  }
  return undefined
}

/** The same of a helper that leaves it to its caller to send the row to the database. */
export function stagedByHelper(checker: Checker, call: Node): Write | undefined {
  const { inserts } = checker.project.gathered(rowHelpers)
  if (inserts.size === 0) return undefined
  const isStaged = targetsOf(checker, call).some((target) => {
    const insert = inserts.get(functionKey(target))
    return insert !== undefined && insert.isFlushed !== true
  })
  return isStaged ? insertOfHelper(checker, call) : undefined
}

/** True for a call of a function that writes rows and commits: `repository.add(user)`. */
export function commitsInside(checker: Checker, call: Node): boolean {
  const { committing, decorated } = checker.project.gathered(rowHelpers)
  if (committing.size + decorated.size === 0) return false
  return targetsOf(checker, call).some((one) => commitsBy(checker, call, one))
}

/** By its own code, where the call asks for it, or by a decorator of the project. */
function commitsBy(checker: Checker, call: Node, target: ProjectFunction): boolean {
  const { committing, decorated } = checker.project.gathered(rowHelpers)
  const key = functionKey(target)
  const own = committing.get(key)
  if (own?.asked !== undefined) {
    const given = givenToParameter(checker, call, target, own.asked)
    return given === undefined ? own.isDefault === true : checker.tree.kind(given) === k.K_TRUE
  }
  if (own !== undefined) return true
  if (!decorated.has(key)) return false
  const { managers, meanings } = domainOf(checker.project)
  return target.summary.decorators.some((decorator) => {
    const called = decorator.kind === 'call' ? decorator.callee : decorator
    const end = managers.decorated(meanings.value(target.module, called))
    return end?.commits === true && !end.joins
  })
}

/** True for a call of a function that commits, or adds the row that it is given. */
export function savesInside(checker: Checker, call: Node): boolean {
  const { inserts } = checker.project.gathered(rowHelpers)
  if (commitsInside(checker, call)) return true
  return (
    inserts.size > 0 &&
    targetsOf(checker, call).some((one) => inserts.get(functionKey(one))?.given !== undefined)
  )
}

function writeOf(call: Node, model: OrmModel, values: Write['values'], isComplete: boolean): Write {
  return {
    kind: 'insert',
    call,
    isBulk: false,
    model,
    target: NO_NODE,
    values,
    query: undefined,
    session: NO_NODE,
    isComplete,
  }
}

/** The call behind an expression: in place, or in the local that holds its result. */
function calledFor(checker: Checker, expression: Node): Node {
  const { tree, facts } = checker
  const node = bare(checker, expression)
  if (node === NO_NODE) return NO_NODE
  if (tree.kind(node) === k.K_CALL) return node
  if (tree.kind(node) !== k.K_IDENTIFIER) return NO_NODE
  const [only] = localValues(facts, node)
  if (only?.kind !== 'assigned' || !only.isCertain) return NO_NODE
  const value = bare(checker, only.value)
  return value !== NO_NODE && tree.kind(value) === k.K_CALL ? value : NO_NODE
}

/** The functions that a call may run, those of subclasses for an abstract method. */
export function targetsOf(checker: Checker, call: Node): readonly ProjectFunction[] {
  const { index } = checker.project
  const value = checker.valueOf(checker.facts.callee(call))
  if (value?.kind !== 'function' && value?.kind !== 'method') return []
  const { function: own } = value
  if (!own.summary.isStub || own.class === undefined) return [own]
  return index.hierarchy.overrides(own.class, own.summary.name)
}

/** The calls in this file that run one of its own functions. */
export function callsOfOwn(checker: Checker, owner: FunctionFacts): readonly Node[] {
  const own = checker.project.index.function(checker.path, owner.symbol)
  if (own === undefined) return []
  return Array.from(checker.facts.calls).filter((call) => targetsOf(checker, call).includes(own))
}

/** The model by its name, or for a repository of any model by its class or by what the call gives. */
export function modelOfHelper(
  checker: Checker,
  call: Node,
  target: ProjectFunction,
  name: string,
): OrmModel | undefined {
  const { orm } = domainOf(checker.project)
  const { index } = checker.project
  if (name.startsWith('$')) {
    const given = givenToParameter(checker, call, target, name.slice(1))
    const value = given === undefined ? undefined : checker.valueOf(given)
    return value?.kind === 'class' ? orm.ofValue(value) : undefined
  }
  if (name !== OWN_MODEL && name !== OWN_CLASS) return modelNamed(checker, name)
  const callee = checker.valueOf(checker.facts.callee(call))
  if (name === OWN_CLASS) {
    return callee?.kind === 'method'
      ? orm.ofValue({ kind: 'class', class: callee.receiver })
      : undefined
  }
  if (callee?.kind === 'method') {
    // `class Orders(Repository): model = Order`
    const holder: Value = { kind: 'class', class: callee.receiver }
    const own = MODEL_NAMES.map((one) => index.attribute(holder, one)).find(
      (one) => one?.kind === 'class',
    )
    if (own?.kind === 'class') return orm.ofValue({ kind: 'instance', class: own.class })
  }
  const result = index.callResult(callee)
  const row = result?.kind === 'awaitable' ? result.value : result
  return row?.kind === 'instance' ? orm.ofValue(row) : undefined
}

const MODEL_NAMES = ['model', '_model', 'model_class', 'model_cls', 'table', 'entity']

function modelNamed(checker: Checker, name: string): OrmModel | undefined {
  const [only, more] = domainOf(checker.project).orm.named(name)
  return more === undefined ? only : undefined
}

/** What a call gives a column; for `**values` all columns that it names. */
export function givenColumns(
  checker: Checker,
  call: Node,
  target: ProjectFunction,
  one: HelperValue,
): readonly { readonly column: string; readonly value: Node; readonly text?: string }[] {
  if (one.column !== '**') {
    const given = givenFor(checker, call, target, one)
    return given === undefined ? [] : [{ ...given, column: one.column }]
  }
  const own = new Set(target.summary.parameters.map(({ name }) => name))
  return argumentsOf(checker.tree, call).flatMap(({ name, value }) =>
    name === undefined || name === '**' || own.has(name) ? [] : [{ column: name, value }],
  )
}

/** The argument for a parameter; the text with what the helper asks of it. */
function givenFor(
  checker: Checker,
  call: Node,
  target: ProjectFunction,
  { parameter, path }: HelperValue,
): { readonly value: Node; readonly text?: string } | undefined {
  const value = givenToParameter(checker, call, target, parameter)
  if (value === undefined) return undefined
  return path === '' ? { value } : { value: NO_NODE, text: `${checker.tree.text(value)}${path}` }
}

/** What a call gives a parameter of the function that it runs. */
export function givenToParameter(
  { tree }: Checker,
  call: Node,
  target: ProjectFunction,
  parameter: string,
): Node | undefined {
  const args = argumentsOf(tree, call)
  const { parameters, decorators } = target.summary
  const isStatic = decorators.some((one) => one.kind === 'name' && one.text === 'staticmethod')
  const isBound = target.class !== undefined && !isStatic
  const position = parameters.findIndex(({ name }) => name === parameter) - (isBound ? 1 : 0)
  const named = args.find(({ name }) => name === parameter)
  return named?.value ?? args.filter(({ name }) => name === undefined)[position]?.value
}
