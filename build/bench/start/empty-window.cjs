// The least that an application with a window does: what the start of Lectern is compared with.
const { app, BrowserWindow } = require('electron')

app.enableSandbox()
app.once('ready', () => {
  const window = new BrowserWindow({ width: 1440, height: 900, show: false })
  window.once('ready-to-show', () => window.show())
  void window.loadURL('data:text/html,<title>Empty</title><p id="shown">Empty')
})
app.on('window-all-closed', () => app.quit())
