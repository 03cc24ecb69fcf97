/** Calls of the console. */

import { z } from 'zod';
import {
  consoleAnswer,
  consoleChecked,
  consoleFunction,
  consoleInput,
  consoleStart,
} from '../model/console.ts';
import { operation } from '../model/operation.ts';
import { row } from './row.ts';

const id = z.int().positive();

export const consoleRows = {
  'console.start': row(
    'Opens a console on a reader, as an operation of kind `console`; answers when the card is connected',
    consoleStart,
    operation,
  ),
  'console.send': row(
    'Sends an input of a console to its card: an APDU, `select AID`, an ES10 function, `store-data HEX`, `reset`; one at a time',
    z.object({
      id,
      input: consoleInput,
      /** What the input would do is known and wanted. */
      confirmed: z.boolean().default(false),
    }),
    consoleAnswer,
  ),
  'console.check': row(
    'Tells how an input is understood and what it would do, without a card',
    z.object({ input: consoleInput }),
    consoleChecked,
  ),
  'console.end': row('Ends a console; its operation is kept', z.object({ id }), operation),
  'console.functions': row(
    'The functions and commands that a console knows, with their requests',
    z.object({}).strict(),
    z.array(consoleFunction),
  ),
} as const;
