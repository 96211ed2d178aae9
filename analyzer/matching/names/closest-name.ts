// The name that was probably meant.

/** More candidates than this are not compared. */
const MAX_CANDIDATES = 500

/**
 * The name that differs least from `name`: at most two letters, or one in short names. Undefined if
 * none is close or two are equally close.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const limit = name.length > 5 ? 2 : 1
  let best: string | undefined
  let distance = limit + 1
  let left = MAX_CANDIDATES
  for (const one of candidates) {
    left -= 1
    if (left < 0) break
    if (Math.abs(one.length - name.length) > limit || one.startsWith('__')) continue
    const own = editDistance(name, one)
    if (own === distance) best = undefined
    else if (own < distance) {
      best = one
      distance = own
    }
  }
  return best
}

/** Insertions, removals and changes of letters that make one text the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + change,
        ),
      )
    }
    previous = current
  }
  return previous[to.length] ?? 0
}
