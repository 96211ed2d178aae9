// The analysis process. It reads what may be hostile, so whoever started it may kill it at any time.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openChannel } from './channel.ts'
import { serveAnalysis } from './serve-analysis.ts'

const isBundled = !import.meta.url.endsWith('.ts')
/** Built by set-up beside the bundles; a speed-up that may be missing. */
const addonFile = join(import.meta.dirname, isBundled ? '.' : '../../dist', 'flatten.node')

openChannel((channel) =>
  serveAnalysis(channel, {
    workerFile: new URL(isBundled ? './worker.js' : './worker.ts', import.meta.url),
    addon: existsSync(addonFile) ? addonFile : undefined,
  }),
)
