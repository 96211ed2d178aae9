// Long work in short slices, so that no frame waits for it. Each `yield` is a place to stop at.

/** Work that gives a value in the end and may be stopped at each `yield`. */
export type Sliced<T> = Generator<undefined, T>

/** Longest slice in milliseconds; a frame has sixteen. */
const SLICE = 6
/** How much is done between two looks at the clock. */
const CHUNK = 1_024

/** Does work until it is done or the slice is over; undefined while there is more to do. */
export function workSlice<T>(work: Sliced<T>): { readonly value: T } | undefined {
  const end = performance.now() + SLICE
  do {
    const step = work.next()
    if (step.done) return { value: step.value }
  } while (performance.now() < end)
  return undefined
}

/** Does the rest in slices with room for frames between them. Gives a way to stop. */
export function workOn<T>(work: Sliced<T>, onDone: (value: T) => void): () => void {
  let isStopped = false
  const goOn = () => {
    if (isStopped) return
    const done = workSlice(work)
    if (done) onDone(done.value)
    else later()
  }
  // Frames and keys come first; a timer would wait between two slices though nothing else is to do.
  const later = () => void scheduler.postTask(goOn, { priority: 'background' })
  later()
  return () => {
    isStopped = true
  }
}

/** Does all of it at once. */
export function finish<T>(work: Sliced<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** The values in order; equal ones keep theirs. */
export function* sortInSlices<T extends object>(
  values: readonly T[],
  compare: (a: T, b: T) => number,
): Sliced<readonly T[]> {
  let runs: (readonly T[])[] = []
  for (let at = 0; at < values.length; at += CHUNK) {
    runs.push(values.slice(at, at + CHUNK).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = []
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], compare))
    }
    runs = merged
  }
  return runs[0] ?? []
}

function* merge<T extends object>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
): Sliced<readonly T[]> {
  if (right.length === 0) return left
  const merged: T[] = []
  let at = 0
  for (const value of left) {
    let other = right[at]
    while (other !== undefined && compare(value, other) > 0) {
      merged.push(other)
      at += 1
      other = right[at]
      if (merged.length % CHUNK === 0) yield
    }
    merged.push(value)
    if (merged.length % CHUNK === 0) yield
  }
  return merged.concat(right.slice(at))
}

/** The values that hold, in their order. */
export function* filterInSlices<T>(
  values: readonly T[],
  holds: (value: T) => boolean,
): Sliced<readonly T[]> {
  const found: T[] = []
  for (let at = 0; at < values.length; at += CHUNK) {
    for (const value of values.slice(at, at + CHUNK)) if (holds(value)) found.push(value)
    yield
  }
  return found
}
