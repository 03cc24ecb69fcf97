import { parseServerAddress } from '../../../../src-shared/activation-code.ts';
import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import type { Card, OperationDetail } from '../../../../src-shared/model/index.ts';
import { formatBytes, groupDigits, remarkText } from '../../../../src-shared/texts.ts';
import { type Context, mustConfirm } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { table } from '../output.ts';
import { selectReader } from '../readers.ts';
import { followOperation, reportOperation, runOperation, startOperation } from '../run-operation.ts';

interface ReaderChoice {
  readonly reader?: string;
}

/** Reads the card, and gives it as it is now; where it cannot be read, the operation that failed. */
export async function readCard(
  context: Context,
  options: ReaderChoice,
): Promise<{ readonly card?: Card; readonly operation: OperationDetail }> {
  const engine = await context.engine();
  const { id } = await selectReader(engine, options.reader);
  const operation = await followOperation(context, engine, () =>
    startOperation(context, engine, { kind: 'read_card', readerId: id }),
  );
  if (operation.status !== 'successful') return { operation };
  // The operation knows the card; before it did, the reader does.
  const eid =
    operation.eid ?? (await engine.call('readers.list', {})).find((reader) => reader.id === id)?.eid;
  if (eid === undefined) throw new WorkbenchError('internal', { reason: 'a card without EID was read' });
  return { operation, card: await engine.call('cards.get', { eid }) };
}

/** Reads the card and shows `part` of it. */
export async function showCard<T>(
  context: Context,
  options: ReaderChoice,
  part: (card: Card) => { readonly value: T; readonly text: () => string },
): Promise<number> {
  const { card, operation } = await readCard(context, options);
  if (card === undefined) return reportOperation(context, operation);
  const { value, text } = part(card);
  context.output.result(value, text);
  return exitCodes.ok;
}

function cardText(card: Card): string {
  const { info } = card;
  const rows: [string, string][] = [['EID', groupDigits(card.eid)]];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && value !== '') rows.push([name, value]);
  };
  if (card.simulated) add('', 'simulated');
  add('SGP.22 version', info?.highestSvn === undefined ? info?.svn : `${info.svn} to ${info.highestSvn}`);
  add('Profile version', info?.profileVersion);
  add('Firmware', info?.firmwareVersion);
  if (info?.freeNonVolatileMemory !== undefined) add('Free memory', formatBytes(info.freeNonVolatileMemory));
  add('Category', info?.category);
  add('SAS accreditation', info?.sasAccreditationNumber);
  add('UICC capabilities', info?.uiccCapabilities.join(', '));
  add('RSP capabilities', info?.rspCapabilities.join(', '));
  add('CI keys', info?.ciKeyIdsForVerification.join(', '));
  add('Default SM-DP+', info?.defaultSmdpAddress);
  add('Root SM-DS', info?.rootSmdsAddress);
  add('Profiles', String(card.profiles.length));
  add('Notifications', String(card.notifications.length));
  for (const quirk of card.quirks) add('Habit', remarkText(quirk));
  return table(rows);
}

export async function cardInfo(context: Context, options: ReaderChoice): Promise<number> {
  return await showCard(context, options, (card) => ({ value: card, text: () => cardText(card) }));
}

const resetText = {
  deleteOperationalProfiles: 'delete its operational profiles',
  deleteFieldLoadedTestProfiles: 'delete the test profiles that were loaded in the field',
  resetDefaultSmdpAddress: 'reset its default SM-DP+ address',
} as const;

export async function resetMemory(
  context: Context,
  options: ReaderChoice & {
    readonly operationalProfiles?: boolean;
    readonly testProfiles?: boolean;
    readonly defaultSmdpAddress?: boolean;
    readonly yes?: boolean;
  },
): Promise<number> {
  const what = [
    ...(options.operationalProfiles ? (['deleteOperationalProfiles'] as const) : []),
    ...(options.testProfiles ? (['deleteFieldLoadedTestProfiles'] as const) : []),
    ...(options.defaultSmdpAddress ? (['resetDefaultSmdpAddress'] as const) : []),
  ];
  if (what.length === 0)
    throw new WorkbenchError('usage', {
      reason: 'Say what is to be reset: --operational-profiles, --test-profiles, --default-smdp-address',
    });
  const reader = await selectReader(await context.engine(), options.reader);
  await mustConfirm(
    context,
    `Reset the card in ${reader.name}: ${what.map((one) => resetText[one]).join(', ')}?`,
    options.yes,
  );
  return await runOperation(context, { kind: 'reset_memory', readerId: reader.id, options: what });
}

export async function defaultSmdp(
  context: Context,
  address: string | undefined,
  options: ReaderChoice & { readonly clear?: boolean },
): Promise<number> {
  if (address !== undefined && options.clear === true)
    throw new WorkbenchError('usage', { reason: 'Give an address or --clear, not both' });
  if (address === undefined && options.clear !== true)
    return await showCard(context, options, (card) => {
      const present = card.info?.defaultSmdpAddress ?? '';
      return {
        value: { eid: card.eid, defaultSmdpAddress: present },
        text: () => (present === '' ? 'none' : present),
      };
    });
  if (address === '')
    throw new WorkbenchError('usage', {
      reason: 'The address is empty; --clear leaves the card without one',
    });
  if (address !== undefined) parseServerAddress(address);
  const { id } = await selectReader(await context.engine(), options.reader);
  return await runOperation(
    context,
    { kind: 'default_smdp', readerId: id, address: address ?? '' },
    address === undefined
      ? 'The card has no default SM-DP+ address any more.'
      : `The default SM-DP+ address of the card is ${address}.`,
  );
}
