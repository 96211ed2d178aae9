// Walks over history: where two lines of it part, and what lies between two commits.
import type { Commit, ReadCommit } from './git-commits.ts'

/** Commits by time, the newest first; of the same time in the order in which they came. */
export function newestFirst<T>(timeOf: (value: T) => number) {
  const heap: { readonly value: T; readonly time: number; readonly order: number }[] = []
  let order = 0
  const isBefore = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    if (one === undefined || other === undefined) return false
    return one.time === other.time ? one.order < other.order : one.time > other.time
  }
  const swap = (a: number, b: number) => {
    const [one, other] = [heap[a], heap[b]]
    if (one === undefined || other === undefined) return
    heap[a] = other
    heap[b] = one
  }
  return {
    get size() {
      return heap.length
    },
    add(value: T): void {
      heap.push({ value, time: timeOf(value), order })
      order += 1
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (!isBefore(at, parent)) break
        swap(at, parent)
        at = parent
      }
    },
    take(): T | undefined {
      swap(0, heap.length - 1)
      const taken = heap.pop()
      for (let at = 0; ; ) {
        const left = at * 2 + 1
        const child = isBefore(left + 1, left) ? left + 1 : left
        if (!isBefore(child, at)) break
        swap(at, child)
        at = child
      }
      return taken?.value
    },
  }
}

const OURS = 1
const THEIRS = 2
/** Reached from both sides: what lies behind is shared too. */
const SHARED = 4

/** Commits that only one side has, and where both meet. */
export interface Parting {
  /** Newest of the last common commits; undefined where the two have none. */
  readonly base: Commit | undefined
  /** Commits of the first side alone, the newest first. */
  readonly ours: readonly Commit[]
  readonly theirs: readonly Commit[]
  /** False when the budget ended the walk: then `base` is not known and more may lie between. */
  readonly isComplete: boolean
}

/**
 * Walks both histories back to where they meet. `hasTime` is asked once for each commit. Throws
 * GitDataError where an object is missing or damaged.
 */
export function parting(
  readCommit: ReadCommit,
  ours: string,
  theirs: string,
  hasTime: () => boolean,
): Parting {
  const reached = new Map<string, Reached>()
  const queue = newestFirst<Reached>(({ commit }) => commit.committed)
  // How many of the queue may still lead to something that is not known to be shared.
  let open = 0
  const reach = (id: string, flags: number) => {
    const one = reached.get(id) ?? { commit: readCommit(id), flags: 0, queued: 0 }
    reached.set(id, one)
    if ((one.flags & flags) === flags) return
    if ((one.flags & SHARED) === 0 && (flags & SHARED) !== 0) open -= one.queued
    one.flags |= flags
    one.queued += 1
    if ((one.flags & SHARED) === 0) open += 1
    queue.add(one)
  }
  const met: Reached[] = []
  reach(ours, OURS)
  reach(theirs, THEIRS)
  while (open > 0 && hasTime()) {
    const one = queue.take()
    if (one === undefined) break
    one.queued -= 1
    if ((one.flags & SHARED) === 0) open -= 1
    let { flags } = one
    if (flags === (OURS | THEIRS)) {
      met.push(one)
      flags |= SHARED
    }
    for (const parent of one.commit.parents) reach(parent, flags)
  }
  const only = (flag: number) =>
    [...reached.values()]
      .filter(({ flags }) => flags === flag)
      .map(({ commit }) => commit)
      .sort((a, b) => b.committed - a.committed)
  return {
    base: open > 0 ? undefined : met.find(({ flags }) => (flags & SHARED) === 0)?.commit,
    ours: only(OURS),
    theirs: only(THEIRS),
    isComplete: open === 0,
  }
}

interface Reached {
  readonly commit: Commit
  flags: number
  /** How many times it is in the queue. */
  queued: number
}
