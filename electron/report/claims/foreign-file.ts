// Files that are no part of a review although a text may cite them.
import { STDLIB_MODULES } from '../../../analyzer/project/stdlib-names.ts'

/** Of an installation, of the standard library, or absolute. */
export function isForeign(path: string): boolean {
  if (
    /(?:^|\/)(?:site-packages|dist-packages|node_modules|\.venv|venv|lib\/python[\d.]*)\//.test(
      path,
    )
  )
    return true
  if (path.startsWith('/')) return true
  const [top = ''] = path.split('/')
  return STDLIB_MODULES.has(top.replace(/\.pyi?$/, ''))
}
