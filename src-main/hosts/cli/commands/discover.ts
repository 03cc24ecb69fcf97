import { isServerAddress } from '../../../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { FoundEvent, OperationDetail } from '../../../../src-shared/model/index.ts';
import { foundEventText } from '../../../../src-shared/texts.ts';
import { type Context, readText } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';
import { selectReader } from '../readers.ts';
import {
  followOperation,
  noteEnd,
  operationJson,
  reportOperation,
  startOperation,
} from '../run-operation.ts';

export interface DiscoverOptions {
  readonly smds?: readonly string[];
  readonly download?: boolean;
  readonly enable?: boolean;
  readonly confirmationCodeFile?: string;
  readonly acceptPpr?: boolean;
  readonly reader?: string;
  readonly yes?: boolean;
}

function eventsText(events: readonly FoundEvent[]): string {
  if (events.length === 0) return 'Nothing waits for this card.';
  return table(
    events.map((event, index) => [String(index), event.smdpAddress, foundEventText(event)]),
    ['EVENT', 'SERVER', 'FOUND AT'],
  );
}

/** The default SM-DP+ of a card was asked for whatever it has, and has nothing. */
function nothingThere(event: FoundEvent, { error }: OperationDetail): boolean {
  const { subjectCode, reasonCode } = error?.params ?? {};
  return event.source === 'default_smdp' && subjectCode === '8.2.6' && reasonCode === '3.8';
}

export async function discoverProfiles(context: Context, options: DiscoverOptions): Promise<number> {
  const { output } = context;
  const wrong = options.smds?.find((address) => !isServerAddress(address));
  if (wrong !== undefined) throw new WorkbenchError('usage', { reason: 'An SM-DS is a name of a server' });
  // Asked before anything is touched: what the servers offer can only be looked at by somebody who is there.
  if (options.download === true && options.yes !== true && !output.interactive)
    throw new WorkbenchError('not_confirmed', { what: 'download of the profiles that are found' });
  const confirmationCode =
    options.confirmationCodeFile === undefined
      ? undefined
      : (await readText(options.confirmationCodeFile)).trim() || undefined;
  const engine = await context.engine();
  const { id: readerId } = await selectReader(engine, options.reader);
  const discovery = await followOperation(context, engine, () =>
    startOperation(context, engine, {
      kind: 'discover',
      readerId,
      ...(options.smds === undefined ? {} : { smdsAddresses: [...options.smds] }),
    }),
  );
  if (discovery.status !== 'successful') return reportOperation(context, discovery);
  const events = discovery.events ?? [];
  noteEnd(context, discovery);
  if (options.download !== true) {
    output.result(operationJson(discovery), () => eventsText(events));
    return exitCodes.ok;
  }
  output.note(eventsText(events));
  let worst: number = exitCodes.ok;
  const downloads: OperationDetail[] = [];
  for (const [index, event] of events.entries()) {
    output.note(`Event ${index}: ${event.smdpAddress}`);
    const operation = await followOperation(context, engine, () =>
      startOperation(context, engine, {
        kind: options.enable ? 'activate' : 'download',
        readerId,
        event: { operationId: discovery.id, index },
        acceptProfile: options.yes === true,
        ...(options.acceptPpr === true ? { acceptPolicyRules: true } : {}),
        ...(confirmationCode === undefined ? {} : { confirmationCode }),
      }),
    );
    downloads.push(operation);
    if (nothingThere(event, operation)) {
      output.note('Nothing waits for this card at its default SM-DP+.');
      continue;
    }
    const code = noteEnd(context, operation);
    worst ||= code;
    if (code === exitCodes.interrupted) break;
  }
  const done = downloads.filter(({ status }) => status === 'successful').length;
  output.result(
    { discovery: operationJson(discovery), downloads: downloads.map(operationJson) },
    () => `${done} of ${downloads.length} downloaded.`,
  );
  return worst;
}
