// The least that an Electron application with a safe window is: what starting ours is compared with.
const { join } = require('node:path');
const { app, BrowserWindow } = require('electron');

app.setPath('userData', process.argv.at(-1));
app.enableSandbox();
app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.loadFile(join(__dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
