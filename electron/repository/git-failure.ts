// What cannot be done with a repository, in words of its own: each is told to the person who asked.
import { AppError } from '../api/errors.ts'

const NEXT_STEP = 'Name a commit, branch or tag that this clone holds, such as main or HEAD~1.'

/** A revision that names nothing that can be used; `why` is a sentence. */
export function unusable(revision: string, why: string, nextStep = NEXT_STEP): AppError {
  return new AppError('invalid-input', `${revision} cannot be used. ${why}`, nextStep)
}

/** Data of Git that does not follow its format, or goes beyond what is read; `why` is a sentence. */
export class GitDataError extends Error {
  /** True when the data is not there, and not when it is broken. */
  readonly isMissing: boolean

  constructor(why: string, isMissing = false) {
    super(why)
    this.name = 'GitDataError'
    this.isMissing = isMissing
  }
}
