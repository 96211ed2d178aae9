// Starts the window: a port to the backend, the cache, the first frame.
import '@fontsource/jetbrains-mono/latin-400.css'
import '@fontsource/jetbrains-mono/latin-ext-400.css'
import '@fontsource/jetbrains-mono/latin-600.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './tokens.css'
import './base.css'
import { App } from './app.tsx'
import { createClient } from './bridge/client.ts'
import { storeBeforeLeaving } from './bridge/leaving.ts'
import { followRuns } from './bridge/run-failures.ts'
import { useSaves } from './bridge/saves.ts'
import { askHost, receivePorts } from './bridge/shell.ts'
import { createWorkbench, WorkbenchProvider } from './bridge/workbench.tsx'
import { SpeakerWindow } from './speaker-window.tsx'

const root = document.getElementById('root')
if (!root) {
  throw new Error('The page has no element with the id "root".')
}
const api = createClient()
const workbench = createWorkbench(api)
followRuns(api)
storeBeforeLeaving(api)
// Asked once: the shell answers with the path of the command line to the first question alone.
const speaker = new URLSearchParams(window.location.search).get('speaker')
const initial =
  speaker === null
    ? askHost('host.initialReview', {})
    : Promise.resolve({ reviewId: null, error: null })
receivePorts((port) => {
  const { connections } = useSaves.getState()
  api.attach(port)
  useSaves.setState({ connections: connections + 1 })
  if (connections > 0) {
    void workbench.cache.invalidateQueries()
  }
})
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={workbench.cache}>
      <WorkbenchProvider value={workbench}>
        {speaker === null ? (
          <App initial={initial} />
        ) : (
          <SpeakerWindow reviewId={Number(speaker)} />
        )}
      </WorkbenchProvider>
    </QueryClientProvider>
  </StrictMode>,
)
