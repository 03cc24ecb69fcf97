import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Send, Trash2 } from 'lucide-react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { Card } from '../../src-shared/model/index.ts';
import {
  fillText,
  groupDigits,
  notificationEventText,
  notificationText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { Chip, Panel } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.card;

/** What waits on the card to be told to servers. */
export function NotificationsPanel({
  card,
  readerId,
  busy,
}: {
  readonly card: Card;
  readonly readerId: string | undefined;
  readonly busy: boolean;
}) {
  const desk = useDesk();
  const disabled = readerId === undefined || busy;
  const send = (sequenceNumber?: number) => {
    if (readerId !== undefined)
      void desk.start({
        kind: 'send_notifications',
        readerId,
        ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
      });
  };
  return (
    <Panel
      title={text.notifications}
      count={card.notifications.length}
      flush
      aside={
        card.notifications.length === 0 ? null : (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Send size={12} aria-hidden />}
            disabled={disabled}
            onClick={() => send()}
          >
            {text.sendAll}
          </Button>
        )
      }
    >
      {card.notifications.length === 0 ? (
        <p className="quiet pad">{text.noNotifications}</p>
      ) : (
        <ul className="rows">
          {card.notifications.map((notification) => {
            const what = `${fillText(text.sequence, { number: notification.sequenceNumber })} ${notificationEventText[notification.event]}`;
            const why =
              notification.lastError === undefined
                ? undefined
                : describeError(notification.lastError as ErrorData);
            const next =
              notification.nextAttemptAt === undefined
                ? ''
                : ` ${fillText(text.nextAttempt, { time: new Date(notification.nextAttemptAt).toLocaleTimeString() })}`;
            return (
              <li key={notification.sequenceNumber} className="row" aria-label={what}>
                <span className="mono row-number">{notification.sequenceNumber}</span>
                <Chip>{notificationEventText[notification.event]}</Chip>
                <span className="mono row-iccid">
                  {notification.iccid === undefined ? '' : groupDigits(notification.iccid)}
                </span>
                <span className="mono row-grow">
                  <Hostile text={notification.address} limit={60} />
                </span>
                {notification.deliveredAt === undefined ? null : <Chip>{notificationText.delivered}</Chip>}
                {notification.attempts === 0 || notification.deliveredAt !== undefined ? null : (
                  <Tooltip
                    label={why === undefined ? '' : visibleText(`${why.message}. ${why.remedy}${next}`, 500)}
                    disabled={why === undefined}
                  >
                    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: why the delivery failed must be reachable by keyboard */}
                    <span className={why === undefined ? 'chip chip-quiet' : 'chip chip-bad'} tabIndex={0}>
                      {notification.attempts === 1
                        ? text.oneAttempt
                        : fillText(text.attempts, { count: notification.attempts })}
                    </span>
                  </Tooltip>
                )}
                <Button
                  size="compact-xs"
                  variant="subtle"
                  disabled={disabled}
                  aria-label={`${text.send} ${what}`}
                  onClick={() => send(notification.sequenceNumber)}
                >
                  {text.send}
                </Button>
                <ActionIcon
                  size="sm"
                  disabled={disabled}
                  aria-label={`${text.remove} ${what}`}
                  title={text.remove}
                  onClick={() => {
                    if (readerId !== undefined)
                      void desk.start({
                        kind: 'remove_notification',
                        readerId,
                        sequenceNumber: notification.sequenceNumber,
                      });
                  }}
                >
                  <Trash2 size={13} aria-hidden />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
