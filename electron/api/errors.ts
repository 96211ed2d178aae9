// Expected failures as values that cross every border: a code, a sentence and a next step.

export const ERROR_CODES = [
  'not-found',
  'invalid-input',
  'conflict',
  'path-missing',
  'path-not-usable',
  'path-unreadable',
  'no-python',
  'empty-folder',
  'database-newer',
  'database-damaged',
  'database-foreign',
  'database-busy',
  'database-read-only',
  'disk-full',
  'export-failed',
  'reason-required',
  'cancelled',
  'backend-lost',
  'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export interface ErrorData {
  readonly code: ErrorCode
  /** What happened, for the user, without a stack. */
  readonly message: string
  /** What the user can do now. */
  readonly nextStep: string
}

/** Thrown where an expected failure is known, caught once at the border. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly nextStep: string

  constructor(code: ErrorCode, message: string, nextStep: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AppError'
    this.code = code
    this.nextStep = nextStep
  }

  toData(): ErrorData {
    return { code: this.code, message: this.message, nextStep: this.nextStep }
  }
}

/** For the default branch of a switch over a union: a new member is a compile error. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
