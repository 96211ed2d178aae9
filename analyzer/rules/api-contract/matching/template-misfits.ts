// Where the arguments of a format template are not those that it asks for.
import type { Checker } from '../../../engine/checker.ts'
import { readString, withoutBrackets } from '../../../facts/strings.ts'
import {
  argumentsOf,
  calleeName,
  positionalArgument,
  receiverOf,
} from '../../../matching/calls/calls.ts'
import { LOG_METHODS } from '../../../matching/calls/loggers.ts'
import { constantBehind } from '../../../matching/values/named-values.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'
import { readPath } from '../../../types/library.ts'
import { readBraces, readPercent } from './format-templates.ts'

export interface Misfit {
  readonly node: Node
  /** Ends in the middle of a sentence: `the template takes 2 values and gets 1`. */
  readonly what: string
  /** What becomes of it. */
  readonly outcome: 'raises' | 'unlogged' | 'unformatted' | 'dropped'
}

const TRANSLATE =
  /^(?:_|gettext|ugettext|gettext_lazy|ugettext_lazy|_lazy|N_|lazy_gettext|pgettext)$/

/** The text of a template: a literal, one that is translated, a constant behind a name. */
function textOf(checker: Checker, expression: Node): { text: string; isHere: boolean } | undefined {
  const { tree } = checker
  const node = expression === NO_NODE ? NO_NODE : withoutBrackets(tree, expression)
  if (node === NO_NODE) return undefined
  switch (tree.kind(node)) {
    case k.K_STRING:
    case k.K_CONCATENATED_STRING: {
      const read = readString(tree, node)
      if (read === undefined || read.isFormatted || read.isTemplate) return undefined
      const text = read.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
      // A character by its name has braces that belong to no field.
      return { text: text.replaceAll(/\\N\{[^}]*\}/g, '?'), isHere: true }
    }
    case k.K_CALL: {
      if (!TRANSLATE.test(calleeName(tree, node)) || argumentsOf(tree, node).length !== 1) return
      const found = textOf(checker, positionalArgument(tree, node, 0))
      // Without a placeholder it may be the key of a text that stands elsewhere.
      return found && /[%{]/.test(found.text) ? found : undefined
    }
    case k.K_BINARY_OPERATOR:
    case k.K_IDENTIFIER:
    case k.K_ATTRIBUTE: {
      const text = constantBehind(checker, node)
      return typeof text === 'string' ? { text, isHere: false } : undefined
    }
    default:
      return undefined
  }
}

const count = (number: number, word: string): string =>
  `${number} ${word}${number === 1 ? '' : 's'}`

/** `template % values`. */
export function percentMisfit(checker: Checker, node: Node): Misfit | undefined {
  const { tree } = checker
  const [left, right] = [tree.child(node, k.F_LEFT), tree.child(node, k.F_RIGHT)]
  if (left === NO_NODE || right === NO_NODE) return undefined
  const kind = tree.kind(right)
  const isText = tree.kind(left) === k.K_STRING || tree.kind(left) === k.K_CONCATENATED_STRING
  // Of numbers it is the remainder.
  if (!isText && kind !== k.K_TUPLE && kind !== k.K_DICTIONARY) return undefined
  const text = textOf(checker, left)?.text
  if (text === undefined) return undefined
  const { taken, keys, isValid } = readPercent(text)
  if (!isValid || (taken > 0 && keys.length > 0)) return undefined
  const misfit = (what: string): Misfit => ({ node, what, outcome: 'raises' })
  if (kind === k.K_DICTIONARY) {
    if (taken > 1) return misfit(`the template takes ${count(taken, 'value')} and gets one dict`)
    const given = keysOf(checker, right)
    const missing = given && keys.find((key) => !given.has(key))
    return missing === undefined ? undefined : misfit(`the dict has no key \`${missing}\``)
  }
  if (kind === k.K_TUPLE) {
    const items = tree.namedChildren(right).filter((one) => tree.kind(one) !== k.K_COMMENT)
    if (items.some((one) => tree.kind(one) === k.K_LIST_SPLAT)) return undefined
    if (keys.length > 0) return misfit('the template names its values and gets a tuple')
    if (items.length === taken) return undefined
    return misfit(`the template takes ${count(taken, 'value')} and gets ${items.length}`)
  }
  if (!isSingle(checker, right)) return undefined
  if (keys.length > 0) return misfit('the template names its values and gets one without a name')
  return taken === 1 ? undefined : misfit(`the template takes ${count(taken, 'value')} and gets 1`)
}

/** The keys of a dict display; undefined where not all of them are written there. */
function keysOf({ tree }: Checker, dict: Node): ReadonlySet<string> | undefined {
  const keys = new Set<string>()
  for (const pair of tree.namedChildren(dict)) {
    if (tree.kind(pair) === k.K_COMMENT) continue
    const key = tree.kind(pair) === k.K_PAIR ? tree.child(pair, k.F_KEY) : NO_NODE
    const read = key === NO_NODE ? undefined : readString(tree, key)
    if (read === undefined || read.isFormatted) return undefined
    keys.add(read.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''))
  }
  return keys
}

/** One value for certain: no tuple, no mapping. */
function isSingle({ tree, facts }: Checker, node: Node): boolean {
  switch (tree.kind(node)) {
    case k.K_INTEGER:
    case k.K_FLOAT:
    case k.K_STRING:
    case k.K_CONCATENATED_STRING:
      return true
    case k.K_CALL:
      return /^builtins\.(?:str|len|int|float|repr|round|type|sum)$/.test(
        facts.calleeName(node) ?? '',
      )
    default:
      return false
  }
}

/** `template.format(...)`. */
export function braceMisfit(checker: Checker, call: Node): Misfit | undefined {
  const { tree } = checker
  const template = receiverOf(tree, call)
  const found = template === NO_NODE ? undefined : textOf(checker, template)
  const read = found && readBraces(found.text)
  if (found === undefined || read === undefined) return undefined
  const given = argumentsOf(tree, call)
  const positional = given.filter(({ name }) => name === undefined)
  const named = given.filter(({ name }) => name !== undefined)
  const misfit = (what: string, outcome: Misfit['outcome'] = 'raises'): Misfit => ({
    node: call,
    what,
    outcome,
  })
  const isOpen = given.some(({ isUnpacked }) => isUnpacked)
  if (!isOpen && read.taken > positional.length) {
    return misfit(`the template takes ${count(read.taken, 'value')} and gets ${positional.length}`)
  }
  const names = new Set(named.map(({ name }) => name))
  const missing = isOpen ? undefined : [...read.names].find((name) => !names.has(name))
  if (missing !== undefined)
    return misfit(`the template asks for \`${missing}\`, which is not given`)
  // One template of several languages or kinds need not use all.
  if (!found.isHere || isOpen) return undefined
  const unused = positional.findIndex((_, at) => !read.positions.has(at))
  if (unused !== -1) {
    const value = positional[unused]?.value ?? NO_NODE
    return misfit(`the template never shows \`${tree.text(value).slice(0, 40)}\``, 'dropped')
  }
  const extra = named.find(({ name }) => name !== undefined && !read.names.has(name))
  return extra === undefined
    ? undefined
    : misfit(`the template never shows \`${extra.name}\``, 'dropped')
}

const METHODS: ReadonlySet<string> = new Set(LOG_METHODS)

/** `logger.info(template, ...)` of the standard library's loggers. */
export function logMisfit(checker: Checker, call: Node): Misfit | undefined {
  const { tree } = checker
  const method = calleeName(tree, call)
  if (!METHODS.has(method)) return undefined
  const given = argumentsOf(tree, call)
  if (given.some(({ isUnpacked }) => isUnpacked)) return undefined
  const [template, ...values] = given
    .filter(({ name }) => name === undefined)
    .slice(method === 'log' ? 1 : 0)
  if (template !== undefined && values.length > 0 && isFormatted(checker, template.value)) {
    if (!isStandardLogger(checker, call, false)) return undefined
    const what = `the text is formatted already and gets ${count(values.length, 'value')} more`
    return { node: call, what, outcome: 'unlogged' }
  }
  const found = template && textOf(checker, template.value)
  if (found === undefined || (values.length === 0 && !found.isHere)) return undefined
  if (values.length === 0 && !found.text.includes('%')) return undefined
  const { taken, keys, isValid, isPlain } = readPercent(found.text)
  const isTemplate = values.length > 0 && taken > 0 && isValid
  if (!isStandardLogger(checker, call, isTemplate)) return undefined
  const misfit = (what: string, outcome: Misfit['outcome']): Misfit => ({
    node: call,
    what,
    outcome,
  })
  if (values.length === 0) {
    // Without arguments nothing is formatted, and a `%` is a character like others.
    if (taken === 0 || !isPlain || !isValid || keys.length > 0) return undefined
    return misfit(`the template takes ${count(taken, 'value')} and gets none`, 'unformatted')
  }
  if (!isValid && taken > 0) return undefined
  if (keys.length > 0) {
    if (taken > 0 || values.length === 1) return undefined
    return misfit(
      `the template names its values and gets ${values.length} without a name`,
      'unlogged',
    )
  }
  if (taken === values.length) return undefined
  // One mapping may stand for all values, and be shown by none.
  if (taken === 0 && values.length === 1 && tree.kind(values[0]?.value ?? 0) === k.K_DICTIONARY) {
    return undefined
  }
  return misfit(`the template takes ${count(taken, 'value')} and gets ${values.length}`, 'unlogged')
}

/** `"..." % name`, `"...".format(name)`, an f-string: no placeholder is left for `logging`. */
function isFormatted({ tree }: Checker, expression: Node): boolean {
  const node = withoutBrackets(tree, expression)
  const isWhole = (text: Node) => text !== NO_NODE && readString(tree, text) !== undefined
  const hasPercent = (text: string) => text.replaceAll('%%', '').includes('%')
  switch (tree.kind(node)) {
    case k.K_BINARY_OPERATOR:
      if (tree.kind(tree.child(node, k.F_OPERATOR)) !== k.T_PERCENT) return false
      return isWhole(tree.child(node, k.F_LEFT)) && !tree.text(node).includes('%%')
    case k.K_CALL: {
      const template = receiverOf(tree, node)
      return (
        calleeName(tree, node) === 'format' && isWhole(template) && !hasPercent(tree.text(template))
      )
    }
    default: {
      const read = readString(tree, node)
      return read?.isFormatted === true && !hasPercent(tree.text(node))
    }
  }
}

const MAKER =
  /^(?:logging\.getLogger|oslo_log\.log\.getLogger|celery\.utils\.log\.get_task_logger|multiprocessing\.(?:get_logger|log_to_stderr)|django\.utils\.log\.getLogger)\(\)$/
const FUNCTION = /^logging\.(?:debug|info|warn|warning|error|exception|critical|fatal|log)$/

/** Loggers that format with `%`, known by where they come from. */
function isStandardLogger(checker: Checker, call: Node, hasValues: boolean): boolean {
  const { tree, facts } = checker
  if (FUNCTION.test(facts.calleeName(call) ?? '')) return true
  const receiver = receiverOf(tree, call)
  if (receiver === NO_NODE) return false
  const value = checker.valueOf(receiver)
  if (value === undefined && hasValues && isCalledLogger(checker, receiver)) return true
  if (value?.kind !== 'external' || /^(?:loguru|structlog)\b/.test(value.name)) return false
  return MAKER.test(value.name) || readPath(value.name)?.name === 'logging.Logger'
}

/** `self.logger`, `LOG`: placeholders in the text and values behind it say that it works as those of the library. */
function isCalledLogger({ tree, facts }: Checker, receiver: Node): boolean {
  const name = /\w+$/.exec(tree.text(receiver))?.[0] ?? ''
  if (!/^_*log(?:ger|ging)?$/i.test(name)) return false
  return !facts.imports.some(({ target }) =>
    /^(?:loguru|structlog|eliot|logbook)\b/.test(target ?? ''),
  )
}

/** `raise ValueError("no %s", name)`: nobody formats what an exception is given. */
export function unformattedMisfit(checker: Checker, call: Node): Misfit | undefined {
  const { tree } = checker
  const given = argumentsOf(tree, call)
  if (given.length < 2 || given.some(({ name, isUnpacked }) => name !== undefined || isUnpacked)) {
    return undefined
  }
  const [template, ...values] = given
  const found = template && textOf(checker, template.value)
  if (found?.isHere !== true) return undefined
  const { taken, keys, isValid, isPlain } = readPercent(found.text)
  const isPercent = isValid && isPlain && keys.length === 0 && taken === values.length
  const isBraces = taken === 0 && readBraces(found.text)?.taken === values.length
  if (!isPercent && !isBraces) return undefined
  return { node: call, what: 'an exception does not format its arguments', outcome: 'unformatted' }
}
