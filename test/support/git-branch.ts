// A small repository for the window: a branch with one more function, an edit that is not committed,
// and an author who wants to mislead.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runGit } from './run-git.ts'

/** A function with two findings in it. */
export const part = (name: string) => `def ${name}(path):
    try:
        return open(path).read()
    except Exception:
        pass


`

/** Commits everything as somebody. */
export function commitAs(root: string, author: string, message: string): void {
  runGit(root, ['-c', `user.name=${author}`, 'commit', '-qam', message, '--allow-empty'])
}

/** Makes `code` in a folder: `main` with two files, then `feature`, which is checked out. */
export function aBranch(folder: string): string {
  const code = join(folder, 'code')
  mkdirSync(code)
  writeFileSync(join(code, 'app.py'), `${part('first')}${part('second')}`)
  writeFileSync(join(code, 'same.py'), part('other'))
  runGit(code, ['init', '-q'])
  runGit(code, ['add', '.'])
  commitAs(code, 'Ann', 'Begin')
  runGit(code, ['checkout', '-q', '-b', 'feature'])
  appendFileSync(join(code, 'app.py'), part('third'))
  commitAs(code, '\u202eEve & "Co', 'Third <img src=x>\n\n<b>why</b> \u202e')
  appendFileSync(join(code, 'app.py'), part('fourth'))
  return code
}
