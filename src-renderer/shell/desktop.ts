import { type FromDesktop, fromDesktop, type ToDesktop } from '../../src-shared/desktop.ts';

/** The desktop around the window, where there is one; in a browser there is none. */
export interface Desktop {
  say(message: ToDesktop): void;
  /** Until the returned function is called. */
  onSaid(listener: (message: FromDesktop) => void): () => void;
}

function find(): Desktop | undefined {
  const bridge = window.euiccWorkbench;
  if (bridge?.say === undefined || bridge.onSaid === undefined) return undefined;
  const { say, onSaid } = bridge;
  return {
    say,
    onSaid: (listener) =>
      onSaid((message) => {
        const parsed = fromDesktop.safeParse(message);
        if (parsed.success) listener(parsed.data);
      }),
  };
}

export const desktop = find();
