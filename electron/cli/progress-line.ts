// Progress on standard error: one line that renews itself on a terminal, few lines elsewhere.
import type { Progress } from '../api/domain.ts'

export interface Terminal {
  readonly isTTY?: boolean
  write(text: string): unknown
}

const WORDS: Readonly<Record<Progress['phase'], string>> = {
  discover: 'Looking for files',
  read: 'Reading',
  link: 'Linking',
  check: 'Checking',
  store: 'Storing',
  done: 'Done',
}

/** Gives a function to be told of progress and one to be called at the end. */
export function progressLine(terminal: Terminal) {
  let last = ''
  return {
    tell({ phase, done, total, findings }: Progress): void {
      const part = total > 0 ? ` ${done} of ${total} files` : done > 0 ? ` ${done}` : ''
      const found = findings > 0 ? `, ${findings} findings so far` : ''
      if (terminal.isTTY) {
        terminal.write(`\r\u001b[K${WORDS[phase]}${part}${found}`)
        return
      }
      // Each tenth of a phase is told once.
      const tenth = total > 0 ? Math.floor((done * 10) / total) : 0
      const key = `${phase} ${tenth}`
      if (key === last || phase === 'done') return
      last = key
      terminal.write(`${WORDS[phase]}${part}${found}\n`)
    },
    end(): void {
      if (terminal.isTTY) terminal.write('\r\u001b[K')
    },
  }
}
