// Everything that a client sent, handed on without a choice of fields.

import type { Spot } from '../../../domain/meanings.ts'
import type { Checker } from '../../../engine/checker.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import { calleeName, keywordArgument, receiverOf } from '../../../matching/calls/calls.ts'
import { isInputRead } from '../../../matching/inputs/input-sources.ts'
import { provenance } from '../../../matching/inputs/provenance.ts'
import { requestModel } from '../../../matching/inputs/request-models.ts'
import { originOf } from '../../../matching/inputs/request-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const DUMP = /^(?:dict|model_dump|to_dict|copy|dump|get_json|json|as_dict)$/
const PARSES = /^(?:json|orjson|simplejson|ujson)\.loads?$/

/** Columns that a client has no business to set. */
const POWER =
  /^(?:(?:is|has)_?(?:admin\w*|superuser|staff|owner|verified|approved|paid|premium|trusted|moderator|active)|roles?|role_ids?|permissions?|scopes?|admin|superuser|staff|balance|credits?|credit_limit|wallet\w*|(?:owner|tenant|org|organi[sz]ation|workspace|account|user|author|created_by|creator)(?:_id|_uuid)?|(?:hashed_)?password(?:_hash)?|email_verified|verified|approved|approved_by|paid|paid_at|plan|tier|discount\w*|created_at|updated_at|deleted_at|id|pk|uuid)$/i

export interface WholeInput {
  /** The column that the model of the request lets through although no client has a business to set it. */
  readonly field?: string
  /** Where that field is declared, or where the model says that it keeps what it does not name. */
  readonly spot?: Spot
}

/** Everything that a client sent: `request.json`, `payload.model_dump()` without a choice. */
export function wholeInput(
  checker: Checker,
  expression: Node,
  excluded: ReadonlySet<string> = NONE,
): WholeInput | undefined {
  const { tree, facts } = checker
  if (expression === NO_NODE) return undefined
  const node = provenance(checker).valueOf(expression)
  if (tree.kind(node) === k.K_AWAIT) {
    return wholeInput(checker, tree.namedChildren(node)[0] ?? NO_NODE)
  }
  if (isInputRead(checker, node)) return ANYTHING
  if (tree.kind(node) === k.K_CALL) {
    // `request.get_json()`, `await request.json()`.
    if (isInputRead(checker, facts.callee(node))) return ANYTHING
    if (PARSES.test(facts.calleeName(node) ?? '')) {
      return wholeInput(checker, facts.arguments(node)[0]?.value ?? NO_NODE)
    }
    if (!DUMP.test(calleeName(tree, node)) || /include\s*=|only\s*=/.test(tree.spelled(node)))
      return undefined
    return wholeInput(checker, receiverOf(tree, node), excludedOf(checker, node))
  }
  if (tree.kind(node) !== k.K_IDENTIFIER) return undefined
  const binding = facts.resolve(node)
  const owner = binding?.scope?.function
  const parameter = owner?.parameters.find(({ name }) => name === binding?.name)
  if (parameter === undefined || originOf(checker, owner, parameter) !== 'body') return undefined
  // A model whose fields are known sets those alone.
  const model = requestModel(checker, owner, parameter)
  if (model === undefined) return ANYTHING
  if (model.isOpen) return model.opened === undefined ? ANYTHING : { spot: model.opened }
  const field = [...model.fields].find((one) => POWER.test(one) && !excluded.has(one))
  if (field === undefined) return undefined
  const spot = model.spots.get(field)
  return { field, ...(spot && { spot }) }
}

const ANYTHING: WholeInput = {}

const NONE: ReadonlySet<string> = new Set()

/** `model_dump(exclude={'is_admin'})`. */
function excludedOf({ tree, facts }: Checker, dump: Node): ReadonlySet<string> {
  const names = keywordArgument(tree, dump, 'exclude')
  if (names === NO_NODE) return NONE
  return new Set(
    tree.namedChildren(names).flatMap((one) => {
      const name = namedConstant(facts, one)
      return typeof name === 'string' ? [name] : []
    }),
  )
}
