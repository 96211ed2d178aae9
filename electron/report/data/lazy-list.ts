// Lists whose entries are made when they are read: as many as one file holds of each finding.

/** A value whose entries under `Key` are made one at a time. */
export type Streamed<T, Key extends keyof T> = Omit<T, Key> & {
  readonly [K in Key]: Iterable<NonNullable<T[K]> extends readonly (infer Entry)[] ? Entry : never>
}

/** What `make` gives for each, made anew whenever it is read. */
export function each<From, To>(list: readonly From[], make: (one: From) => To): Iterable<To> {
  return {
    *[Symbol.iterator]() {
      for (const one of list) yield make(one)
    },
  }
}
