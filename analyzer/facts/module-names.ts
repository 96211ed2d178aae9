// Under which names a file can be imported.
import type { ModulePlace } from './imports.ts'

const EXTENSION = /\.(py|pyw|pyi|pyx|pxd|ipynb)$/i

/**
 * The module that a path relative to the analysed root stands for: `pkg/sub/__init__.py` is the
 * package `pkg.sub`, `pkg/mod.py` the module `pkg.mod`. Names are kept even where they could not
 * be imported (`my-app/x.py` is `my-app.x`).
 */
export function modulePlace(path: string): ModulePlace {
  const parts = path.replace(EXTENSION, '').split('/')
  const isPackage = parts.at(-1) === '__init__'
  if (isPackage) parts.pop()
  return { moduleName: parts.join('.'), isPackage }
}
