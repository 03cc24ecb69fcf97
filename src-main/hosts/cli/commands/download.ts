import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { DeviceInfo } from '../../../../src-shared/model/index.ts';
import { codeRemarkText } from '../../../../src-shared/texts.ts';
import type { OpenedEngine } from '../../engine/open.ts';
import { type Context, readBytes, readText } from '../context.ts';
import { firstLine } from '../prompt.ts';
import { selectReader } from '../readers.ts';
import { runOperation } from '../run-operation.ts';
import { deviceNumbers } from './settings.ts';

export interface DownloadOptions {
  /** Of the vault. */
  readonly code?: number;
  readonly carrier?: string;
  readonly batch?: string;
  readonly qr?: string;
  readonly defaultServer?: boolean;
  readonly enable?: boolean;
  readonly confirmationCodeFile?: string;
  readonly imei?: string;
  readonly tac?: string;
  readonly reader?: string;
  readonly yes?: boolean;
  readonly acceptPpr?: boolean;
}

const largestCode = 4096;
const largestPicture = 6_000_000;

function usage(reason: string): WorkbenchError {
  return new WorkbenchError('usage', { reason });
}

/** The activation code from wherever it is given; undefined where the card's default SM-DP+ is to be asked. */
export async function activationCode(
  context: Context,
  engine: OpenedEngine,
  code: string | undefined,
  options: Pick<DownloadOptions, 'code' | 'qr' | 'defaultServer'>,
): Promise<string | undefined> {
  const given = [code, options.code, options.qr, options.defaultServer || undefined].filter(
    (one) => one !== undefined,
  );
  if (given.length !== 1)
    throw usage(
      'Give one of: an activation code, - (to read it from stdin), --code ID, --qr FILE, --default-server',
    );
  if (options.defaultServer || options.code !== undefined) return undefined;
  if (options.qr !== undefined) {
    const image = (await readBytes(options.qr, largestPicture)).toString('base64');
    const found = await engine.call('codes.fromImage', { image });
    return found.activationCode;
  }
  const text =
    code === '-'
      ? await firstLine(context.streams.stdin, 'activation code', largestCode)
      : (code ?? '').trim();
  if (text === '') throw usage('The activation code is empty');
  const parts = await engine.call('codes.parse', { text: text.slice(0, largestCode) });
  for (const remark of parts.remarks) context.output.note(codeRemarkText(remark));
  return text;
}

/** What the server is told about the device for this download; what is not given is the bench's. */
async function deviceInfo(
  engine: OpenedEngine,
  { tac, imei }: ReturnType<typeof deviceNumbers>,
): Promise<DeviceInfo | undefined> {
  if (tac === undefined) return undefined;
  const { capabilities } = (await engine.call('settings.get', {})).deviceInfo;
  return { tac, ...(imei === undefined ? {} : { imei }), ...(capabilities ? { capabilities } : {}) };
}

export async function downloadProfile(
  context: Context,
  code: string | undefined,
  options: DownloadOptions,
): Promise<number> {
  const numbers = deviceNumbers(options);
  // Asked before anything is touched: what the server offers can only be looked at by somebody who is there.
  if (options.yes !== true && !context.output.interactive)
    throw new WorkbenchError('not_confirmed', { what: 'download of a profile' });
  const confirmationCode =
    options.confirmationCodeFile === undefined
      ? undefined
      : (await readText(options.confirmationCodeFile)).trim();
  if (confirmationCode === '') throw usage('The file of the confirmation code is empty');
  const engine = await context.engine();
  const given = await activationCode(context, engine, code, options);
  const device = await deviceInfo(engine, numbers);
  const { id } = await selectReader(engine, options.reader);
  return await runOperation(context, {
    kind: options.enable ? 'activate' : 'download',
    readerId: id,
    acceptProfile: options.yes === true,
    ...(options.acceptPpr === true ? { acceptPolicyRules: true } : {}),
    ...(given === undefined ? {} : { activationCode: given }),
    ...(options.code === undefined ? {} : { codeId: options.code }),
    ...(options.carrier === undefined ? {} : { carrier: options.carrier }),
    ...(options.batch === undefined ? {} : { batch: options.batch }),
    ...(confirmationCode === undefined ? {} : { confirmationCode }),
    ...(device === undefined ? {} : { deviceInfo: device }),
  });
}
