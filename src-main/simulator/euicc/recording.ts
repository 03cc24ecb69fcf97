/** The durations of a card as a recording of its APDUs has them, for another card to take as long. */

import { z } from 'zod';
import { fromHex } from '../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import { ApduKinds, type Durations } from './timing.ts';

const maxText = 64 * 1024 * 1024;
const maxDurations = 10_000;

const ms = z.number().min(0).max(3_600_000);
/** The bytes of a command in hexadecimal; what a redacted trace has in place of a payload ends them. */
const command = z.string().max(2 * 65_550);
/** One APDU: as lpac's recordings have it, or as the traces of the workbench do. */
const apduLine = z.union([
  z.object({ kind: z.literal('apdu'), c: command, ms }).transform((one) => ({ command: one.c, ms: one.ms })),
  z
    .object({ kind: z.literal('apdu'), command, durationMs: ms })
    .transform((one) => ({ command: one.command, ms: one.durationMs })),
]);

function refuse(reason: string): never {
  throw new WorkbenchError('simulator_config_invalid', { reason: `recording: ${reason}` });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Entries of a JSON array, of an object with a list of lines, or of JSON Lines. */
function entriesOf(text: string): readonly unknown[] {
  const whole = parseJson(text);
  if (Array.isArray(whole)) return whole;
  const lines = z.object({ lines: z.array(z.unknown()) }).safeParse(whole);
  if (lines.success) return lines.data.lines;
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line, index) => parseJson(line) ?? refuse(`line ${index + 1} is no JSON`));
}

/**
 * Reads a recording: JSON, or JSON Lines, of entries of which those with `kind: "apdu"` have a command (`c` or
 * `command`, hexadecimal) and a duration in milliseconds (`ms` or `durationMs`). Gives the durations of each kind of
 * APDU in their order, for `durations` of the settings. Throws `simulator_config_invalid` for a text that is none or
 * has no APDU.
 */
export function durationsOfRecording(text: string): Durations {
  if (text.length > maxText) refuse('too long');
  const kinds = new ApduKinds();
  const durations = new Map<string, number[]>();
  for (const entry of entriesOf(text)) {
    const line = apduLine.safeParse(entry);
    if (!line.success) {
      if (z.object({ kind: z.literal('apdu') }).safeParse(entry).success)
        refuse('an APDU without a command and a duration');
      continue;
    }
    const digits = /^(?:[0-9A-Fa-f]{2})*/.exec(line.data.command.replaceAll(' ', ''))?.[0] ?? '';
    const kind = kinds.kindOf(fromHex(digits));
    const list = durations.get(kind) ?? [];
    if (list.length < maxDurations) list.push(line.data.ms);
    durations.set(kind, list);
  }
  if (durations.size === 0) refuse('no APDU');
  return Object.fromEntries(durations);
}
