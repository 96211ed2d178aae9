import type { Checker } from '../../engine/checker.ts'

/**
 * True if a pattern occurs anywhere in the file. The answer is kept for the pattern object, so that a
 * rule may ask for every function without reading the whole file each time.
 */
export function mentions(checker: Checker, pattern: RegExp): boolean {
  return checker.once(pattern, ({ tree }) => pattern.test(tree.source))
}
