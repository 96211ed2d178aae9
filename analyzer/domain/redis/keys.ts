// Keys in normal form: fixed text as it is, `{}` for every value that is not known.
import { constantOf } from '../../facts/expression.ts'
import { receiverAttribute } from '../../facts/receivers.ts'
import { withoutBrackets } from '../../facts/strings.ts'
import type { ModuleEntry } from '../../project/module-graph.ts'
import type { ProjectClass, ProjectFunction } from '../../project/values.ts'
import * as k from '../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../syntax/tree.ts'
import type { Meanings } from '../meanings.ts'
import type { SqlContext } from '../sql/context.ts'
import { localValues } from '../sql/local-values.ts'
import { readTemplate, type TemplatePart, type TextTemplate } from '../text-template.ts'
import type { KeyHelper } from './key-helpers.ts'
import type { RedisWrapper } from './wrappers.ts'

export interface KeyTemplate {
  /** `jobs:{}:state`; `{}` alone for a key that is not known. */
  readonly text: string
  /** Names of the values in it, as written, '' for those that are no names: `job_id`. */
  readonly values: readonly string[]
}

export interface KeyContext extends Pick<SqlContext, 'facts' | 'valueOf'> {
  readonly meanings: Meanings
  readonly entry: ModuleEntry
  readonly helperOf: (of: ProjectFunction) => KeyHelper | undefined
  readonly wrapperOf: (of: ProjectClass) => RedisWrapper | undefined
}

const MAX_DEPTH = 5

/** The key that an expression gives; undefined where nothing of it is known. */
export function readKey(context: KeyContext, expression: Node): KeyTemplate | undefined {
  const parts = readParts(context, expression, 0)
  if (parts === undefined || !parts.some((part) => 'text' in part)) return undefined
  let text = ''
  const values: string[] = []
  for (const part of parts) {
    if ('text' in part) text += part.text
    else {
      text += '{}'
      values.push(part.value)
    }
  }
  return { text, values }
}

function readParts(context: KeyContext, expression: Node, depth: number): TextTemplate | undefined {
  const { facts } = context
  const { tree } = facts
  if (expression === NO_NODE || depth > MAX_DEPTH) return undefined
  const node = withoutBrackets(tree, expression)
  if (tree.kind(node) === k.K_IDENTIFIER) {
    const [only, more] = localValues(facts, node)
    if (only?.kind === 'assigned' && more === undefined) {
      return readParts(context, only.value, depth + 1) ?? [named(context, node)]
    }
  }
  if (tree.kind(node) === k.K_CALL) {
    const helped = fromHelper(context, node, depth)
    if (helped !== undefined) return helped
  }
  const template = readTemplate(facts, node)
  return template && fillParts(context, context.entry, classAt(context, node), template)
}

function named({ facts }: KeyContext, node: Node): TemplatePart {
  return { value: facts.dottedText(node) ?? '' }
}

/** `self._key(job_id)`: the text of the helper with the arguments put in. */
function fromHelper(context: KeyContext, call: Node, depth: number): TextTemplate | undefined {
  const { facts } = context
  const value = context.valueOf(facts.callee(call))
  if (value?.kind !== 'function' && value?.kind !== 'method') return undefined
  const helper = context.helperOf(value.function)
  if (helper === undefined) return undefined
  const given = new Map<string, TextTemplate>()
  let position = 0
  for (const { name, value: argument } of facts.arguments(call)) {
    const parameter = name ?? helper.parameters[position]
    if (name === undefined) position += 1
    if (parameter === undefined) continue
    const parts = readParts(context, argument, depth + 1) ?? [named(context, argument)]
    given.set(parameter, parts)
  }
  const owner = value.kind === 'method' ? value.receiver : value.function.class
  const filled = fillParts(context, value.function.module, owner, helper.template)
  return filled.flatMap((part) => ('text' in part ? [part] : (given.get(part.value) ?? [part])))
}

/** Puts in constants of modules and classes. */
function fillParts(
  { meanings }: KeyContext,
  from: ModuleEntry,
  owner: ProjectClass | undefined,
  template: TextTemplate,
): TextTemplate {
  return template.flatMap((part) => {
    if ('text' in part) return part
    const own = /^(?:self|cls)\.(\w+)$/.exec(part.value)?.[1]
    if (own !== undefined && owner !== undefined) {
      const value = memberConstant(meanings, owner, own)
      if (typeof value === 'string') return { text: value }
      return memberTemplate(meanings, owner, own, part) ?? part
    }
    if (part.origin === undefined) return part
    const text = meanings.fill(from, [part])
    return text === '{}' ? part : { text }
  })
}

/** `prefix = "jobs"` of the class, `self.prefix = "jobs"`, or what a constructor hands on. */
function memberConstant(meanings: Meanings, owner: ProjectClass, name: string) {
  const own = meanings.attributeConstant(owner, name)
  if (own !== undefined) return own
  for (const one of meanings.index.hierarchy.order(owner)) {
    if (typeof one === 'string') continue
    const assigned = one.summary.instanceAttributes.filter((attribute) => attribute.name === name)
    const [only, more] = assigned
    if (only === undefined) continue
    if (more !== undefined) return undefined
    return constantOf(only.value) ?? meanings.composed(one.module, `${one.summary.symbol}.${name}`)
  }
  return undefined
}

/** `self.key = f"lock:{name}"`, the only assignment: what is not known is part of the attribute. */
function memberTemplate(
  meanings: Meanings,
  owner: ProjectClass,
  name: string,
  whole: TemplatePart,
): TextTemplate | undefined {
  const assigned = [...meanings.index.hierarchy.order(owner)].flatMap((one) =>
    typeof one === 'string'
      ? []
      : one.summary.instanceAttributes.filter((attribute) => attribute.name === name),
  )
  const [only, more] = assigned
  if (only?.value?.kind !== 'template' || more !== undefined) return undefined
  const texts = only.value.text.split('{}')
  return texts.flatMap((text, at): TextTemplate => {
    const fixed = text === '' ? [] : [{ text }]
    return at === 0 ? fixed : [whole, ...fixed]
  })
}

/** The class whose method a node stands in. */
function classAt({ facts, meanings, entry }: KeyContext, node: Node): ProjectClass | undefined {
  const receiver =
    facts.tree.kind(node) === k.K_ATTRIBUTE ? receiverAttribute(facts, node) : undefined
  const own = receiver?.class ?? facts.enclosingClass(node)
  return own && meanings.index.class(entry.summary.path, own.symbol)
}
