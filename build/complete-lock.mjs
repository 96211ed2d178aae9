// Completes package-lock.json after `npm install`. npm leaves optional packages for other platforms
// out of the lock file when the registry at hand does not serve them, and `npm ci` then refuses the
// whole file. The entries say what their names say: version, system, processor and C library.
//
// node build/complete-lock.mjs
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = []
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const isLocked = placesFor(name, path).some((place) => place in lock.packages)
    const platform = isLocked ? undefined : platformOf(name)
    if (platform !== undefined) {
      const kind = entry.dev ? { dev: true } : {}
      lock.packages[`node_modules/${name}`] = { version, ...kind, optional: true, ...platform }
      added.push(name)
    }
  }
}
const order = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
lock.packages = Object.fromEntries(order)
if (added.length > 0) {
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
console.log(added.length === 0 ? 'Complete already.' : `Added:\n${added.join('\n')}`)

/**
 * Where Node would look for a package, nearest first.
 * @param {string} name
 * @param {string} from the lock file's path of the package that asks, '' for the project
 * @returns {string[]}
 */
function placesFor(name, from) {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  const parent = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))
  return from === '' ? [here] : [here, ...placesFor(name, parent)]
}

/**
 * What a name such as `@scope/core-linux-arm-gnueabihf` says about the platform, or undefined.
 * @param {string} name
 */
function platformOf(name) {
  const os = name.match(/(android|darwin|freebsd|linux|openharmony|win32)/)?.[1]
  const cpu = name.match(/-(arm64|armv7|arm|ia32|ppc64|riscv64|s390x|x64)(?=-|$)/)?.[1]
  if (os === undefined || cpu === undefined) {
    return undefined
  }
  const libc = name.includes('musl') ? 'musl' : name.includes('-gnu') ? 'glibc' : undefined
  return {
    os: [os],
    cpu: [cpu === 'armv7' ? 'arm' : cpu],
    ...(libc && os === 'linux' ? { libc: [libc] } : {}),
  }
}
