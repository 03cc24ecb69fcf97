/** Calls about the APIs for scripts, where the desktop application serves them. */

import { z } from 'zod';
import { apisSettings, apisState } from '../model/apis.ts';
import { row } from './row.ts';

export const apisRows = {
  'apis.get': row(
    'Whether the APIs for scripts are served by this engine, and where',
    z.object({}).strict(),
    apisState,
  ),
  'apis.set': row(
    'Switches the APIs for scripts on or off, for good; when their port cannot be had, all stays as it was',
    apisSettings.strict(),
    apisState,
  ),
} as const;
