// What Electron runs when it is started on a folder, as in `electron path/to/app`: finds the
// application's entry and becomes that application. A runtime taken out of a packaged product
// lacks this part.
import { existsSync, readFileSync, statSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const required = []
let given
for (let index = 1; index < process.argv.length && given === undefined; index += 1) {
  const argument = process.argv[index]
  if (argument === '-r' || argument === '--require') {
    index += 1
    required.push(process.argv[index])
  } else if (!argument.startsWith('-')) {
    given = resolve(argument)
  }
}
if (given === undefined || !existsSync(given)) {
  process.stderr.write(`electron: no application at ${given ?? 'the command line'}\n`)
  process.exit(1)
}
process.defaultApp = true
if (required.length > 0) {
  Module._preloadModules(required)
}

let entry = given
if (statSync(given).isDirectory()) {
  const manifest = JSON.parse(readFileSync(join(given, 'package.json'), 'utf8'))
  const name = manifest.productName ?? manifest.name
  if (name) {
    app.setName(name)
  }
  if (manifest.version) {
    app.setVersion(manifest.version)
  }
  app.setAppPath(given)
  entry = createRequire(join(given, 'package.json')).resolve(
    join(given, manifest.main ?? 'index.js'),
  )
}
// A plain import() would let the app become ready before the entry has run; then the sandbox and
// the schemes could no longer be set.
await import(pathToFileURL(entry).href)
