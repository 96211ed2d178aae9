// Functions that stand between the code and the database: those that look rows up by what they are
// given, those that insert them, and calls whose caller expects that a constraint refuses a row.

import type { FileRole } from '../engine/roles.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import type { FunctionFacts } from '../facts/functions.ts'
import { conditionOf } from '../matching/statements/branches.ts'
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import { byFunction, defineGatherer } from './define.ts'

/**
 * A column that is compared with, or given, what a parameter holds: `body` and `.email`. The column
 * `**` stands for all that a call names for `**values`.
 */
export interface HelperValue {
  readonly column: string
  readonly parameter: string
  /** What is asked of the parameter, '' for itself. */
  readonly path: string
}

/** Gives a row, or whether there is one, of one model by equality. */
export interface RowLookup {
  readonly symbol: string
  /**
   * The class as written, without its module; `OWN_MODEL` for `self.model` of a generic class, `OWN_CLASS`
   * for the class that it is called on, `$model` for the class that a parameter holds.
   */
  readonly model: string
  readonly values: readonly HelperValue[]
  /** Columns that hold one of several fixed values, as these are written. */
  readonly kinds?: readonly { readonly column: string; readonly text: string }[]
  readonly isLocked: boolean
  /** An absent row raises. */
  readonly isRequired: boolean
  /** Waits for a query that loads nothing beside the row. */
  readonly isBareAsync?: true
  /** Gives the row itself, not whether or how many there are. */
  readonly isRow?: true
}

/** Inserts a row that it makes, or the one that it is given. */
export interface RowInsert {
  readonly symbol: string
  /** Absent where the row is a parameter. */
  readonly model?: string
  readonly given?: string
  readonly values: readonly HelperValue[]
  /** Sends it to the database by itself, where a constraint may refuse it. */
  readonly isFlushed?: true
}

interface Part {
  readonly lookups?: readonly RowLookup[]
  readonly inserts?: readonly RowInsert[]
  readonly expected?: readonly string[]
  readonly committing?: readonly Committing[]
  readonly decorated?: readonly string[]
}

/** A function that writes rows and commits. */
export interface Committing {
  readonly symbol: string
  /** The parameter that must be true for it, and what it is where nobody says. */
  readonly asked?: string
  readonly isDefault?: true
}

export interface RowHelpers {
  /** By path and symbol, separated by a space. */
  readonly lookups: ReadonlyMap<string, RowLookup>
  readonly inserts: ReadonlyMap<string, RowInsert>
  /** Names of those that insert, without their classes. */
  readonly insertNames: ReadonlySet<string>
  /** Names that are called where an `IntegrityError` is caught. */
  readonly expected: ReadonlySet<string>
  /** Functions that write rows and commit, by path and symbol. */
  readonly committing: ReadonlyMap<string, Committing>
  /** Functions that write rows and have decorators, which may commit; by path and symbol. */
  readonly decorated: ReadonlySet<string>
}

export const rowHelpers = defineGatherer<Part, RowHelpers>({
  id: 'row-helpers-8',
  collect(facts: FileFacts, role: FileRole) {
    if (role === 'test' || role === 'generated' || !USES.test(facts.tree.source)) return undefined
    const lookups: RowLookup[] = []
    const inserts: RowInsert[] = []
    const committing: Committing[] = []
    const decorated: string[] = []
    for (const owner of facts.functions) {
      if (owner.isLambda || !STORE.test(facts.tree.spelled(owner.node))) continue
      const lookup = readLookup(facts, owner)
      if (lookup !== undefined) lookups.push(lookup)
      const insert = lookup === undefined ? readInsert(facts, owner) : undefined
      if (insert !== undefined) {
        const isFlushed = FLUSHES.test(facts.tree.spelled(owner.node))
        inserts.push(isFlushed ? { ...insert, isFlushed } : insert)
      }
    }
    for (const owner of facts.functions) {
      const text = owner.isLambda ? '' : facts.tree.text(owner.node)
      if (COMMITS.test(text)) committing.push(readCommitting(facts, owner))
      else if (owner.decorators.length > 0 && WRITES.test(text)) decorated.push(owner.symbol)
    }
    const expected = readExpected(facts)
    const found = [lookups, inserts, expected, committing, decorated]
    if (found.every(({ length }) => length === 0)) return undefined
    return {
      ...(decorated.length > 0 && { decorated }),
      ...(committing.length > 0 && { committing }),
      ...(lookups.length > 0 && { lookups }),
      ...(inserts.length > 0 && { inserts }),
      ...(expected.length > 0 && { expected }),
    }
  },
  combine(parts) {
    const keyed = <T extends { readonly symbol: string }>(
      read: (part: Part) => readonly T[] | undefined,
    ) => byFunction(parts.map(({ path, part }) => ({ path, part: read(part) ?? [] })))
    return {
      lookups: keyed(({ lookups }) => lookups),
      inserts: keyed(({ inserts }) => inserts),
      insertNames: new Set(
        parts.flatMap(({ part }) =>
          (part.inserts ?? []).map(({ symbol }) => symbol.split('.').at(-1) ?? ''),
        ),
      ),
      expected: new Set(parts.flatMap(({ part }) => part.expected ?? [])),
      committing: keyed(({ committing }) => committing),
      decorated: new Set(
        parts.flatMap(({ path, part }) => (part.decorated ?? []).map((one) => `${path} ${one}`)),
      ),
    }
  },
})

const USES = /\b(?:sqlalchemy|sqlmodel|django|session|objects|IntegrityError)\b/
const STORE = /\b(?:select|exists|query|add|create|filter|get)\(/
const CHANGES =
  /\.(?:add|add_all|create|acreate|save|delete|update|merge)\(|\b(?:insert|update|delete)\(/
const CONSTANT = /^(?:['"\d]|True\b|False\b|None\b|(?:\w+\.)*[A-Z]\w*\.[A-Z_]+\b)/
const AWAITED = /\bawait\s+[\w.]+\.(?:get|get_one|execute|exec|scalars?)\(/
const LOADS_MORE = /\boptions\b|\w+load\(|join\(|eager|\brefresh\(/i
const GIVES_ROW =
  /\breturn\b[\s\S]*(?:\.a?(?:first|get|one|one_or_none|latest|last)\(|\.scalar(?:_one|_one_or_none)?\()|(?:\.a?(?:first|get|one|one_or_none|latest|last)\(|\.scalar(?:_one|_one_or_none)?\()[\s\S]*\breturn\s+\w+\s*$/
const GIVES_OTHER =
  /\bcount\(|\bexists\(|\bis (?:not )?None\s*$|\b(?:bool|len|any)\(|\.all\(\)|\bvalues(?:_list)?\(|\.model_validate\(|\.from_orm\(/
const WRITES = /\.(?:add|add_all|delete|merge|execute)\(|\bsetattr\(/
const COMMITS =
  /(?:\.(?:add|add_all|delete|merge|execute)\(|\bsetattr\()[\s\S]*(?:session|db|uow)\w*\.commit\(\)/i
const FLUSHES = /\.(?:commit|flush|create|acreate|execute)\(/
const EXPECTS =
  /IntegrityError|on_conflict|begin_nested|UniqueViolation|DBDuplicateEntry|ignore_conflicts/
/** Stands for the model that a repository is made for: `select(self.model)`. */
export const OWN_MODEL = '*'
/** Stands for the class on which a method of models is called: `session.query(cls)`. */
export const OWN_CLASS = '@'
const MODEL_PARAMETER =
  /^(?:model|model_class|model_cls|klass|entity|entity_class|table|orm_model)$/
const ASKED_OF = /\b(?:select|exists|query)\(\s*(\w+)\s*\)/g
const OWN = /^(?:self|cls)\._?(?:model|model_class|model_cls|orm_model|entity|table)$/
const SELECTS_OWN =
  /\b(?:select|exists|query|get)\(\s*(?:self|cls)\._?(?:model|model_class|model_cls|orm_model|entity|table)\b/
const MODEL =
  /\b(?:select|exists|query)\(\s*(?:\w+\.)*([A-Z]\w*)|\b([A-Z]\w*)\.(?:objects|query)\b/g

function readLookup(facts: FileFacts, owner: FunctionFacts): RowLookup | undefined {
  const { tree } = facts
  const text = tree.text(owner.node)
  if (CHANGES.test(text) || !/\breturn\b/.test(text) || /\byield\b/.test(text)) return undefined
  const models = new Set<string>()
  for (const [, selected, managed] of text.matchAll(MODEL)) models.add(selected ?? managed ?? '')
  if (SELECTS_OWN.test(text)) models.add(OWN_MODEL)
  for (const [, name] of text.matchAll(ASKED_OF)) {
    const given = modelWritten(name ?? '', owner)
    if (given !== undefined) models.add(given)
  }
  // `select(func.count()).select_from(Model)` and `exists().where(Model.x == y)` name it later.
  for (const [, named] of text.matchAll(/\.select_from\(\s*(?:\w+\.)*([A-Z]\w*)/g)) {
    models.add(named ?? '')
  }
  const values = [...comparedParameters(facts, owner, models), ...soughtByKey(facts, owner, models)]
  const kinds = fixedKinds(facts, owner)
  const [model, more] = models
  if (model === undefined || more !== undefined || values.length + kinds.length === 0) {
    return undefined
  }
  return {
    symbol: owner.symbol,
    model,
    values,
    ...(kinds.length > 0 && { kinds }),
    ...(AWAITED.test(text) && !LOADS_MORE.test(text) && { isBareAsync: true }),
    ...(values.length > 0 && GIVES_ROW.test(text) && !GIVES_OTHER.test(text) && { isRow: true }),
    isLocked: /\b(?:with_for_update|select_for_update)\b/.test(text),
    isRequired:
      /\.(?:scalar_one|one|get_or_404|one_or_404|first_or_404)\(|\braise\b|get_object_or_404\(|\.objects\.a?get\(/.test(
        text,
      ),
  }
}

/** `if commit: session.commit()` commits for those who ask for it. */
function readCommitting(facts: FileFacts, owner: FunctionFacts): Committing {
  const { tree } = facts
  const { symbol } = owner
  for (const call of facts.callsOf(owner)) {
    if (!/\.commit$/.test(tree.spelled(facts.callee(call)))) continue
    const branch = tree.ancestor(call, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
    if (tree.kind(branch) !== k.K_IF_STATEMENT) return { symbol }
    const condition = tree.text(conditionOf(tree, branch))
    const asked = owner.parameters.find(({ name }) => name === condition)
    if (asked === undefined) return { symbol }
    const isDefault = asked.default !== NO_NODE && tree.kind(asked.default) === k.K_TRUE
    return { symbol, asked: asked.name, ...(isDefault && { isDefault }) }
  }
  return { symbol }
}

/** `Model.status.in_(('queued', 'running'))`. */
function fixedKinds(
  facts: FileFacts,
  owner: FunctionFacts,
): readonly { readonly column: string; readonly text: string }[] {
  const { tree } = facts
  return callsWithin(facts, owner).flatMap((call) => {
    const [, column] =
      /\b[A-Z]\w*\.(\w+)\.in_\($/.exec(`${tree.text(tree.firstChild(call))}(`) ?? []
    const first = facts.arguments(call)[0]?.value
    if (column === undefined || first === undefined) return []
    const isFixed = tree.kind(first) === k.K_TUPLE || tree.kind(first) === k.K_LIST
    return isFixed ? [{ column, text: tree.text(first) }] : []
  })
}

/** `Model.email == email`, `filter_by(email=email)`: what rows are asked for. */
export function comparedParameters(
  facts: FileFacts,
  owner: FunctionFacts,
  models: Set<string>,
): readonly HelperValue[] {
  const { tree } = facts
  const end = tree.endOfSubtree(owner.node)
  const found: HelperValue[] = []
  for (const node of facts.nodesOfKind(k.K_COMPARISON_OPERATOR)) {
    if (node < owner.node || node >= end) continue
    const [left, right, more] = tree.namedChildren(node)
    if (left === undefined || right === undefined || more !== undefined) continue
    const [, of, column] = /^(.*)\.(\w+)$/.exec(tree.text(left)) ?? []
    const model = modelWritten(of ?? '', owner)
    if (model === undefined || column === undefined) continue
    if (!/^[^=!<>]*==/.test(tree.source.slice(tree.end(left), tree.start(right)))) continue
    models.add(model)
    const given = parameterOf(tree, owner, right)
    // Rows of one kind only: what is unique among them is another matter.
    if (given === undefined && CONSTANT.test(tree.spelled(right))) return []
    if (given !== undefined) found.push({ column, ...given })
  }
  for (const call of callsWithin(facts, owner)) {
    if (!/(?:filter_by|filter|get|aget)\($/.test(calleeText(facts, call))) continue
    for (const { name, value } of facts.arguments(call)) {
      const given = name === undefined ? undefined : parameterOf(tree, owner, value)
      if (name !== undefined && given !== undefined) found.push({ column: name, ...given })
    }
  }
  return found
}

/** `session.get(Model, key)`. */
function soughtByKey(
  facts: FileFacts,
  owner: FunctionFacts,
  models: Set<string>,
): readonly HelperValue[] {
  const { tree } = facts
  for (const call of callsWithin(facts, owner)) {
    if (!/(?:session|db)\w*\.get\($/i.test(calleeText(facts, call))) continue
    const [model, key] = facts.arguments(call)
    const named = model && modelWritten(tree.text(model.value), owner)
    const given = key && parameterOf(tree, owner, key.value)
    if (named === undefined || given === undefined) continue
    models.add(named)
    return [{ column: 'id', ...given }]
  }
  return []
}

/** `models.User`, or the model that the class is made for, is called on or given. */
export function modelWritten(text: string, owner: FunctionFacts): string | undefined {
  if (OWN.test(text)) return OWN_MODEL
  const [first] = owner.parameters
  if (text === 'cls' && first?.name === 'cls') return OWN_CLASS
  const isGiven = MODEL_PARAMETER.test(text) && owner.parameters.some(({ name }) => name === text)
  return isGiven ? `$${text}` : /^(?:\w+\.)*([A-Z]\w*)$/.exec(text)?.[1]
}

/** The calls in a function, those of functions in it too. */
export function callsWithin({ tree, calls }: FileFacts, { node }: FunctionFacts): readonly Node[] {
  const end = tree.endOfSubtree(node)
  return [...calls].filter((call) => call >= node && call < end)
}

function calleeText({ tree }: FileFacts, call: Node): string {
  return `${tree.text(tree.firstChild(call)).slice(-20)}(`
}

/** `email`, `body.email` of a parameter `body`. */
function parameterOf(
  tree: SyntaxTree,
  owner: FunctionFacts,
  value: Node,
): { readonly parameter: string; readonly path: string } | undefined {
  const [, parameter, path = ''] = /^(\w+)((?:\.\w+)?)$/.exec(tree.text(value)) ?? []
  const isGiven = owner.parameters.some(({ name }) => name === parameter)
  return parameter === undefined || !isGiven ? undefined : { parameter, path }
}

function readInsert(facts: FileFacts, owner: FunctionFacts): RowInsert | undefined {
  const { tree } = facts
  const text = tree.text(owner.node)
  const decisions = text.replace(/\bif (?:auto_?)?(?:commit|flush|refresh)\w*:/g, '')
  if (EXPECTS.test(text) || /\b(?:if|for|while)\b/.test(decisions)) return undefined
  const calls = callsWithin(facts, owner)
  const stated = statedInsert(facts, owner, calls)
  if (stated !== undefined) return stated
  const saving = calls.filter((call) => /\.(?:add|create|acreate)\($/.test(calleeText(facts, call)))
  const [save, more] = saving
  if (save === undefined || more !== undefined) return undefined
  const callee = tree.text(tree.firstChild(save))
  const managed = /(?:^|\.)([A-Z]\w*)\.objects\.a?create$/.exec(callee)?.[1]
  if (managed !== undefined) {
    return { symbol: owner.symbol, model: managed, values: givenValues(facts, owner, save) }
  }
  if (!/(?:session|db|uow|tx)\w*\.add$/i.test(callee)) return undefined
  const [row] = facts.arguments(save)
  if (row === undefined) return undefined
  const direct = parameterOf(tree, owner, row.value)
  if (direct?.path === '') return { symbol: owner.symbol, given: direct.parameter, values: [] }
  const name = tree.text(row.value)
  const made =
    tree.kind(row.value) === k.K_CALL
      ? row.value
      : calls.find((call) => isBoundTo(tree, call, name))
  if (made === undefined) return undefined
  const model = modelWritten(tree.text(tree.firstChild(made)), owner)
  if (model === undefined) return undefined
  return { symbol: owner.symbol, model, values: givenValues(facts, owner, made) }
}

/** `session.execute(insert(User).values(email=email))`. */
function statedInsert(
  facts: FileFacts,
  owner: FunctionFacts,
  calls: readonly Node[],
): RowInsert | undefined {
  const { tree } = facts
  const [only, more] = calls.filter((call) => INSERTS.test(tree.spelled(tree.firstChild(call))))
  if (only === undefined || more !== undefined) return undefined
  const [, written] = INSERTS.exec(tree.text(tree.firstChild(only))) ?? []
  const model = written === undefined ? undefined : modelWritten(written, owner)
  if (model === undefined || !/\.execute\(/.test(tree.spelled(owner.node))) return undefined
  return { symbol: owner.symbol, model, values: givenValues(facts, owner, only) }
}

const INSERTS = /^insert\(\s*([\w.]+)\s*\)\s*\.values$/

/** `user = User(...)`. */
function isBoundTo(tree: SyntaxTree, call: Node, name: string): boolean {
  const parent = tree.parent(call)
  return (
    parent !== NO_NODE &&
    tree.kind(parent) === k.K_ASSIGNMENT &&
    tree.text(tree.child(parent, k.F_LEFT)) === name
  )
}

function givenValues(facts: FileFacts, owner: FunctionFacts, made: Node): readonly HelperValue[] {
  return facts.arguments(made).flatMap(({ name, value }) => {
    const given = name === undefined ? undefined : parameterOf(facts.tree, owner, value)
    return name === undefined || given === undefined ? [] : [{ column: name, ...given }]
  })
}

/** Names called in a `try` that catches `IntegrityError`. */
function readExpected(facts: FileFacts): readonly string[] {
  const { tree } = facts
  const found = new Set<string>()
  for (const clause of facts.nodesOfKind(k.K_EXCEPT_CLAUSE)) {
    const header = tree.text(clause).split('\n', 1)[0] ?? ''
    if (
      !/IntegrityError|UniqueViolation|DBDuplicateEntry|SQLAlchemyError|DatabaseError/.test(header)
    )
      continue
    const body = tree.child(tree.parent(clause), k.F_BODY)
    if (body === NO_NODE) continue
    for (const call of facts.callsIn(body)) {
      found.add(/(\w+)$/.exec(tree.text(tree.firstChild(call)))?.[1] ?? '')
    }
  }
  found.delete('')
  return [...found].sort()
}
