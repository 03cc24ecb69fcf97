/** Evidence files at the command line: made, looked at, opened, and run again; and traces for other programs. */

import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { toHex } from '../../../../src-shared/bytes.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { fileNotWritten } from '../../../../src-shared/file-not-written.ts';
import type {
  Evidence,
  EvidenceDownload,
  HiddenCount,
  ReplayResult,
  TraceFormat,
} from '../../../../src-shared/model/index.ts';
import { importFormat } from '../../../../src-shared/model/index.ts';
import { systemEntropy } from '../../../../src-shared/system-ports.ts';
import {
  deviationText,
  formatBytes,
  formatDate,
  formatTime,
  hiddenKindText,
  notReplayableText,
  operationKindText,
  remarkText,
} from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, readBytes } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { bar, errorTexts, table } from '../output.ts';

/** As large as a file may be that is opened. */
const largestFile = 32 * 1024 * 1024;
/** Bytes of one part on its way. */
const partBytes = 3 * 1024 * 1024;

export interface EvidenceOptions {
  readonly keepIds?: boolean;
  readonly host?: readonly string[];
  readonly note?: string;
}

const wish = ({ keepIds, host, note }: EvidenceOptions) => ({
  ...(host === undefined ? {} : { hosts: [...host] }),
  ...(keepIds === true ? { keepIds } : {}),
  ...(note === undefined ? {} : { note }),
});

function unwritable(file: string, error: unknown): unknown {
  if (error instanceof WorkbenchError || (error instanceof Error && error.name === 'AbortError'))
    return error;
  return fileNotWritten(file, error);
}

/** Fetches a file that was made and puts it in its place, whole or not at all, for its owner alone. */
async function save(
  context: Context,
  engine: OpenedEngine,
  { download }: EvidenceDownload,
  file: string,
): Promise<void> {
  const beside = `${file}.${toHex(systemEntropy.bytes(8))}.tmp`;
  try {
    const out = await open(beside, 'wx', 0o600);
    try {
      for (let offset = 0, done = false; !done; ) {
        context.interrupted.throwIfAborted();
        const part = await engine.call('evidence.read', { download, offset });
        const bytes = Buffer.from(part.data, 'base64');
        await out.writeFile(bytes);
        offset += bytes.length;
        done = part.done;
      }
      await out.sync();
    } finally {
      await out.close();
    }
    if (existsSync(file)) throw fileNotWritten(file);
    await rename(beside, file);
  } catch (error) {
    throw unwritable(file, error);
  } finally {
    await rm(beside, { force: true });
  }
}

function hiddenRows(hidden: readonly HiddenCount[]): string[][] {
  return hidden.map(({ kind, values, places }) => [hiddenKindText[kind], String(values), String(places)]);
}

const exchangesText = ({ apdus, http }: Evidence['exchanges']) => `APDUs: ${apdus}, HTTP: ${http}`;

export async function previewEvidence(
  context: Context,
  operationId: number,
  options: EvidenceOptions,
): Promise<number> {
  const engine = await context.engine();
  const preview = await engine.call('evidence.preview', { operationId, options: wish(options) });
  context.output.result(preview, () =>
    [
      preview.excerpt.trimEnd(),
      '',
      table(
        preview.values.map(({ kind, value, places }) => [hiddenKindText[kind], value, String(places)]),
        ['REPLACED', 'VALUE HERE', 'PLACES'],
      ),
      ...(preview.notReplayable === undefined ? [] : ['', notReplayableText[preview.notReplayable]]),
    ].join('\n'),
  );
  return exitCodes.ok;
}

export async function exportEvidence(
  context: Context,
  operationId: number,
  options: EvidenceOptions & { readonly output: string },
): Promise<number> {
  const file = resolve(options.output);
  if (existsSync(file)) throw fileNotWritten(file);
  const engine = await context.engine();
  const made = await engine.call('evidence.export', { operationId, options: wish(options) });
  await save(context, engine, made, file);
  const { bytes, sha256, exchanges, hidden } = made;
  context.output.result({ file, bytes, sha256, exchanges, hidden }, () =>
    [
      `${file}: ${formatBytes(bytes)}, ${exchangesText(exchanges)}`,
      table(hiddenRows(hidden), ['HIDDEN', 'VALUES', 'PLACES']),
    ].join('\n'),
  );
  return exitCodes.ok;
}

async function upload(engine: OpenedEngine, file: string): Promise<number> {
  const bytes = await readBytes(file, largestFile);
  let upload: number | undefined;
  for (let at = 0; at === 0 || at < bytes.length; at += partBytes) {
    const data = bytes.subarray(at, at + partBytes).toString('base64');
    ({ upload } = await engine.call('evidence.put', { ...(upload === undefined ? {} : { upload }), data }));
  }
  return upload ?? 0;
}

async function put(engine: OpenedEngine, name: string): Promise<Evidence> {
  const file = resolve(name);
  return engine.call('evidence.open', { upload: await upload(engine, file), fileName: basename(file) });
}

function evidenceRow(one: Evidence): string[] {
  const { origin, lastReplay } = one;
  const replay = lastReplay === undefined ? '' : lastReplay.equal ? 'equal' : 'deviates';
  return [
    String(one.id),
    `${formatDate(one.startedAt)} ${formatTime(one.startedAt)}`,
    operationKindText[one.kind],
    one.status,
    exchangesText(one.exchanges),
    replay,
    `${origin.fileName} (${origin.workbench})`,
    one.error === undefined ? '' : errorTexts(one.error).message,
  ];
}

const head = ['ID', 'STARTED', 'OPERATION', 'STATUS', 'EXCHANGES', 'REPLAY', 'FROM', 'ERROR'];

export async function openEvidence(context: Context, name: string): Promise<number> {
  const engine = await context.engine();
  const opened = await put(engine, name);
  context.output.result(opened, () => table([evidenceRow(opened)], head));
  return exitCodes.ok;
}

export async function listEvidence(context: Context): Promise<number> {
  const engine = await context.engine();
  const all = await engine.call('evidence.list', {});
  context.output.result(all, () =>
    all.length === 0 ? 'No evidence was opened.' : table(all.map(evidenceRow), head),
  );
  return exitCodes.ok;
}

export async function showEvidence(context: Context, id: number): Promise<number> {
  const engine = await context.engine();
  const detail = await engine.call('evidence.get', { id });
  context.output.result(detail, () =>
    table(
      detail.excerpt
        .trimEnd()
        .split('\n')
        .map((line) => [line]),
    ),
  );
  return exitCodes.ok;
}

export async function removeEvidence(context: Context, id: number): Promise<number> {
  const engine = await context.engine();
  const { removed } = await engine.call('evidence.remove', { id });
  if (!removed) throw new WorkbenchError('evidence_not_found', { id });
  context.output.result({ id, removed }, () => `Evidence ${id} is forgotten; its file is not touched.`);
  return exitCodes.ok;
}

function replayRows({ deviation, replayed, recorded }: ReplayResult): string {
  const counts = `${replayed.apdus} of ${recorded.apdus} APDUs, ${replayed.http} of ${recorded.http} HTTP exchanges`;
  if (deviation === undefined) return `Equal, byte for byte: ${counts}.`;
  const { at, seq, purpose, field, offset, expected, found } = deviation;
  return table([
    ['Deviates', deviationText[at]],
    ['After', counts],
    ...(seq === undefined ? [] : [['Exchange', `${seq}${purpose === undefined ? '' : ` ${purpose}`}`]]),
    ['Field', offset === undefined ? field : `${field}, byte ${offset}`],
    ['Recorded', expected],
    ['Now', found],
  ]);
}

/** Waits for a replay and shows how far it is; Ctrl-C ends it. */
async function followReplay(
  { output, interrupted }: Context,
  engine: OpenedEngine,
  id: number,
  speed: 'fast' | 'recorded',
): Promise<ReplayResult> {
  const unsubscribe = engine.subscribe((event) => {
    if (event.type !== 'replay' || event.replay.id !== id || event.replay.ended) return;
    const { replayed, recorded } = event.replay;
    const [done, all] = [replayed.apdus + replayed.http, recorded.apdus + recorded.http];
    output.status(`${bar(done, all)}  ${done} of ${all}`);
  });
  const cancel = () => void engine.call('evidence.cancelReplay', { id }).catch(() => undefined);
  interrupted.addEventListener('abort', cancel, { once: true });
  try {
    interrupted.throwIfAborted();
    return await engine.call('evidence.replay', { id, speed });
  } catch (error) {
    // That it was cancelled is said by the Ctrl-C.
    if (error instanceof WorkbenchError && error.code === 'cancelled') interrupted.throwIfAborted();
    throw error;
  } finally {
    interrupted.removeEventListener('abort', cancel);
    unsubscribe();
    output.endStatus();
  }
}

/** A number is one of opened evidence, unless there is a file of that name. */
export async function replayEvidence(
  context: Context,
  what: string,
  options: { readonly speed: 'fast' | 'recorded' },
): Promise<number> {
  const engine = await context.engine();
  const byNumber = /^[1-9]\d{0,9}$/.test(what) && !existsSync(resolve(what));
  const id = byNumber ? Number(what) : (await put(engine, what)).id;
  const result = await followReplay(context, engine, id, options.speed);
  context.output.result({ id, ...result }, () => replayRows(result));
  return result.equal ? exitCodes.ok : exitCodes.failed;
}

/** Takes in a recording of another program. */
export async function importTrace(
  context: Context,
  name: string,
  { format }: { readonly format?: string },
): Promise<number> {
  const file = resolve(name);
  const engine = await context.engine();
  const imported = await engine.call('trace.import', {
    upload: await upload(engine, file),
    fileName: basename(file),
    ...(format === undefined ? {} : { format: importFormat.parse(format.replace('-', '_')) }),
  });
  const { operation, exchanges } = imported;
  for (const { code, params } of operation.remarks) context.output.note(remarkText(code, params));
  context.output.result(
    imported,
    () => `Operation ${operation.id}: ${exchangesText(exchanges)} from ${basename(file)}`,
  );
  return exitCodes.ok;
}

export interface TraceExportOptions {
  readonly pcapng?: string;
  readonly har?: string;
  readonly jsonl?: string;
  readonly disguise?: boolean;
  readonly evidence?: boolean;
}

export async function exportTrace(
  context: Context,
  id: number,
  options: TraceExportOptions,
): Promise<number> {
  const wanted = (['pcapng', 'har', 'jsonl'] satisfies TraceFormat[]).flatMap((format) => {
    const name = options[format];
    return name === undefined ? [] : { format, file: resolve(name) };
  });
  if (wanted.length === 0)
    throw new WorkbenchError('usage', { reason: 'Say which file: --pcapng, --har or --jsonl' });
  for (const { file } of wanted) if (existsSync(file)) throw fileNotWritten(file);
  const engine = await context.engine();
  const which = options.evidence === true ? { evidenceId: id } : { operationId: id };
  const made: { file: string; bytes: number; exchanges: Evidence['exchanges'] }[] = [];
  for (const { format, file } of wanted) {
    const download = await engine.call('trace.export', {
      ...which,
      format,
      disguise: options.disguise === true,
    });
    await save(context, engine, download, file);
    made.push({ file, bytes: download.bytes, exchanges: download.exchanges });
  }
  context.output.result(made, () =>
    made
      .map(({ file, bytes, exchanges }) => `${file}: ${formatBytes(bytes)}, ${exchangesText(exchanges)}`)
      .join('\n'),
  );
  return exitCodes.ok;
}
