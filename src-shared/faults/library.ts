/** The library of faults: what docs/faults.md shows, for programs. Made by `node scripts/faults-doc.ts`, which runs every one. */

import { z } from 'zod';
import { type LibraryFault, libraryFault } from '../model/simulator.ts';
import faults from './library.json' with { type: 'json' };

let parsed: readonly LibraryFault[] | undefined;

export function faultLibrary(): readonly LibraryFault[] {
  parsed ??= z.array(libraryFault).parse(faults);
  return parsed;
}
