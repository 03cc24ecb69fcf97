/** The vault of activation codes on the command line. Codes come on stdin or in files, and are printed by `code reveal` alone. */

import { lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { fileNotWritten } from '../../../../src-shared/file-not-written.ts';
import { joinImportReports } from '../../../../src-shared/import-reports.ts';
import type { Language } from '../../../../src-shared/language.ts';
import {
  batchName,
  type Code,
  type CodePlace,
  codeImportLimits,
  codeState,
  type ImportReport,
  type MadeFile,
} from '../../../../src-shared/model/index.ts';
import {
  codePlaceText,
  codeRemarkText,
  codeSourceText,
  codeStateText,
  formatDate,
} from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, mustConfirm, readBytes, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { errorTexts, table } from '../output.ts';
import { prompt } from '../prompt.ts';

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

const dash = '';

/** Days of validity end in UTC, wherever this machine is: as they were given, and as they stand on labels. */
const lastDay = (at: number) => new Date(at).toISOString().slice(0, 10);

function codeRow(code: Code): string[] {
  return [
    String(code.id),
    `${codeStateText[code.state]}${code.doubtful ? ' (doubtful)' : ''}`,
    code.smdpAddress,
    code.hint ?? dash,
    code.iccid ?? dash,
    code.carrier ?? dash,
    code.label ?? dash,
    code.batch ?? dash,
    code.validUntil === undefined ? dash : lastDay(code.validUntil),
  ];
}

const head = ['ID', 'STATE', 'SM-DP+', 'CODE', 'ICCID', 'CARRIER', 'LABEL', 'BATCH', 'VALID UNTIL'];

export interface ListOptions {
  readonly limit: number;
  readonly state?: string;
  readonly batch?: string;
  readonly search?: string;
}

export async function listCodes(context: Context, options: ListOptions): Promise<number> {
  const state = options.state === undefined ? undefined : codeState.safeParse(options.state);
  if (state?.success === false) throw usage(`The state must be one of ${codeState.options.join(', ')}`);
  const engine = await context.engine();
  const { codes, counts } = await engine.call('codes.list', {
    limit: options.limit,
    ...(state === undefined ? {} : { state: state.data }),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(options.search === undefined ? {} : { search: options.search }),
  });
  context.output.result({ codes, counts }, () => {
    const totals = codeState.options.map((one) => `${counts[one] ?? 0} ${codeStateText[one].toLowerCase()}`);
    return `${codes.length === 0 ? 'No codes.' : table(codes.map(codeRow), head)}\n${totals.join(', ')}`;
  });
  return exitCodes.ok;
}

export async function showCode(context: Context, id: number): Promise<number> {
  const code = await (await context.engine()).call('codes.get', { id });
  context.output.result(code, () => codeText(code));
  return exitCodes.ok;
}

function codeText(code: Code): string {
  const rows: [string, string | undefined][] = [
    ['Code', String(code.id)],
    ['State', `${codeStateText[code.state]}${code.doubtful ? ', doubtful: the next try will tell' : ''}`],
    ['SM-DP+', code.smdpAddress],
    ['Matching ID', code.hint],
    [
      'Confirmation code',
      [code.confirmationCodeRequired ? 'needed' : '', code.confirmationCodeKept ? 'kept' : '']
        .filter((part) => part !== '')
        .join(', ') || undefined,
    ],
    ['ICCID', code.iccid],
    ['Carrier', code.carrier],
    ['Label', code.label],
    ['Batch', code.batch],
    ['Source', codeSourceText[code.source]],
    ['Order', code.orderId === undefined ? undefined : String(code.orderId)],
    ['Operation', code.operationId === undefined ? undefined : String(code.operationId)],
    ['Card', code.eid],
    ['Valid until', code.validUntil === undefined ? undefined : lastDay(code.validUntil)],
    ['Added', `${formatDate(code.createdAt)}${code.createdBy === '' ? '' : ` by ${code.createdBy}`}`],
    ['Used', code.usedAt === undefined ? undefined : formatDate(code.usedAt)],
  ];
  return table(rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What to do about the lines that were refused, each once however many there are. */
function nextSteps({ refused }: ImportReport): string[] {
  const steps = refused.map(({ error }) => {
    const { remedy } = errorTexts(error);
    return error.code === 'code_field_date_ambiguous'
      ? `${remedy} Here: --dates dmy or --dates mdy.`
      : remedy;
  });
  return [...new Set(steps)];
}

export function reportText(report: ImportReport): string {
  const placed = (place: CodePlace, text: string) => `${codePlaceText(place)}: ${text}`;
  const { lines, qrCodes, columns } = report.passedOver;
  return [
    ...report.refused.map(({ place, error }) => placed(place, `refused: ${errorTexts(error).message}`)),
    ...report.remarks.map(({ place, code }) => placed(place, codeRemarkText(code))),
    ...nextSteps(report),
    ...(lines === 0 ? [] : [`Left out, lines that are no codes: ${lines}`]),
    ...(qrCodes === 0 ? [] : [`Left out, QR codes with other content: ${qrCodes}`]),
    ...(columns.length === 0 ? [] : [`Left out, columns: ${columns.join(', ')}`]),
    ...(report.kept ? [] : ['Nothing was added, since all or nothing was asked for.']),
    `${report.added.length} added, ${report.known.length} known already, ${report.refused.length} refused`,
  ].join('\n');
}

function told(context: Context, report: ImportReport): number {
  context.output.result(report, () => reportText(report));
  return report.refused.length === 0 ? exitCodes.ok : exitCodes.usage;
}

/** The files themselves, and those in folders, by name; hidden ones are left out. Throws code_files_none, code_files_too_many. */
async function filesOf(paths: readonly string[]): Promise<string[]> {
  const out: string[] = [];
  for (const path of paths) {
    const kind = await lstat(path).catch(() => undefined);
    if (kind?.isDirectory() !== true) {
      out.push(path);
      continue;
    }
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
    out.push(...names.map(({ name }) => join(path, name)).sort());
  }
  if (out.length === 0)
    throw new WorkbenchError('code_files_none', { where: paths.join(', ').slice(0, 300) });
  if (out.length > codeImportLimits.files)
    throw new WorkbenchError('code_files_too_many', { count: out.length, limit: codeImportLimits.files });
  return out;
}

export interface ImportOptions {
  readonly batch?: string;
  readonly allOrNothing?: boolean;
  readonly dates?: string;
}

/** What one request may carry, in bytes of files; base64 makes it a third longer. */
const bytesAtOnce = 6_000_000;

async function readAll(
  context: Context,
  paths: readonly string[],
): Promise<{ name: string; data: string }[]> {
  if (paths.length === 0 || (paths.length === 1 && paths[0] === '-')) {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const chunk of context.streams.stdin) {
      const part = Buffer.from(chunk as Uint8Array | string);
      length += part.length;
      if (length > codeImportLimits.listBytes)
        throw new WorkbenchError('code_file_too_large', { length, limit: codeImportLimits.listBytes });
      parts.push(part);
    }
    return [{ name: 'stdin', data: Buffer.concat(parts).toString('base64') }];
  }
  const out: { name: string; data: string }[] = [];
  for (const path of await filesOf(paths)) {
    const bytes = await readBytes(path, bytesAtOnce);
    out.push({ name: basename(path), data: bytes.toString('base64') });
  }
  return out;
}

export async function importCodes(
  context: Context,
  paths: readonly string[],
  options: ImportOptions,
): Promise<number> {
  const batch = options.batch === undefined ? undefined : batchName.safeParse(options.batch);
  if (batch?.success === false) throw usage('The name of a batch has 1 to 100 characters');
  const { dates } = options;
  if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') throw usage('--dates is dmy or mdy');
  const files = await readAll(context, paths);
  const size = files.reduce((sum, { data }) => sum + data.length, 0);
  if (options.allOrNothing && (size > (bytesAtOnce * 4) / 3 || files.length > 200))
    throw usage('All or nothing goes with at most 200 files of 6 MB together');
  const engine = await context.engine();
  const reports: ImportReport[] = [];
  while (files.length > 0) {
    const part: typeof files = [];
    for (let length = 0; files[0] !== undefined && part.length < 200; ) {
      length += files[0].data.length;
      if (part.length > 0 && length > (bytesAtOnce * 4) / 3) break;
      part.push(...files.splice(0, 1));
    }
    const report = await engine.call('codes.import', {
      files: part,
      allOrNothing: options.allOrNothing === true,
      ...(batch === undefined ? {} : { batch: batch.data }),
      ...(dates === undefined ? {} : { dateOrder: dates === 'dmy' ? 'day_first' : 'month_first' }),
    });
    reports.push(report);
  }
  return told(context, joinImportReports(reports));
}

export interface EditOptions {
  readonly label?: string;
  readonly carrier?: string;
  readonly iccid?: string;
  readonly batch?: string;
  readonly validUntil?: string;
  readonly confirmationCodeFile?: string;
  readonly removeConfirmationCode?: boolean;
}

/** `2027-01-31` is its end, in UTC; a time is in UTC too where it has no zone. Empty takes it away. */
function validUntil(text: string): number | null {
  if (text === '') return null;
  const [, day = '', time = 'T23:59:59.999', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const at = Date.parse(`${day}${time}${zone}`);
  // Of 30 February the parser makes a day in March.
  const isDay = new Date(Date.parse(`${day}T00:00Z`) || 0).toISOString().startsWith(`${day}T`);
  if (!isDay || Number.isNaN(at) || at < 0)
    throw usage('--valid-until is a day as 2027-01-31, or a time as 2027-01-31T12:00:00Z');
  return at;
}

export async function editCode(context: Context, id: number, options: EditOptions): Promise<number> {
  const text = (value: string | undefined) => (value === undefined ? undefined : value === '' ? null : value);
  const secret =
    options.removeConfirmationCode === true
      ? null
      : options.confirmationCodeFile === undefined
        ? undefined
        : (await readText(options.confirmationCodeFile)).trim();
  const change = {
    label: text(options.label),
    carrier: text(options.carrier),
    iccid: text(options.iccid),
    batch: text(options.batch),
    validUntil: options.validUntil === undefined ? undefined : validUntil(options.validUntil),
    confirmationCode: secret,
  };
  if (Object.values(change).every((value) => value === undefined)) throw usage('Say what is to be changed');
  const code = await (await context.engine()).call('codes.update', { id, ...change });
  context.output.result(code, () => codeText(code));
  return exitCodes.ok;
}

export async function revealCode(context: Context, id: number): Promise<number> {
  const secret = await (await context.engine()).call('codes.reveal', { id });
  context.output.result(secret, () =>
    secret.confirmationCode === undefined
      ? secret.activationCode
      : `${secret.activationCode}\nConfirmation code: ${secret.confirmationCode}`,
  );
  return exitCodes.ok;
}

export async function removeCode(
  context: Context,
  id: number,
  options: { readonly yes?: boolean },
): Promise<number> {
  const engine = await context.engine();
  const code = await engine.call('codes.get', { id });
  await mustConfirm(
    context,
    `Take code ${id} (${codeStateText[code.state]}, ${code.smdpAddress}) out of the vault for good?`,
    options.yes,
  );
  const result = await engine.call('codes.remove', { id });
  context.output.result({ id, ...result }, () =>
    result.removed ? `Removed code ${id}.` : `Code ${id} was gone.`,
  );
  return exitCodes.ok;
}

export async function releaseCode(
  context: Context,
  id: number,
  options: { readonly yes?: boolean },
): Promise<number> {
  await mustConfirm(
    context,
    `Free code ${id}? Only where its card will not come back: it may be used up, and is marked as doubtful.`,
    options.yes,
  );
  const code = await (await context.engine()).call('codes.release', { id });
  context.output.result(code, () => codeText(code));
  return exitCodes.ok;
}

export interface LabelOptions {
  readonly format: string;
  readonly sheet?: string;
  readonly skip?: number;
  readonly out: string;
  readonly batch?: string;
  readonly confirmationCode?: boolean;
  readonly codeText?: boolean;
  readonly outlines?: boolean;
  readonly language?: Language;
}

async function labelIds(
  engine: OpenedEngine,
  ids: readonly number[],
  batch: string | undefined,
): Promise<number[]> {
  if ((ids.length === 0) === (batch === undefined)) throw usage('Name the codes, or --batch');
  if (batch === undefined) return [...ids];
  const { codes } = await engine.call('codes.list', { limit: 1000, batch, state: 'NOT_INSTALLED' });
  if (codes.length === 0) throw usage(`No code of batch ${batch} is free`);
  return codes.map(({ id }) => id).sort((a, b) => a - b);
}

/** Codes are secrets: the files, and a folder that is made for them, are for their owner alone, and nothing is overwritten. */
export async function writeFiles(folder: string, files: readonly MadeFile[]): Promise<string[]> {
  const out: string[] = [];
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fileNotWritten(folder, error);
  });
  for (const { name, data } of files) {
    const path = join(folder, name);
    try {
      await writeFile(path, Buffer.from(data, 'base64'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      throw fileNotWritten(path, error);
    }
    out.push(path);
  }
  return out;
}

export async function makeLabels(
  context: Context,
  ids: readonly number[],
  options: LabelOptions,
): Promise<number> {
  const { format } = options;
  if (format !== 'png' && format !== 'svg' && format !== 'page') throw usage('--format is png, svg or page');
  const engine = await context.engine();
  const { files } = await engine.call('codes.labels', {
    ids: await labelIds(engine, ids, options.batch),
    format,
    withConfirmationCode: options.confirmationCode === true,
    ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
    ...(options.skip === undefined ? {} : { skip: options.skip }),
    ...(options.codeText === true ? { withCodeText: true } : {}),
    ...(options.outlines === true ? { outlines: true } : {}),
    ...(options.language === undefined ? {} : { language: options.language }),
  });
  const paths = await writeFiles(options.out, files);
  context.output.result({ files: paths }, () => paths.join('\n'));
  return exitCodes.ok;
}

export async function addCode(context: Context, options: EditOptions): Promise<number> {
  const { streams, output, interrupted } = context;
  const text = output.interactive
    ? await prompt(streams, 'Activation code: ', { hidden: true, signal: interrupted })
    : (await readAll(context, [])).map(({ data }) => Buffer.from(data, 'base64').toString('utf8'))[0];
  const activationCode = (text ?? '').trim();
  if (activationCode === '') throw usage('No activation code came on stdin');
  if (activationCode.length > 4096) throw usage('What came on stdin is too long for an activation code');
  const confirmationCode =
    options.confirmationCodeFile === undefined
      ? undefined
      : (await readText(options.confirmationCodeFile)).trim();
  const until = options.validUntil === undefined ? null : validUntil(options.validUntil);
  const report = await (await context.engine()).call('codes.add', {
    codes: [
      {
        activationCode,
        ...(confirmationCode === undefined ? {} : { confirmationCode }),
        ...(options.label ? { label: options.label } : {}),
        ...(options.carrier ? { carrier: options.carrier } : {}),
        ...(options.iccid ? { iccid: options.iccid } : {}),
        ...(options.batch ? { batch: options.batch } : {}),
        ...(until === null ? {} : { validUntil: until }),
      },
    ],
  });
  return told(context, report);
}

export async function rotateVault(context: Context): Promise<number> {
  const result = await (await context.engine()).call('vault.rotate', {});
  context.output.result(
    result,
    () => `Sealed anew: ${result.codes} codes, ${result.tokens} tokens of shops, ${result.orders} orders.`,
  );
  return exitCodes.ok;
}
