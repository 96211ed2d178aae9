// Facts that rules share are made when the first of them asks.

/**
 * Makes such a fact. A run that measures counts the time apart, since the rule that asks first did
 * not cause it.
 */
export type MakeShared = <T>(make: () => T) => T

export const makeShared: MakeShared = (make) => make()
