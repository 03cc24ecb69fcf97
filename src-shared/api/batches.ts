/** Calls about batches: lists of codes that the station works off. */

import { z } from 'zod';
import {
  batch,
  batchDetail,
  batchLimits,
  batchLine,
  batchLineState,
  batchPreview,
  batchRecipe,
  batchRow,
  batchState,
  createdBatch,
  namedRecipe,
  recipeName,
} from '../model/batch.ts';
import { batchName, importFile } from '../model/code.ts';
import { codeRows } from './codes.ts';
import { row } from './row.ts';

const id = z.int().positive();
const readerId = z.string().min(1).max(300);
const readers = z.array(readerId).min(1).max(batchLimits.readers);
const lines = z.array(z.int().positive()).min(1).max(1000);

const list = {
  rows: z.array(batchRow).max(batchLimits.lines).default([]),
  files: z.array(importFile).max(batchLimits.files).default([]),
  /** For dates like 03/04/2027, which are refused without it. */
  dateOrder: z.enum(['day_first', 'month_first']).optional(),
};

export const batchRows = {
  'batches.create': row(
    'Makes a batch of rows, or of lists and CSV files with a code, and perhaps an EID, on each line; it is not started yet',
    z.object({
      /** Default: `Batch` and its number. */
      name: batchName.optional(),
      recipe: batchRecipe.prefault({}),
      ...list,
      /** For every code that needs one and has none of its own; it is kept with them in the vault. */
      confirmationCode: z.string().min(1).max(64).optional(),
      readers: z.array(readerId).max(batchLimits.readers).default([]),
      /** Make it only where no line is refused. */
      allOrNothing: z.boolean().default(false),
      /** Of the caller's choice: a call that is made again gives the batch that is there, and makes no second one. */
      requestKey: z.string().min(1).max(100).optional(),
    }),
    createdBatch,
  ),
  'batches.preview': row(
    'What a list would become: its lines, and what is refused and why; nothing is made, and no code goes into the vault',
    z.object(list),
    batchPreview,
  ),
  'batches.recipes': row('The recipes that are kept, by name', z.object({}), z.array(namedRecipe)),
  'batches.keepRecipe': row(
    'Keeps a recipe under a name; one that has the name is written over',
    namedRecipe,
    z.array(namedRecipe),
  ),
  'batches.dropRecipe': row(
    'Forgets a recipe; batches that were made with it have theirs',
    z.object({ name: recipeName }),
    z.array(namedRecipe),
  ),
  'batches.list': row(
    'The batches, the newest first',
    z.object({
      limit: z.int().min(1).max(500).default(100),
      before: id.optional(),
      state: batchState.optional(),
    }),
    z.array(batch),
  ),
  'batches.get': row('A batch, and what is to be done at each of its readers', z.object({ id }), batchDetail),
  'batches.lines': row(
    'The lines of a batch in order',
    z.object({
      id,
      /** Only those behind this one. */
      after: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(1000).default(200),
      state: batchLineState.optional(),
    }),
    z.array(batchLine),
  ),
  'batches.start': row(
    'Starts a batch: from now on a card that is put in begins its line',
    z.object({ id }),
    batch,
  ),
  'batches.pause': row('Begins nothing more; what runs comes to its end', z.object({ id }), batch),
  'batches.resume': row('Goes on with a batch that was paused or has stopped', z.object({ id }), batch),
  'batches.stop': row(
    'Ends the work on a batch before its last line; what runs comes to its end. It can be resumed',
    z.object({ id }),
    batch,
  ),
  'batches.bind': row('Lets readers take part in a batch', z.object({ id, readers }), batch),
  'batches.unbind': row(
    'Takes readers out of a batch; what runs there comes to its end',
    z.object({ id, readers }),
    batch,
  ),
  'batches.retry': row(
    'Lets lines that failed, were skipped or wait for their card begin anew: all that are named, or none',
    z.object({
      id,
      lines,
      /** Those that cannot (as their code is used up, or another batch has it by now) are left as they are, and the others begin anew. */
      partly: z.boolean().default(false),
    }),
    z.array(batchLine),
  ),
  'batches.skip': row(
    'Leaves lines out that wait or have failed, all that are named or none; their codes stay in the vault',
    z.object({ id, lines }),
    z.array(batchLine),
  ),
  'batches.remove': row(
    'Forgets a batch of which nothing runs; codes and operations stay',
    z.object({ id }),
    z.object({ removed: z.boolean() }),
  ),
  'batches.labels': row(
    'Label sheets of a batch: QR codes of its codes that were not used, or what was installed on the cards that are done',
    codeRows['codes.labels'].input.omit({ ids: true }).extend({
      id,
      of: z.enum(['unused', 'done']),
      /** How many of them, in the order of the lines, are left out: they are made in parts of 500. */
      from: z.int().min(0).max(1_000_000).default(0),
    }),
    codeRows['codes.labels'].output.extend({
      /** How many there are in all. */
      total: z.int().nonnegative(),
    }),
  ),
} as const;
