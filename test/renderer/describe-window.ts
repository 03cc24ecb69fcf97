import { describe } from 'vitest';
import { driven } from '../summary/needs.ts';
import { chromiumMissing } from '../support/chromium.ts';

/** A suite of the window in Chromium, on the played API. */
export function describeWindow(title: string, tests: () => void): void {
  describe(title, driven(chromiumMissing), tests);
}
