import { setTimeout as sleep } from 'node:timers/promises';
import { WorkbenchError } from '../../../src-shared/errors/index.ts';
import type { Reader } from '../../../src-shared/model/index.ts';
import { visibleText } from '../../../src-shared/texts.ts';
import type { OpenedEngine } from '../engine/open.ts';

/** A PC/SC service that has just been started tells its readers one after the other; this long is waited for the one that was named. */
const patienceMs = 5_000;

/** The reader that a person means by an id (`sim:0`), an index, a name or the beginning of exactly one name. */
export function findReader(readers: readonly Reader[], text: string): Reader | undefined {
  const exact =
    readers.find((reader) => reader.id === text) ??
    readers.find((reader) => reader.name === text) ??
    readers.find((reader) => reader.label === text) ??
    (/^\d{1,4}$/.test(text) ? readers.find((reader) => reader.index === Number(text)) : undefined);
  if (exact) return exact;
  const beginning = readers.filter((reader) => reader.name.toLowerCase().startsWith(text.toLowerCase()));
  return text !== '' && beginning.length === 1 ? beginning[0] : undefined;
}

/** Rejects with reader_ambiguous where several names begin so: a longer wait would not make it clearer. */
function refuseAmbiguous(readers: readonly Reader[], text: string): void {
  const beginning = readers.filter((reader) => reader.name.toLowerCase().startsWith(text.toLowerCase()));
  if (text !== '' && beginning.length > 1)
    throw new WorkbenchError('reader_ambiguous', { readers: listed(beginning) });
}

function listed(readers: readonly Reader[]): string {
  return readers.map((reader) => `${reader.index}: ${visibleText(reader.name)}`).join(', ');
}

/** Without a name: the only reader with a card in it. */
function onlyReader(readers: readonly Reader[]): Reader {
  const withCard = readers.filter((reader) => reader.presence === 'present' || reader.presence === 'in_use');
  const [first, second] = withCard;
  if (first !== undefined && second === undefined) return first;
  throw new WorkbenchError('reader_ambiguous', {
    readers: readers.length === 0 ? 'There is none.' : listed(readers),
  });
}

/** Whether a reader that is not there yet may come by itself. The bench has all of its readers from the start. */
async function mayCome(engine: OpenedEngine, text: string | undefined): Promise<boolean> {
  if (!engine.own || text?.startsWith('sim:')) return false;
  // The list of readers has waited until PC/SC told its state.
  return (await engine.call('system.info', {})).pcsc.available;
}

/** Rejects with reader_not_found, or reader_ambiguous where none is named and not exactly one has a card. */
export async function selectReader(engine: OpenedEngine, text: string | undefined): Promise<Reader> {
  // An engine that has just started first reads the cards on which something broke off.
  await engine.ready();
  const until = Date.now() + patienceMs;
  for (;;) {
    const readers = await engine.call('readers.list', {});
    const found = text === undefined ? undefined : findReader(readers, text);
    if (found !== undefined) return found;
    if (text === undefined && readers.length > 0) return onlyReader(readers);
    if (Date.now() >= until || !(await mayCome(engine, text))) {
      if (text === undefined) return onlyReader(readers);
      refuseAmbiguous(readers, text);
      throw new WorkbenchError('reader_not_found', { reader: text });
    }
    await sleep(100);
  }
}
