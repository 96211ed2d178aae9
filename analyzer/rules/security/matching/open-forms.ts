// Forms that take all columns of a person but those that they name: what is added later is open as well.

import { domainOf } from '../../../domain/domain-of.ts'
import type { OrmModel } from '../../../domain/orm/model.ts'
import type { Checker } from '../../../engine/checker.ts'
import { namedConstant } from '../../../facts/named-constants.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** What a person must not give themselves. */
const PRIVILEGED =
  /^(?:is_?(?:admin\w*|superuser|staff|verified|approved|premium|trusted|moderator|blocked|banned|wholesale)|roles?|permissions?|user_permissions|superuser|balance(?:_cents)?|credits?|credit_(?:limit|balance)|deposit|wallet\w*|(?:loyalty_|bonus_|reward_)?points|blocked|banned|suspended|email_verified|verified|approved|discount_(?:rate|percent))$/
/** Rows about the one who fills in the form. */
const PERSON =
  /(?:^|[a-z])(?:User|Profile|Member|Customer|Account|Patient|Student|Client|Subscriber|Borrower|Guest|Tenant|Donor|Singer|Player)$/
const FOR_STAFF = /Admin|Staff|Manage|Moderat|Internal|BackOffice|Backoffice|Import|Approve|Block/
const FORM = /(?:^|\.)(?:ModelForm|BaseModelForm)$/

export interface OpenForm {
  readonly model: string
  readonly columns: readonly string[]
}

/** `exclude = ['user']` of a `Meta` whose model has columns that open doors. */
export function openForm(checker: Checker, assignment: Node): OpenForm | undefined {
  const { tree, facts, path } = checker
  const meta = facts.enclosingClass(assignment)
  const outer = meta && facts.enclosingClass(meta.node)
  if (meta?.name !== 'Meta' || outer === undefined || FOR_STAFF.test(outer.name)) return undefined
  if (/(?:^|\/)admin/.test(path) || /\b(?:staff|admin)/i.test(docOf(checker, outer.node))) return
  if (!outer.bases.some((base) => FORM.test(tree.spelled(base)))) return undefined
  const model = modelOf(checker, meta.attributes.find(({ name }) => name === 'model')?.value)
  if (model === undefined || !PERSON.test(model.name)) return undefined
  const left = namesIn(checker, tree.child(assignment, k.F_RIGHT))
  const fields = meta.attributes.find(({ name }) => name === 'fields')?.value
  if (left === undefined || (fields !== undefined && namedConstant(facts, fields) !== '__all__')) {
    return undefined
  }
  const columns = [...model.columns.keys()].filter(
    (name) => PRIVILEGED.test(name) && !left.includes(name),
  )
  return columns.length === 0 ? undefined : { model: model.name, columns }
}

function docOf({ tree }: Checker, owner: Node): string {
  const [first] = tree.namedChildren(tree.child(owner, k.F_BODY))
  return first !== undefined && tree.kind(first) === k.K_EXPRESSION_STATEMENT
    ? tree.text(first)
    : ''
}

function modelOf(checker: Checker, value: Node | undefined): OrmModel | undefined {
  return value === undefined
    ? undefined
    : domainOf(checker.project).orm.ofValue(checker.valueOf(value))
}

function namesIn({ tree, facts }: Checker, list: Node): readonly string[] | undefined {
  if (list === NO_NODE || ![k.K_LIST, k.K_TUPLE].includes(tree.kind(list))) return undefined
  const names = tree.namedChildren(list).map((one) => namedConstant(facts, one))
  return names.every((one) => typeof one === 'string') ? names : undefined
}
