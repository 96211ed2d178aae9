// Kinds of expressions that hold no text, whatever goes into them.
import * as k from '../../syntax/kinds.ts'

const TEXTLESS: ReadonlySet<number> = new Set([
  k.K_NONE,
  k.K_TRUE,
  k.K_FALSE,
  k.K_INTEGER,
  k.K_FLOAT,
  k.K_COMPARISON_OPERATOR,
  k.K_NOT_OPERATOR,
])

/** True for numbers, truth values and `None`, and for tests, which give no other values. */
export function isTextless(kind: number): boolean {
  return TEXTLESS.has(kind)
}
