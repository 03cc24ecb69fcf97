import { useSyncExternalStore } from 'react';
import { z } from 'zod';

/** How the station is set up on this machine. Each by itself: one that is damaged costs no other. */
const schema = z.object({
  sound: z.boolean().catch(true),
  /** 0 to 100. */
  volume: z.int().min(0).max(100).catch(70),
  /** Whether the lines stand beside the readers. */
  lines: z.boolean().catch(true),
});
export type StationSettings = Readonly<z.infer<typeof schema>>;

const key = 'euicc-workbench.station';

function read(): StationSettings {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(key) ?? '{}') ?? {});
  } catch {
    return schema.parse({});
  }
}

let current = read();
const listeners = new Set<() => void>();

// Other windows of the same origin: what is set in one holds in all.
window.addEventListener('storage', (event) => {
  if (event.key !== key && event.key !== null) return;
  current = read();
  for (const listener of listeners) listener();
});

export const stationSettings = (): StationSettings => current;

export function setStationSettings(part: Partial<StationSettings>): void {
  current = schema.parse({ ...current, ...part });
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // No room or no right to store: it holds until the window is closed.
  }
  for (const listener of listeners) listener();
}

export function useStationSettings(): StationSettings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stationSettings);
}
