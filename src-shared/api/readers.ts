/** Calls about what readers are called here. */

import { z } from 'zod';
import { reader, readerLabel, readerPlace } from '../model/card.ts';
import { row } from './row.ts';

const readerId = z.string().min(1).max(300);

export const readerRows = {
  'readers.name': row(
    'Gives a reader a name of its own, or takes it away with null',
    z.object({ readerId, name: readerLabel.nullable() }),
    z.array(reader),
  ),
  'readers.place': row(
    'Says in which slot of the bench a reader stands, or takes that away with null; it is taken from a reader that had it',
    z.object({ readerId, place: readerPlace.nullable() }),
    z.array(reader),
  ),
} as const;
