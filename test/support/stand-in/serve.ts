// Serves the window with the stand-in backend: `node test/support/stand-in/serve.ts [port]`.

import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { build, createServer } from 'vite'
import { collect } from './collect.ts'

const root = new URL('../../../', import.meta.url).pathname
const workerFolder = `${root}.cache/stand-in-worker`
await build({
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: workerFolder,
    lib: {
      entry: `${root}node_modules/monaco-editor/esm/vs/editor/editor.worker.js`,
      formats: ['iife'],
      name: 'editorWorker',
      fileName: () => 'editor.worker.js',
    },
  },
})
const server = await createServer({
  root,
  configFile: false,
  cacheDir: `${root}.cache/stand-in`,
  server: { port: Number(process.argv[2] ?? 5199), host: '127.0.0.1' },
  plugins: [
    react(),
    {
      name: 'collected',
      configureServer({ middlewares }) {
        middlewares.use('/editor.worker.js', (_request, response) => {
          response.setHeader('content-type', 'text/javascript')
          response.end(readFileSync(`${workerFolder}/editor.worker.js`))
        })
        middlewares.use('/collected.json', (request, response) => {
          const limit = Number(new URL(request.url ?? '', 'http://x').searchParams.get('limit'))
          response.end(JSON.stringify(collect('/usr/lib/python3.11', limit)))
        })
      },
    },
  ],
})
await server.listen()
console.log(`${server.resolvedUrls?.local[0]}test/support/stand-in/index.html`)
