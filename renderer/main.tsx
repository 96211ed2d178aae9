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
import { connectPort } from './bridge/client.ts'
import { createWorkbench, WorkbenchProvider } from './bridge/workbench.tsx'

const root = document.getElementById('root')
if (!root) {
  throw new Error('The page has no element with the id "root".')
}
const workbench = createWorkbench(connectPort(await window.lectern.connect()))
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={workbench.cache}>
      <WorkbenchProvider value={workbench}>
        <App />
      </WorkbenchProvider>
    </QueryClientProvider>
  </StrictMode>,
)
