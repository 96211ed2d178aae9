// All practices, and how each is found; words/all.ts has what is said of them.
import * as concurrency from './concurrency.ts'
import type { Practice } from './define.ts'
import * as errors from './errors.ts'
import * as security from './security.ts'
import * as testing from './testing.ts'
import * as transactions from './transactions.ts'
import * as typing from './typing.ts'

export const PRACTICES: readonly Practice[] = [
  concurrency,
  transactions,
  security,
  errors,
  typing,
  testing,
].flatMap((group) => Object.values(group))
