// The analysis process with workers that fail on files by their names.
import { openChannel } from '../../electron/analysis/channel.ts'
import { serveAnalysis } from '../../electron/analysis/serve-analysis.ts'

openChannel((channel) =>
  serveAnalysis(channel, {
    workerFile: new URL('./troubled-worker.ts', import.meta.url),
    addon: undefined,
  }),
)
