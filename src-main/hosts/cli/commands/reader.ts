import type { Reader } from '../../../../src-shared/model/index.ts';
import { presenceText, readerNoteText, shownPresence } from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';
import { selectReader } from '../readers.ts';

function readerTable(readers: readonly Reader[]): string {
  if (readers.length === 0) return 'No readers.';
  return table(
    readers.map((reader) => [
      String(reader.index),
      reader.id,
      reader.label === undefined ? reader.name : `${reader.label} (${reader.name})`,
      reader.place === undefined ? '' : String(reader.place),
      presenceText[shownPresence(reader)],
      reader.eid ?? '',
      reader.kind === 'simulator' ? 'simulated' : '',
    ]),
    ['', 'READER', 'NAME', 'SLOT', 'CARD', 'EID', ''],
  );
}

export async function listReaders(context: Context): Promise<number> {
  const engine = await context.engine();
  await engine.ready();
  const readers = await engine.call('readers.list', {});
  const { pcsc } = await engine.call('system.info', {});
  context.output.result(readers, () => readerTable(readers));
  if (!pcsc.available && pcsc.error) {
    const { message, remedy } = errorTexts(pcsc.error);
    context.output.note(`${message}\n${remedy}`);
  }
  return exitCodes.ok;
}

/** Gives a reader a name, or takes it away. */
export async function nameReader(context: Context, text: string, name: string | undefined): Promise<number> {
  const engine = await context.engine();
  const { id: readerId } = await selectReader(engine, text);
  const readers = await engine.call('readers.name', { readerId, name: name ?? null });
  return told(context, readers, readerId);
}

/** Says in which slot a reader stands, or takes that away. */
export async function placeReader(
  context: Context,
  text: string,
  place: number | undefined,
): Promise<number> {
  const engine = await context.engine();
  const { id: readerId } = await selectReader(engine, text);
  const readers = await engine.call('readers.place', { readerId, place: place ?? null });
  return told(context, readers, readerId);
}

function told(context: Context, readers: readonly Reader[], readerId: string): number {
  context.output.result(readers, () => readerTable(readers));
  if (readers.find(({ id }) => id === readerId)?.twin === true) context.output.note(readerNoteText.twin);
  return exitCodes.ok;
}

/** With --json, a document a line: the one command that has more than one result. */
export async function watchReaders(context: Context): Promise<number> {
  const { output, streams, interrupted } = context;
  const engine = await context.engine({ stays: true });
  // What runs on a reader changes often; what is told again is what a reader of the list can see.
  let shown: string | undefined;
  const show = (readers: readonly Reader[]) => {
    const now = output.json ? JSON.stringify(readers) : readerTable(readers);
    if (now === shown) return;
    shown = now;
    if (output.json) streams.stdout.write(`${now}\n`);
    else output.result(readers, () => `${now}\n`);
  };
  const unsubscribe = engine.subscribe((event) => {
    if (event.type === 'readers') show(event.readers);
  });
  show(await engine.call('readers.list', {}));
  await Promise.race([
    engine.gone,
    new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve();
      interrupted.addEventListener('abort', () => resolve(), { once: true });
    }),
  ]);
  unsubscribe();
  return interrupted.aborted ? exitCodes.interrupted : exitCodes.engine;
}
