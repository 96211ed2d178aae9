// Two change the same thing: the later one is told, nothing is overwritten.
import { AppError } from '../api/errors.ts'

/** @param what Begins the sentence: `This fix`, `Finding #12`. */
export function changedMeanwhile(what: string): AppError {
  return new AppError(
    'conflict',
    `${what} was changed in the meantime. Your change was not saved.`,
    'Look at it as it is now, then repeat your change.',
  )
}
