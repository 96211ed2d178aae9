// The parts of what a file tells, by which others say what they have read of it; see `partsOf`.
import type { ModuleSummary } from './summary.ts'

/** What others read of a summary; what its path says is known without. */
export type Told = Exclude<keyof ModuleSummary, 'version' | 'path' | 'moduleName' | 'isPackage'>

/** What a name of the module's scope is. */
export const namePart = (name: string): string => `n${name}`

/** Which function and class a symbol stands for. */
export const symbolPart = (symbol: string): string => `s${symbol}`

/** What is told of a function or class; `number` among those of the same symbol and sort. */
export const contentPart = (sort: 'function' | 'class', symbol: string, number: number): string =>
  `${sort === 'function' ? 'f' : 'c'}${symbol} ${number}`

/** Which functions and classes there are, in which order. */
export const OUTLINE_PART = 'o'

/** The modules that are star-imported. */
export const STARS_PART = '*'

/** A property of the summary, all of it. */
export const propertyPart = (property: Told): string => `p${property}`
