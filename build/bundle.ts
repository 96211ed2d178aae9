// Bundles one part of the product with Vite: `node` (what Node and Electron's processes run) or
// `ui` (what the window loads). Runs on Node 24; build/setup/bundles.mjs calls it when sources
// changed. It fills the folder it is given and nothing else.
//
// node build/bundle.ts <node | ui> <folder>
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build, type InlineConfig, type Plugin } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Entries of the node part. All files land in one folder, so that `import.meta.dirname` is it. */
const ENTRIES = {
  main: 'electron/main/main.ts',
  backend: 'electron/backend/entry.ts',
  analysis: 'electron/analysis/entry.ts',
  worker: 'electron/analysis/worker.ts',
  'import-worker': 'electron/backend/imports/import-worker.ts',
  'preview-worker': 'electron/backend/setup/preview-worker.ts',
  'copy-worker': 'electron/backend/copies/copy-worker.ts',
  'git-worker': 'electron/backend/git/git-worker.ts',
  'search-worker': 'electron/backend/search/search-worker.ts',
  review: 'electron/cli/review.ts',
}

/** Native or given by the host; everything else is bundled. */
const EXTERNAL = [
  'electron',
  'better-sqlite3',
  'tree-sitter',
  'tree-sitter-python',
  /^node:/,
  ...builtinModules,
]

const shared = {
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  clearScreen: false,
} satisfies InlineConfig

function nodePart(folder: string): InlineConfig {
  return {
    ...shared,
    root,
    ssr: { noExternal: true },
    plugins: [descriptionsAsData()],
    build: {
      ssr: true,
      // The fallback runtime holds Node 20.18; syntax newer than that is lowered.
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: ENTRIES,
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  }
}

/** What the rules say of themselves, without the rules. */
function descriptionsAsData(): Plugin {
  const file = join(root, 'electron/backend/rule-infos.ts')
  return {
    name: 'descriptions-as-data',
    async load(id) {
      if (id !== file) return undefined
      const descriptions: typeof import('../electron/backend/rule-infos.ts') = await import(file)
      return Object.entries(descriptions)
        .map(([name, value]) => {
          const json = JSON.stringify(JSON.stringify(value))
          return `export const ${name} = JSON.parse(${json})`
        })
        .join('\n')
    },
  }
}

/** A sandboxed preload script must be one CommonJS file. */
function preloadPart(folder: string): InlineConfig {
  return {
    ...shared,
    root,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'chrome130',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { preload: 'electron/preload/preload.ts' },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  }
}

function windowPart(folder: string): InlineConfig {
  return {
    ...shared,
    root: join(root, 'renderer'),
    base: '/',
    plugins: [react(), withoutLanguageServices(), editorAfterFirstFrame()],
    build: {
      target: 'chrome130',
      outDir: folder,
      emptyOutDir: false,
      // The content security policy knows neither inline scripts nor data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 8_000,
      rolldownOptions: { output: { codeSplitting: { groups: editorLayers() } } },
      sourcemap: false,
    },
  }
}

/**
 * The layers of Monaco, the lowest first: renderer/source/editor-layers.ts runs them in turn. What
 * loads them stands apart, or it would lie in one of them and the first frame would wait for it.
 */
function editorLayers() {
  const layers = ['(?:base|nls|internal|amdX)', 'platform', 'editor/common', 'editor/browser']
  const loader = { name: 'loader', test: /vite\/preload-helper/, priority: 100 }
  return [
    loader,
    ...layers.map((layer, at) => ({
      name: `editor-layer-${at + 1}`,
      test: new RegExp(`monaco-editor/esm/(?:external/|vs/${layer}[/.])`),
      priority: 10 * (layers.length - at),
    })),
  ]
}

/** Fails the build when Monaco's TypeScript, JSON, CSS or HTML services get in: one holds `eval`. */
function withoutLanguageServices(): Plugin {
  return {
    name: 'without-language-services',
    load(id) {
      if (
        /monaco-editor\/esm\/vs\/languages?\/(features\/)?(typescript|json|css|html)\//.test(id)
      ) {
        this.error(`The window must not load Monaco's language services: ${id}`)
      }
    },
  }
}

/** Fails the build when the first page would load the editor before its first frame. */
function editorAfterFirstFrame(): Plugin {
  return {
    name: 'editor-after-first-frame',
    generateBundle(_, bundle) {
      const waiting = Object.values(bundle).filter((part) => part.type === 'chunk' && part.isEntry)
      const first = new Set(waiting)
      for (const part of waiting) {
        if (part.type !== 'chunk') continue
        const editor = part.moduleIds.find((id) => id.includes('/monaco-editor/'))
        if (editor !== undefined) this.error(`The first page must not load the editor: ${editor}`)
        for (const next of part.imports.map((name) => bundle[name])) {
          if (next === undefined || first.has(next)) continue
          first.add(next)
          waiting.push(next)
        }
      }
    },
  }
}

const [part, folder] = argv.slice(2)
if (folder === undefined || (part !== 'node' && part !== 'ui')) {
  throw new Error('usage: node build/bundle.ts <node | ui> <folder>')
}
const configurations =
  part === 'node' ? [nodePart(folder), preloadPart(folder)] : [windowPart(folder)]
for (const configuration of configurations) {
  await build(configuration)
}
