/** The one thing that the window gets from Electron: frames to the engine and back. Runs in the sandbox. */

import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';

// As in channels.ts, which a sandboxed preload should not load zod for.
const request = 'workbench:request';
const frame = 'workbench:frame';
const engineState = 'workbench:engine-state';
const say = 'workbench:say';
const said = 'workbench:said';

/** Listens until the returned function is called; the window never sees Electron's own event. */
function listen(channel: string, listener: (value: unknown) => void): () => void {
  const handler = (_event: IpcRendererEvent, value: unknown) => listener(value);
  ipcRenderer.on(channel, handler);
  return () => {
    ipcRenderer.removeListener(channel, handler);
  };
}

contextBridge.exposeInMainWorld('euiccWorkbench', {
  request: (value: unknown) => ipcRenderer.send(request, value),
  onFrame: (listener: (value: unknown) => void) => listen(frame, listener),
  onEngineState(listener: (alive: boolean) => void) {
    const stop = listen(engineState, (alive) => listener(alive === true));
    void ipcRenderer.invoke(engineState).then((alive) => listener(alive === true));
    return stop;
  },
  say: (message: unknown) => ipcRenderer.send(say, message),
  onSaid: (listener: (message: unknown) => void) => listen(said, listener),
});
