import type { Connection } from './connect.ts';
import { ContractClient } from './contract.ts';
import { StatusKeeper, watchForSilence } from './status.ts';

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 5_000;
/** A frame larger than this is nothing that the engine would send. */
const MAX_FRAME = 32 * 1024 * 1024;

/** Takes `#token=…` out of the address bar, so that it is in no history and no bookmark. Gives the token, if there was one. */
export function takeToken(page: Pick<Window, 'location' | 'history'>): string | undefined {
  const token = /^#token=([\w.~-]{1,512})$/.exec(page.location.hash)?.[1];
  if (token !== undefined)
    page.history.replaceState(null, '', `${page.location.pathname}${page.location.search}`);
  return token;
}

/** Exchanges the one-time token for the session cookie. False where the server refuses it. */
async function openSession(token: string): Promise<boolean> {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
    credentials: 'same-origin',
  });
  return response.ok;
}

/** The connection to the loopback server that served the page: WebSocket `/api`, found again with back-off. */
export function connectSocket(page: Window): Connection {
  const status = new StatusKeeper();
  let socket: WebSocket | undefined;
  let token = takeToken(page);
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  let stopWatching = () => {};
  /** The other windows of this browser: the cookie that one of them has bought is good for all. */
  const others = new BroadcastChannel('euicc-workbench-session');

  const client = new ContractClient((frame) => {
    if (socket?.readyState !== WebSocket.OPEN) throw new Error('not connected');
    socket.send(JSON.stringify(frame));
  });

  const again = () => {
    stopWatching();
    client.fail();
    attempt++;
    const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 6));
    status.set({ state: 'lost', attempt, retryAt: Date.now() + delay });
    timer = setTimeout(() => void open(), delay);
  };

  const listen = (opened: WebSocket) => {
    opened.onopen = () => {
      if (socket !== opened) return;
      attempt = 0;
      status.set({ state: 'ready' });
      stopWatching = watchForSilence(client, () => opened.close());
    };
    opened.onmessage = (message: MessageEvent<unknown>) => {
      if (typeof message.data !== 'string' || message.data.length > MAX_FRAME) return;
      let data: unknown;
      try {
        data = JSON.parse(message.data);
      } catch {
        return;
      }
      client.take(data);
    };
    opened.onclose = (event) => {
      if (socket !== opened) return;
      // 4401: the server's way to say that this session is unknown.
      if (event.code === 4401 && token === undefined) {
        client.fail();
        status.set({ state: 'refused' });
      } else again();
    };
  };

  /** Of several attempts at a time the last one counts: what an earlier one is told of the session of before says nothing any more. */
  const open = async () => {
    clearTimeout(timer);
    const mine = ++turn;
    // What is still being opened is of an earlier attempt.
    const before = socket;
    socket = undefined;
    before?.close();
    try {
      const given = token;
      let welcome = false;
      if (given !== undefined) {
        welcome = await openSession(given);
        if (welcome) others.postMessage('opened');
        // Spent either way: a second window of the same browser has the cookie already.
        if (token === given) token = undefined;
      }
      welcome ||= await hasSession();
      if (mine !== turn) return;
      if (!welcome) {
        status.set({ state: 'refused' });
        return;
      }
    } catch {
      if (mine === turn) again();
      return;
    }
    const { protocol, host } = page.location;
    socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api`);
    listen(socket);
  };
  void open();
  others.onmessage = () => {
    if (status.get().state !== 'ready') void open();
  };
  // The newest address, opened in a tab of before: it differs in its fragment alone, so nothing is loaded anew.
  page.addEventListener('hashchange', () => {
    const given = takeToken(page);
    if (given === undefined) return;
    token = given;
    // Who is connected has no use for it, unless the engine is gone and that has not come to be known here.
    if (status.get().state !== 'ready') void open();
    // The address has no page now: the window goes back to its last one.
    page.dispatchEvent(new HashChangeEvent('hashchange'));
  });

  return {
    api: client,
    status: () => status.get(),
    onStatus: (listener) => status.listen(listener),
    retryNow: () => {
      const now = status.get();
      if (now.state === 'lost') void open();
    },
  };
}

/** Whether the browser holds a cookie that the server knows: GET /session answers 204 or 401. */
async function hasSession(): Promise<boolean> {
  const response = await fetch('/session', { credentials: 'same-origin' });
  return response.status !== 401 && response.status !== 403;
}
