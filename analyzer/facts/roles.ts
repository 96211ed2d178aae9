// What an identifier, attribute or subscript does where it stands. One byte per node.

/** Reads the value. */
export const LOAD = 0
/** Not a variable at all: attribute name, keyword, part of an import path. */
export const NOT_A_VARIABLE = 1
export const ASSIGN = 2
/** `x: int` without a value. */
export const ANNOTATE = 3
/** `x += 1`: reads and writes. */
export const AUGMENT = 4
export const FOR_TARGET = 5
export const WITH_TARGET = 6
export const EXCEPT_TARGET = 7
export const DELETE = 8
export const WALRUS = 9
export const COMPREHENSION_TARGET = 10
export const MATCH_CAPTURE = 11
export const PARAMETER = 12
export const IMPORT = 13
export const FUNCTION = 14
export const CLASS = 15
export const TYPE_PARAMETER = 16
export const TYPE_ALIAS = 17
export const GLOBAL_DECLARATION = 18
export const NONLOCAL_DECLARATION = 19

export const DEFINITION_KINDS = [
  'load',
  'not-a-variable',
  'assignment',
  'annotation',
  'augmented-assignment',
  'for',
  'with',
  'except',
  'delete',
  'walrus',
  'comprehension',
  'match',
  'parameter',
  'import',
  'function',
  'class',
  'type-parameter',
  'type-alias',
  'global',
  'nonlocal',
] as const

/** How a name gets its value (or loses it) at one place. */
export type DefinitionKind = Exclude<
  (typeof DEFINITION_KINDS)[number],
  'load' | 'not-a-variable' | 'global' | 'nonlocal'
>

/** True for places that give a name, attribute or item a value; `del` and annotations do not. */
export function isWrite(role: number): boolean {
  return role >= ASSIGN && role <= TYPE_ALIAS && role !== DELETE && role !== ANNOTATE
}
