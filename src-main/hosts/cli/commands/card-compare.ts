/** What a card held at earlier times, and what one has that another has not. */

import { comparisonCsv } from '../../../../src-shared/card-compare.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { type CardComparison, type CardMoment, cardMoment } from '../../../../src-shared/model/index.ts';
import {
  comparisonField,
  comparisonItem,
  comparisonValue,
  formatBytes,
  formatWhen,
} from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';

export async function listReadings(
  context: Context,
  eid: string,
  options: { readonly limit?: number },
): Promise<number> {
  const engine = await context.engine();
  const readings = await engine.call('cards.readings', {
    eid,
    ...(options.limit === undefined ? {} : { limit: options.limit }),
  });
  const now = Date.now();
  context.output.result(readings, () =>
    readings.length === 0
      ? 'none'
      : table(
          readings.map((one) => [
            String(one.id),
            formatWhen(one.firstSeenAt, now),
            formatWhen(one.lastSeenAt, now),
            one.freeNonVolatileMemory === undefined ? '' : formatBytes(one.freeNonVolatileMemory),
            String(one.profiles),
            String(one.notifications),
            String(one.operationId),
          ]),
          ['READING', 'FIRST', 'LAST', 'FREE', 'PROFILES', 'NOTIFICATIONS', 'OPERATION'],
        ),
  );
  return exitCodes.ok;
}

/** `EID`, or `EID@READING`. Throws usage. */
function parseMoment(text: string): CardMoment {
  const [eid, reading, ...more] = text.split('@');
  const parsed = cardMoment.safeParse({
    eid,
    ...(reading === undefined ? {} : { reading: Number(reading) }),
  });
  if (!parsed.success || more.length > 0)
    throw new WorkbenchError('usage', {
      reason: 'A card is meant by its EID of 32 digits, one of its readings by EID@NUMBER',
    });
  return parsed.data;
}

function comparisonTable({ rows, differences }: CardComparison, all: boolean): string {
  const shown = all ? rows : rows.slice(0, differences);
  if (shown.length === 0) return 'no difference';
  return table(
    shown.map((row) => [
      row.equal ? '' : '*',
      [comparisonField(row), comparisonItem(row) ?? ''].filter((part) => part !== '').join(': '),
      comparisonValue(row, row.a),
      comparisonValue(row, row.b),
    ]),
    ['', '', 'A', 'B'],
  );
}

/** Exit code 0, be there differences or not: they are the result. */
export async function compareTwoCards(
  context: Context,
  one: string,
  other: string,
  options: { readonly all?: boolean; readonly csv?: boolean },
): Promise<number> {
  const sides = { a: parseMoment(one), b: parseMoment(other) };
  const engine = await context.engine();
  const comparison = await engine.call('cards.compare', sides);
  context.output.result(comparison, () =>
    options.csv === true
      ? comparisonCsv(comparison.rows).trimEnd()
      : comparisonTable(comparison, options.all === true),
  );
  return exitCodes.ok;
}
