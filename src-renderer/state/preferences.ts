import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { languages } from '../../src-shared/language.ts';

/** How much of the trace's page the list may have beside what is chosen in it, in percent. */
export const traceSplits = { min: 25, max: 75, standard: 51 } as const;

/** How the window looks and behaves on this machine. Each setting by itself: one that is damaged costs no other. */
const schema = z.object({
  language: z.enum(['system', ...languages]).catch('system'),
  theme: z.enum(['system', 'light', 'dark', 'contrast']).catch('system'),
  density: z.enum(['compact', 'comfortable']).catch('compact'),
  /** Percent. Only the desktop can set it: a browser has its own. */
  zoom: z.int().min(100).max(200).catch(100),
  motion: z.enum(['system', 'less']).catch('system'),
  masked: z.boolean().catch(false),
  /** Whether keys without Ctrl act. */
  letters: z.boolean().catch(true),
  /** A note of the system when a long operation ends. Without a choice: on the desktop yes, in a browser no. */
  notify: z.boolean().optional().catch(undefined),
  traceSplit: z.int().min(traceSplits.min).max(traceSplits.max).catch(traceSplits.standard),
});
export type Preferences = Readonly<z.infer<typeof schema>>;

export const zoomSteps = [100, 110, 125, 150, 175, 200] as const;

const key = 'euicc-workbench.window';

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}

function read(): Preferences {
  const found = stored();
  return schema.parse(typeof found === 'object' && found !== null ? found : {});
}

let current = read();
const listeners = new Set<() => void>();

function changed(): void {
  current = read();
  for (const listener of listeners) listener();
}

// Other windows of the same origin: what is set in one holds in all.
if (typeof window !== 'undefined')
  window.addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) changed();
  });

export function preferences(): Preferences {
  return current;
}

/** Until the returned function is called. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setPreferences(part: Partial<Preferences>): void {
  current = schema.parse({ ...current, ...part });
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // No room or no right to store: it holds until the window is closed.
  }
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}
