// The words of all practices, in the order in which the packet lists those that are equally well
// supported.
import * as concurrency from './concurrency.ts'
import type { PracticeWords } from './define-words.ts'
import * as errors from './errors.ts'
import * as security from './security.ts'
import * as testing from './testing.ts'
import * as transactions from './transactions.ts'
import * as typing from './typing.ts'

export const PRACTICE_WORDS: readonly PracticeWords[] = [
  concurrency,
  transactions,
  security,
  errors,
  typing,
  testing,
].flatMap((group) => Object.values(group))
