// All gatherers, one line each.
export { assertingHelpers } from './asserting-helpers.ts'
export { cloneParts } from './clone-parts.ts'
export { columnChanges } from './column-changes.ts'
export { comparedWords } from './compared-words.ts'
export { lateGlobals } from './late-globals.ts'
export { lockUses } from './lock-uses.ts'
export { outsideWrites } from './outside-writes.ts'
