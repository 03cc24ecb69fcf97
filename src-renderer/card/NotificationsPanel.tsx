import { ActionIcon, Button, Group, Tooltip } from '@mantine/core';
import { Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import type { Card, Notification } from '../../src-shared/model/index.ts';
import {
  cardText,
  fillText,
  formatTime,
  groupDigits,
  notificationEventText,
  notificationText,
  remedyInWindow,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useLast } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Chip, Note, Panel } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
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
  const [removing, setRemoving] = useState<Notification>();
  const isThere = ({ sequenceNumber }: Notification) =>
    card.notifications.some((one) => one.sequenceNumber === sequenceNumber);
  // It was sent meanwhile: its server has been told.
  if (removing !== undefined && !isThere(removing)) setRemoving(undefined);
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
                : ` ${fillText(text.nextAttempt, { time: formatTime(notification.nextAttemptAt) })}`;
            return (
              <li key={notification.sequenceNumber} className="row" aria-label={what}>
                <span className="mono open row-number">{notification.sequenceNumber}</span>
                <span className="row-event">
                  <Chip>{notificationEventText[notification.event]}</Chip>
                </span>
                <span className="row-what">
                  <span className="mono row-iccid">
                    {notification.iccid === undefined ? '' : groupDigits(notification.iccid)}
                  </span>
                  <span className="mono row-address">
                    <Hostile text={notification.address} limit={60} />
                  </span>
                </span>
                {notification.deliveredAt === undefined ? null : <Chip>{notificationText.delivered}</Chip>}
                {notification.attempts === 0 || notification.deliveredAt !== undefined ? null : (
                  <Tooltip
                    label={
                      why === undefined ? (
                        ''
                      ) : (
                        // It names the server.
                        <span className="private">
                          {visibleText(
                            `${why.message}. ${remedyInWindow(notification.lastError as ErrorData)}${next}`,
                            500,
                          )}
                        </span>
                      )
                    }
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
                  onClick={() => setRemoving(notification)}
                >
                  <Trash2 size={13} aria-hidden />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
      <RemovalDialog
        notification={removing}
        simulated={card.simulated}
        onClose={() => setRemoving(undefined)}
        onRemove={(sequenceNumber) => {
          setRemoving(undefined);
          if (readerId !== undefined)
            void desk.start({ kind: 'remove_notification', readerId, eid: card.eid, sequenceNumber });
        }}
      />
    </Panel>
  );
}

const removal = cardText.removal;

/** Asks before a notification is removed of which its server has not learned, with what that means there. */
function RemovalDialog({
  notification,
  simulated,
  onClose,
  onRemove,
}: {
  /** Without one it is closed. */
  readonly notification: Notification | undefined;
  readonly simulated: boolean;
  readonly onClose: () => void;
  readonly onRemove: (sequenceNumber: number) => void;
}) {
  const shown = useLast(notification);
  return (
    <Dialog
      opened={notification !== undefined}
      onClose={onClose}
      simulated={simulated}
      title={fillText(removal.title, { number: shown?.sequenceNumber ?? '' })}
    >
      {shown === undefined ? null : (
        <div className="stack">
          <div>
            {notificationEventText[shown.event]}{' '}
            <span className="mono">{shown.iccid === undefined ? '' : groupDigits(shown.iccid)}</span>
            <div className="mono">
              <Hostile text={shown.address} limit={80} />
            </div>
          </div>
          {shown.deliveredAt === undefined ? (
            <Note kind="warn" title={removal.warning}>
              {removal.effect[shown.event]}
            </Note>
          ) : (
            <Note kind="info">{removal.deliveredHint}</Note>
          )}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={onClose}>
              {windowText.common.cancel}
            </Button>
            <Button color="red.9" onClick={() => onRemove(shown.sequenceNumber)}>
              {removal.confirm}
            </Button>
          </Group>
        </div>
      )}
    </Dialog>
  );
}
