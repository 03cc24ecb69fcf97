import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the suite does not run here; the summary names it. */
    skipReason?: string;
  }
}

/** Inputs of the tests that are no part of the project, as `../shared/vectors`. */
export const sharedFolder = resolve(import.meta.dirname, '../../../shared');

/**
 * The options of a suite that runs only if what it needs is there:
 * `describe('name', needs(reasonItCannotRunHere), () => …)`. With `undefined` it runs.
 */
export function needs(missing: string | undefined): { skip?: boolean; meta?: { skipReason: string } } {
  return missing === undefined ? {} : { skip: true, meta: { skipReason: missing } };
}

/**
 * As `needs`, for a suite that drives a browser or Electron, whose moments are not ours: a test of it that fails is run once more.
 * The summary names each that passed only then: it is a fault that is still to be found.
 */
export function driven(missing?: string): ReturnType<typeof needs> & { retry: number } {
  return { retry: 1, ...needs(missing) };
}

/** As `needs`, for a file or folder of `../shared`. */
export function needsShared(path: string): ReturnType<typeof needs> {
  return needs(existsSync(resolve(sharedFolder, path)) ? undefined : `../shared/${path} is not here`);
}
