/** `code check`: what stands against installing a code, as the window shows it before a download. */

import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { ActivationFinding } from '../../../../src-shared/model/index.ts';
import { activationFindingText, activationTexts, visibleText } from '../../../../src-shared/texts.ts';
import { type Context, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';
import { selectReader } from '../readers.ts';
import { activationCode } from './download.ts';

export interface CheckOptions {
  readonly code?: number;
  readonly qr?: string;
  readonly reader?: string;
  readonly enable: boolean;
  readonly confirmationCodeFile?: string;
  readonly offline?: boolean;
}

/** What to do stands below what was found: not every message ends with a full stop. */
function rowsOf(finding: ActivationFinding): string[][] {
  const { message, next } = activationFindingText(finding);
  const { check, result } = activationTexts;
  return [
    [check[finding.check], result[finding.result].toLowerCase(), visibleText(message, 600)],
    ...(next === '' ? [] : [['', '', visibleText(next, 600)]]),
  ];
}

export async function checkCode(
  context: Context,
  text: string | undefined,
  options: CheckOptions,
): Promise<number> {
  const confirmationCode =
    options.confirmationCodeFile === undefined
      ? undefined
      : (await readText(options.confirmationCodeFile)).trim();
  if (confirmationCode === '')
    throw new WorkbenchError('usage', { reason: 'The file of the confirmation code is empty' });
  const engine = await context.engine();
  const { code: codeId, qr } = options;
  const none = text === undefined && codeId === undefined && qr === undefined;
  const given = await activationCode(context, engine, text, {
    ...(codeId === undefined ? {} : { code: codeId }),
    ...(qr === undefined ? {} : { qr }),
    ...(none ? { defaultServer: true } : {}),
  });
  const { id: readerId } = await selectReader(engine, options.reader);
  const check = await engine.call('activation.check', {
    readerId,
    kind: options.enable ? 'activate' : 'download',
    ...(given === undefined ? {} : { activationCode: given }),
    ...(codeId === undefined ? {} : { codeId }),
    ...(confirmationCode === undefined ? {} : { confirmationCode }),
  });
  const { smdpAddress } = check;
  const server =
    smdpAddress === undefined || options.offline === true
      ? []
      : [await engine.call('activation.reach', { smdpAddress })];
  const findings = [...check.findings, ...server];
  const stops = findings.some(({ result }) => result === 'stops');
  context.output.result({ ...check, result: stops ? 'stops' : check.result, findings }, () =>
    table(findings.flatMap(rowsOf)),
  );
  return stops ? exitCodes.failed : exitCodes.ok;
}
