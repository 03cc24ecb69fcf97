import { describe } from 'vitest';
import { driven } from '../summary/needs.ts';
import { chromiumPath } from './build-window.ts';

export const chromiumMissing = chromiumPath === undefined ? 'Chromium is not here' : undefined;

/** A suite of the window in Chromium, on the played API. */
export function describeWindow(title: string, tests: () => void): void {
  describe(title, driven(chromiumMissing), tests);
}
