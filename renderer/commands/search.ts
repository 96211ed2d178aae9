// Finding a command by a few letters of its title.
import type { Command } from './command.ts'

function score(title: string, words: readonly string[]): number | undefined {
  const lower = title.toLowerCase()
  let sum = 0
  for (const word of words) {
    const at = lower.indexOf(word)
    if (at === -1) {
      return undefined
    }
    const isWordStart = at === 0 || lower[at - 1] === ' '
    sum += isWordStart ? at : at + 100
  }
  return sum
}

/** The commands whose titles hold all words, those that start with them first, the shortest of them before the others. */
export function searchCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean)
  return commands
    .flatMap((command) => {
      const found = score(command.title, words)
      return found === undefined ? [] : [{ command, found }]
    })
    .sort((a, b) => a.found - b.found || a.command.title.length - b.command.title.length)
    .map(({ command }) => command)
}
