// The order in which functions and classes stand: code can be the same and stand among others.

interface Definition {
  /** With the names of what it stands in. */
  readonly name: string
  readonly line: number
  readonly indent: number
}

/** Whether the definition around a line of the first text stands among others in the second one. */
export function orderChange(
  before: readonly string[],
  after: readonly string[],
): (line: number) => boolean {
  const old = siblings(before)
  const now = siblings(after)
  return (line) => {
    for (let own = old.around(line); own !== undefined; own = old.parentOf(own)) {
      if (isAmongOthers(own)) return true
    }
    return false
  }

  function isAmongOthers(own: Definition): boolean {
    const there = now.named(own.name)
    if (there === undefined) return false
    const [above, below] = old.neighbours(own)
    const [aboveNow, belowNow] = now.neighbours(there)
    // Beside the same neighbour nothing was moved: others came or went.
    if (above?.name === aboveNow?.name || below?.name === belowNow?.name) return false
    const isAfter = (one: Definition | undefined) =>
      one !== undefined && (now.named(one.name)?.line ?? 0) > there.line
    const isBefore = (one: Definition | undefined) =>
      one !== undefined && (now.named(one.name)?.line ?? there.line) < there.line
    return isAfter(above) || isBefore(below)
  }
}

function siblings(lines: readonly string[]) {
  const all = definitionsOf(lines)
  const byName = Map.groupBy(all, ({ name }) => name)
  const parent = ({ name }: Definition) => name.split('.').slice(0, -1).join('.')
  const byParent = Map.groupBy(all, parent)
  return {
    around: (line: number) => all.findLast((one) => one.line <= line),
    parentOf: (own: Definition) => byName.get(parent(own))?.[0],
    /** Undefined where there is none, or several. */
    named(name: string): Definition | undefined {
      const found = byName.get(name)
      return found?.length === 1 ? found[0] : undefined
    },
    neighbours(own: Definition): readonly [Definition | undefined, Definition | undefined] {
      const row = byParent.get(parent(own)) ?? []
      const at = row.indexOf(own)
      return [row[at - 1], row[at + 1]]
    },
  }
}

function definitionsOf(lines: readonly string[]): readonly Definition[] {
  const found: Definition[] = []
  const around: Definition[] = []
  for (const [index, text] of lines.entries()) {
    const match = /^(\s*)(?:async\s+def|def|class)\s+(\w+)/.exec(text)
    if (match === null) continue
    const indent = (match[1] ?? '').length
    while ((around.at(-1)?.indent ?? -1) >= indent) around.pop()
    const outer = around.at(-1)
    const name = `${outer ? `${outer.name}.` : ''}${match[2]}`
    const one = { name, line: index + 1, indent }
    found.push(one)
    around.push(one)
  }
  return found
}
