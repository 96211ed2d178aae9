// `npm run package`: the unpacked application in out/package, made by electron-builder around the
// runtime that set-up found. A release refuses the fallback runtime; `--allow-fallback-runtime`
// packages it all the same, to try the application where the official one cannot be had.
// `--for-tests` adds a copy that Playwright can drive.
import { cpSync, existsSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import { build, type Configuration, Platform } from 'electron-builder'
import { findRuntime } from './setup/runtime.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const OUTPUT = join(root, 'out/package')

interface PackageOptions {
  readonly allowFallbackRuntime: boolean
  readonly forTests: boolean
}

/** Packages what lies in dist/. Returns the folder of the application. */
async function packageApplication(options: PackageOptions): Promise<string> {
  const runtime = findRuntime()
  if (runtime === undefined) {
    throw new Error('No Electron runtime is set up. Run it as `npm run package`.')
  }
  if (runtime.kind === 'fallback' && !options.allowFallbackRuntime) {
    throw new Error(
      `A release is not packaged around the fallback runtime Electron ${runtime.version}: the ` +
        'official one could not be downloaded on this machine. Package where it can, or pass ' +
        '`--allow-fallback-runtime` for a trial.',
    )
  }
  rmSync(OUTPUT, { recursive: true, force: true })
  await build({
    targets: Platform.current().createTarget('dir'),
    config: configuration(runtime.folder, runtime.version),
    publish: 'never',
  })
  const folder = join(OUTPUT, unpackedName())
  if (options.forTests) {
    await copyForTests(folder)
  }
  return folder
}

function configuration(electronDist: string, electronVersion: string): Configuration {
  const platform = `${process.platform}-${process.arch}`
  return {
    appId: 'app.lectern.workbench',
    productName: 'Lectern',
    directories: { output: OUTPUT, buildResources: join(root, 'build') },
    electronDist,
    electronVersion,
    npmRebuild: false,
    files: [
      'package.json',
      'dist/**',
      '!dist/**/*.map',
      '!dist/.*',
      // Everything that is bundled stays out; what is left is native and its JavaScript.
      '!node_modules/**',
      'node_modules/better-sqlite3/{package.json,lib/**}',
      ...(existsSync(join(root, 'dist/better_sqlite3.node'))
        ? []
        : [`node_modules/better-sqlite3/prebuilds/${platform}.node`]),
      'node_modules/tree-sitter/{package.json,index.js}',
      `node_modules/tree-sitter/{build/Release/*.node,prebuilds/${platform}/*}`,
      'node_modules/tree-sitter-python/{package.json,bindings/node/index.js,src/node-types.json}',
      `node_modules/tree-sitter-python/{build/Release/*.node,prebuilds/${platform}/*}`,
      'node_modules/node-gyp-build/{package.json,index.js,node-gyp-build.js,LICENSE}',
    ],
    asar: true,
    asarUnpack: ['**/*.node'],
    // Starts a folder named on the command line: a part of the runtime for development alone.
    afterPack: ({ appOutDir }) =>
      rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      // Without effect on Linux, where a wrong value would only hide that.
      enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    },
    linux: { target: 'dir', executableName: 'lectern', category: 'Development' },
  }
}

/** The same application with fuses that let Playwright attach: production's keep it out. */
async function copyForTests(folder: string): Promise<void> {
  const copy = join(OUTPUT, 'for-tests')
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
  await flipFuses(join(copy, 'lectern'), {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableCookieEncryption]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
  })
}

function unpackedName(): string {
  const platform = { linux: 'linux', win32: 'win', darwin: 'mac' }[process.platform as string]
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`
  return process.platform === 'darwin' ? `mac${arch}` : `${platform}${arch}-unpacked`
}

try {
  const folder = await packageApplication({
    allowFallbackRuntime: argv.includes('--allow-fallback-runtime'),
    forTests: argv.includes('--for-tests'),
  })
  console.log(folder)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
