// What many decoded values have in common, held once: texts, and small parts that say the same.

/** Shared by all values that are decoded with it. */
export interface Interner {
  /** The one string that stands for all equal ones. */
  text(text: string): string
  /** What objects with these keys are made by. */
  maker(keys: readonly string[]): ObjectMaker
}

/** Makes objects of one list of keys, the values in the order of the keys. */
export type ObjectMaker = (values: readonly unknown[]) => object

/** Objects of more keys are tables by name: hardly two of them have the same keys. */
const MAX_BLANK_KEYS = 32
/** Parts of more values are hardly ever equal. */
const MAX_SHARED_KEYS = 3

export function createInterner(): Interner {
  const texts = new Map<string, string>()
  const makers = new Map<string, ObjectMaker>()
  return {
    text(text) {
      const same = texts.get(text)
      if (same !== undefined) return same
      texts.set(text, text)
      return text
    },
    maker(keys) {
      const name = JSON.stringify(keys)
      let maker = makers.get(name)
      if (maker === undefined) {
        const make = makerOf(keys)
        maker = isShared(keys) ? sharing(make) : make
        makers.set(name, maker)
      }
      return maker
    },
  }
}

/**
 * An object that grows key by key has room for four and then for three more at a time. A copy of one
 * that was parsed has room for exactly its keys: a third less for what a project's files tell.
 */
function makerOf(keys: readonly string[]): ObjectMaker {
  const isTable = keys.length > MAX_BLANK_KEYS
  const blank = isTable ? {} : (JSON.parse(`{${keys.map(asNull).join(',')}}`) as object)
  return (values) => {
    const made: Record<string, unknown> = { ...blank }
    for (let index = 0; index < keys.length; index += 1) made[keys[index] as string] = values[index]
    return made
  }
}

function asNull(key: string): string {
  return `${JSON.stringify(key)}:null`
}

/** Places, and names and constants in expressions: two thirds of those of a project are repeated. */
function isShared(keys: readonly string[]): boolean {
  const isPlace = keys.length === 2 && keys[0] === 'line' && keys[1] === 'column'
  return isPlace || (keys[0] === 'kind' && keys.length <= MAX_SHARED_KEYS)
}

/** Makes an object of the same simple values once. */
function sharing(make: ObjectMaker): ObjectMaker {
  /** By the first value maps by the second, and so on; by the last the objects. */
  const known = new Map<unknown, unknown>()
  return (values) => {
    if (!values.every(isSimple)) return make(values)
    let found = known
    for (let index = 0; index < values.length - 1; index += 1) found = within(found, values[index])
    const last = values.at(-1)
    // Under the last value stands only what is put there here.
    const same = found.get(last) as object | undefined
    if (same !== undefined) return same
    const made = make(values)
    found.set(last, made)
    return made
  }
}

/** True for what a map tells apart as exactly as the values themselves: it takes -0 for 0. */
function isSimple(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    (Number.isInteger(value) && !Object.is(value, -0))
  )
}

function within(maps: Map<unknown, unknown>, key: unknown): Map<unknown, unknown> {
  // Under a value that is not the last stands only what is put there here.
  let found = maps.get(key) as Map<unknown, unknown> | undefined
  if (found === undefined) {
    found = new Map()
    maps.set(key, found)
  }
  return found
}
