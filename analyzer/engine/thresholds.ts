// Numbers that a project may set for itself.

export interface Thresholds {
  /** Cyclomatic complexity of a function that is still fine. */
  readonly complexity: number
  /** Tokens of the shortest stretch of code that counts as a copy. */
  readonly cloneTokens: number
  /** Numbers that need no name anywhere. */
  readonly magicNumbers: readonly number[]
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  complexity: 20,
  cloneTokens: 100,
  magicNumbers: [-1, 0, 1, 2],
}
