import type { Reader } from '../../../../src-shared/model/index.ts';
import { presenceText, shownPresence } from '../../../../src-shared/texts.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';

function readerTable(readers: readonly Reader[]): string {
  if (readers.length === 0) return 'No readers.';
  return table(
    readers.map((reader) => [
      String(reader.index),
      reader.id,
      reader.name,
      presenceText[shownPresence(reader)],
      reader.eid ?? '',
      reader.kind === 'simulator' ? 'simulated' : '',
    ]),
    ['', 'READER', 'NAME', 'CARD', 'EID', ''],
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
