// Amounts that a request may give as less than nothing, beside a request of the same file that may not.

import type { Checker } from '../../../engine/checker.ts'
import type { ClassFacts } from '../../../facts/classes.ts'
import { typeText } from '../../../facts/type-text.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

export interface UnboundedSibling {
  readonly field: Node
  readonly name: string
  readonly class: string
  /** The class that asks for a bound, and where. */
  readonly sibling: string
  readonly bound: Node
}

const AMOUNT =
  /^(?:\w+_)?(?:amount|price|total|cents|credits?|quantity|qty|sum|points|fee|cost|budget)(?:_(?:cents|minor|eur|usd))?$/
/** What the service answers, and what changes both ways. */
const NO_REQUEST =
  /(?:Out|Read|Row|Response|Result|Public|Summary|View|Detail|Info|Event|Adjust\w*|Delta|Correction)$/
const NUMBER =
  /^(?:(?:int|float|(?:decimal\.)?Decimal)(?:\s*\|\s*None)?|Optional\[(?:int|float|Decimal)\])$/
const BOUND = /\b(?:gt|ge)\s*=|\bPositive(?:Int|Float)\b|\bNonNegative(?:Int|Float)\b/

/** Those of a file, in the order of lines. */
export function unboundedSiblings(checker: Checker): readonly UnboundedSibling[] {
  const { tree, facts } = checker
  if (!/\b(?:gt|ge)\s*=|Positive/.test(tree.source)) return []
  if (!facts.imports.some(({ target }) => /^(?:pydantic|sqlmodel|ninja)\b/.test(target ?? ''))) {
    return []
  }
  const classes = facts.classes.filter((one) => one.bases.length > 0)
  return classes.flatMap((own) => {
    if (NO_REQUEST.test(own.name) || /\b\w*validator\b/.test(tree.spelled(own.node))) return []
    return own.attributes.flatMap(({ name, annotation, value, node }) => {
      if (!AMOUNT.test(name) || annotation === undefined || annotation === NO_NODE) return []
      if (!NUMBER.test(typeText(tree, annotation)) || !isOpen(checker, value)) return []
      const found = boundOf(checker, classes, own, name)
      return found === undefined ? [] : [{ field: node, name, class: own.name, ...found }]
    })
  })
}

/** No default but a `Field(...)` that names no bound: what has a default is mostly no amount that is asked for. */
function isOpen({ tree }: Checker, value: Node | undefined): boolean {
  if (value === undefined || value === NO_NODE) return true
  const text = tree.text(value)
  return /^Field\(/.test(text) && !BOUND.test(text) && !/\*\*|multiple_of/.test(text)
}

function boundOf(
  checker: Checker,
  classes: readonly ClassFacts[],
  own: ClassFacts,
  name: string,
): { readonly sibling: string; readonly bound: Node } | undefined {
  const { tree } = checker
  for (const other of classes) {
    if (other === own || NO_REQUEST.test(other.name)) continue
    const field = other.attributes.find((one) => one.name === name)
    if (field?.annotation === undefined || field.annotation === NO_NODE) continue
    const written = typeText(tree, field.annotation)
    const value = field.value === undefined || field.value === NO_NODE ? '' : tree.text(field.value)
    if (BOUND.test(written) || BOUND.test(value) || BOUND.test(aliasText(checker, written))) {
      return { sibling: other.name, bound: field.node }
    }
  }
  return undefined
}

/** What `Cents = Annotated[int, Field(gt=0)]` says. */
function aliasText({ tree }: Checker, name: string): string {
  if (!/^\w+$/.test(name)) return ''
  return (
    new RegExp(`^${name}\\s*(?::[^=\\n]+)?=\\s*Annotated\\[.*$`, 'm').exec(tree.source)?.[0] ?? ''
  )
}
