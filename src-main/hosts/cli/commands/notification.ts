import { WorkbenchError } from '../../../../src-shared/errors/index.ts';
import { notificationEventText, notificationText } from '../../../../src-shared/texts.ts';
import { type Context, mustConfirm } from '../context.ts';
import { errorTexts, table } from '../output.ts';
import { selectReader } from '../readers.ts';
import { reportOperation, runOperation } from '../run-operation.ts';
import { readCard, showCard } from './card.ts';

interface ReaderChoice {
  readonly reader?: string;
}

export async function listNotifications(context: Context, options: ReaderChoice): Promise<number> {
  return await showCard(context, options, (card) => ({
    value: card.notifications,
    text: () =>
      card.notifications.length === 0
        ? 'No notifications.'
        : table(
            card.notifications.map((one) => [
              String(one.sequenceNumber),
              notificationEventText[one.event],
              one.iccid ?? '',
              one.address,
              String(one.attempts),
              one.nextAttemptAt === undefined ? '' : new Date(one.nextAttemptAt).toISOString(),
              one.deliveredAt === undefined
                ? one.lastError
                  ? errorTexts(one.lastError).message
                  : ''
                : notificationText.delivered,
            ]),
            ['NUMBER', 'EVENT', 'ICCID', 'SERVER', 'ATTEMPTS', 'NEXT', 'LAST ERROR'],
          ),
  }));
}

export async function sendNotifications(
  context: Context,
  sequenceNumber: number | undefined,
  options: ReaderChoice,
): Promise<number> {
  const { id } = await selectReader(await context.engine(), options.reader);
  return await runOperation(
    context,
    {
      kind: 'send_notifications',
      readerId: id,
      ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
    },
    sequenceNumber === undefined
      ? 'No notification waits on the card any more.'
      : `Notification ${sequenceNumber} is delivered.`,
  );
}

export async function removeNotification(
  context: Context,
  sequenceNumber: number,
  options: ReaderChoice & { readonly yes?: boolean },
): Promise<number> {
  const reader = await selectReader(await context.engine(), options.reader);
  await mustConfirm(
    context,
    `Remove notification ${sequenceNumber} from the card in ${reader.name}, without its server ever getting it?`,
    options.yes,
  );
  // The card takes the removal of what is not there for done.
  const { card, operation } = await readCard(context, { reader: reader.id });
  if (card === undefined) return reportOperation(context, operation);
  if (!card.notifications.some((one) => one.sequenceNumber === sequenceNumber))
    throw new WorkbenchError('notification_gone', { sequenceNumber });
  return await runOperation(context, { kind: 'remove_notification', readerId: reader.id, sequenceNumber });
}
