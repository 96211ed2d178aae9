// The native menu: what the system expects of every application. Lectern's own commands live in
// the window, where their keys can be changed.
import { app, Menu } from 'electron'

export function installMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'fileMenu' },
      {
        label: 'Edit',
        submenu: [
          // Undo and redo belong to the window: they cover decisions as well as text.
          { role: 'cut', registerAccelerator: false },
          { role: 'copy', registerAccelerator: false },
          { role: 'paste', registerAccelerator: false },
          { role: 'selectAll', registerAccelerator: false },
        ],
      },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { role: 'togglefullscreen' },
          ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
