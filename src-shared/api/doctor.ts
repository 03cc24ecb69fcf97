/** Calls about whether all is well. */

import { z } from 'zod';
import { doctorFinding, doctorRequest } from '../model/doctor.ts';
import { row } from './row.ts';

export const doctorRows = {
  'doctor.run': row(
    'Checks the data folder, its database and keys, the readers and the roots, and says what to do',
    doctorRequest,
    z.array(doctorFinding),
  ),
} as const;
