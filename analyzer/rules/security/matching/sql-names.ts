// SQL that takes names of tables and columns from elsewhere, which no driver can bind.
import type { Checker } from '../../../engine/checker.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

/** `select * from "%s"`: every value stands where a table or a column is named. */
export function takesNamesOnly(text: string): boolean {
  // Behind a template for `%` the values follow.
  const template = /%s/.test(text) ? text.replace(/(?: *\{\})+$/, '') : text
  const parts = template.split(/%s|\{\w*\}/)
  const holes = template.match(/%s|\{\w*\}/g) ?? []
  return (
    parts.length > 1 &&
    parts.slice(0, -1).every((_, at) => {
      const before = parts.slice(0, at + 1).join('x')
      if (BEFORE_NAME.test(before) || IN_LIST_OF_NAMES.test(before)) return true
      // `hash_{side}`: a part of a name.
      if (/[a-z]_$/i.test(parts[at] ?? '') && !/['"][^'"]*$/.test(parts[at] ?? '')) return true
      if (BEFORE_MARKS.test(before) && MARKS.test(holes[at] ?? '')) return true
      return BEFORE_COLUMN.test(before) && BEHIND_COLUMN.test(parts[at + 1] ?? '')
    })
  )
}

/** `order by {column} {direction}`, `select id, {column}`, `insert into t ({columns}`. */
const IN_LIST_OF_NAMES =
  /\b(?:order|group)\s+by\s[\w\s,.]*$|\bselect\s(?:(?!\bfrom\b)[\w\s,."[\]])*$|\binto\s+\w+\s*\([\w\s,]*$/i
/** `where {column} = ?`, `set {column} = ?`. */
const BEFORE_COLUMN = /\b(?:where|and|or|on|set|by)\s+(?:\w+\.)?$|[,(]\s*(?:\w+\.)?$/i
const BEHIND_COLUMN = /^\w*\s*(?:[=<>]|!=|(?:not\s+)?(?:in|like)\b|is\b)/i

const BEFORE_NAME =
  /["`[]$|\b(?:from|join|into|update|table|index|view|only|exists|pragma)\s+(?:\w+\.)?$/i

/** `values (?, {values})`, `in ({marks})`: as many question marks as there are values. */
const BEFORE_MARKS = /\bvalues\s*\([\sx,]*[?][\sx?,]*$|\bin\s*\(\s*$/i
const MARKS = /^\{(?:values|marks|placeholders?|qmarks)\}$/

/** Text that a compiler of SQL makes of what it compiled already: `compiler.process(element.table)`. */
export function isCompiled(checker: Checker, node: Node): boolean {
  const { tree, facts } = checker
  const owner = facts.enclosingFunction(node)
  if (owner?.parameters.some(({ name }) => name === 'compiler') !== true) return false
  return /\bcompiler\.(?:process|visit_\w+|preparer)\b/.test(tree.spelled(node))
}

/** Values are bound beside the text: what goes into it are names of columns and marks. */
export function bindsBeside(
  { facts, tree }: Checker,
  call: Node,
  built: Node,
  text: string,
): boolean {
  if (built === NO_NODE) return false
  const [, values, ...more] = facts.arguments(call)
  if (values === undefined || values.name !== undefined || more.length > 0) return false
  const hasMarks = /\b\w*(?:marks?|placeholders?)\b|["']\?/.test(tree.spelled(built))
  if (!hasMarks && /\bvalues\s*\([^)]*(?:%s|\{\w*\})/i.test(text)) return false
  return !/['"]%?(?:%s|\{\w*\})|=\s*(?:%s|\{\w*\})/.test(text)
}
