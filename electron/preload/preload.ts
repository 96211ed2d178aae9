// The whole bridge between the sandboxed window and the rest: a port to the backend, a call to the
// shell, and the path of a dropped file. Strings only; the other side parses and validates.
import { contextBridge, ipcRenderer, webUtils } from 'electron'

const PORT_MESSAGE = 'lectern-port'

// A port cannot pass the context bridge; it is handed to the page by postMessage.
ipcRenderer.on('port', (event) => {
  const [port] = event.ports
  if (port !== undefined) window.postMessage(PORT_MESSAGE, window.location.origin, [port])
})

contextBridge.exposeInMainWorld('lectern', {
  requestPort: (): void => ipcRenderer.send('request-port'),
  host: (method: string, input: string): Promise<string> =>
    ipcRenderer.invoke('host', String(method), String(input)),
  pathOf: (file: File): string => webUtils.getPathForFile(file),
})
