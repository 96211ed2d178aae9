// Expressions as plain data: what a class body, a decorator, an annotation or a module says in a
// declarative way. Can be cloned between threads; knows nothing of trees.
import type { Constant } from './literals.ts'

/** Line and column where something starts, both 1-based, columns in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface KeywordExpression {
  /** `**` for an unpacked mapping. */
  readonly name: string
  readonly value: Expression
}

export type Expression =
  | { readonly kind: 'constant'; readonly value: Constant }
  /**
   * A name or chain of names: as written, where it comes from as `qualifiedName` gives it, and `named` as it
   * is called there if an import gave it another name.
   */
  | {
      readonly kind: 'name'
      readonly text: string
      readonly origin?: string
      readonly named?: string
    }
  | {
      readonly kind: 'call'
      readonly callee: Expression
      readonly args: readonly Expression[]
      readonly keywords: readonly KeywordExpression[]
      readonly at: Place
    }
  /** An attribute of something that is no chain of names: `f().x`. */
  | { readonly kind: 'attribute'; readonly value: Expression; readonly name: string }
  | {
      readonly kind: 'subscript'
      readonly value: Expression
      readonly items: readonly Expression[]
    }
  | {
      readonly kind: 'list' | 'tuple' | 'set' | 'union'
      readonly items: readonly Expression[]
    }
  | {
      readonly kind: 'dict'
      readonly entries: readonly { readonly key: Expression; readonly value: Expression }[]
    }
  /** `*value`. */
  | { readonly kind: 'unpacked'; readonly value: Expression }
  /** A formatted string, `{}` for each value. */
  | { readonly kind: 'template'; readonly text: string }
  /** `await value`. */
  | { readonly kind: 'await'; readonly value: Expression }
  | { readonly kind: 'lambda' }
  | { readonly kind: 'other' }

export const OTHER: Expression = { kind: 'other' }

/** A name as it is called where it comes from, to be recognised by: `path` of `path as route`. */
export function namedAs({ text, named }: Expression & { readonly kind: 'name' }): string {
  return named ?? text
}

/** The origin of a name, of the callee of a call or of what is subscribed; undefined for others. */
export function originOf(expression: Expression | undefined): string | undefined {
  switch (expression?.kind) {
    case 'name':
      return expression.origin
    case 'call':
      return originOf(expression.callee)
    case 'subscript':
      return originOf(expression.value)
    default:
      return undefined
  }
}

/** The value of a constant; undefined for everything else (null is `None`). */
export function constantOf(expression: Expression | undefined): Constant | undefined {
  return expression?.kind === 'constant' ? expression.value : undefined
}

/** A keyword of a call. */
export function keywordOf(call: Expression | undefined, name: string): Expression | undefined {
  if (call?.kind !== 'call') return undefined
  return call.keywords.find((keyword) => keyword.name === name)?.value
}

/** The expression as it could be written, shortened where it is not known. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return printConstant(expression.value)
    case 'name':
      return namedAs(expression)
    case 'call': {
      const keywords = expression.keywords.map(({ name, value }) =>
        name === '**' ? `**${printExpression(value)}` : `${name}=${printExpression(value)}`,
      )
      const args = [...expression.args.map(printExpression), ...keywords]
      return `${printExpression(expression.callee)}(${args.join(', ')})`
    }
    case 'attribute':
      return `${printExpression(expression.value)}.${expression.name}`
    case 'subscript':
      return `${printExpression(expression.value)}[${printAll(expression.items, ', ')}]`
    case 'list':
      return `[${printAll(expression.items, ', ')}]`
    case 'tuple':
      return `(${printAll(expression.items, ', ')})`
    case 'set':
      return `{${printAll(expression.items, ', ')}}`
    case 'union':
      return printAll(expression.items, ' | ')
    case 'dict': {
      const entries = expression.entries.map(
        ({ key, value }) => `${printExpression(key)}: ${printExpression(value)}`,
      )
      return `{${entries.join(', ')}}`
    }
    case 'unpacked':
      return `*${printExpression(expression.value)}`
    case 'template':
      return `f${JSON.stringify(expression.text)}`
    case 'await':
      return `await ${printExpression(expression.value)}`
    case 'lambda':
      return 'lambda'
    case 'other':
      return '...'
  }
}

function printAll(items: readonly Expression[], separator: string): string {
  return items.map(printExpression).join(separator)
}

function printConstant(value: Constant): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  return value === false ? 'False' : JSON.stringify(value)
}
