/** What `doctor` finds out about a data folder and its machine. */

import { z } from 'zod';
import { isServerAddress } from '../activation-code.ts';
import { errorData } from './common.ts';

export const doctorRequest = z.object({
  /** Names of servers that are looked up. Without any, no name is. */
  resolve: z
    .array(
      z
        .string()
        .max(255)
        .refine((name) => isServerAddress(name), { message: 'is no name of a server' }),
    )
    .max(16)
    .default([]),
  /** Check every page of the database, traces included: that takes minutes for gigabytes. */
  deep: z.boolean().default(false),
});
export type DoctorRequest = z.output<typeof doctorRequest>;

export const doctorArea = z.enum([
  'folder',
  'database',
  'keys',
  'readers',
  'trust',
  'network',
  'clock',
  'engine',
]);
export type DoctorArea = z.infer<typeof doctorArea>;

export const doctorFinding = z.object({
  area: doctorArea,
  level: z.enum(['ok', 'warning', 'problem']),
  /** A sentence. */
  text: z.string(),
  /** What to do about it; absent where nothing is to be done. */
  advice: z.string().exactOptional(),
  /** What it is, and its parameters: for who says it in another language. Absent in findings of older engines. */
  code: z.string().max(64).exactOptional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
  /** The error that was found. */
  error: errorData.exactOptional(),
});
export type DoctorFinding = z.infer<typeof doctorFinding>;
