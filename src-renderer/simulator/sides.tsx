import { Cpu, MonitorCog, Radio, Server, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import {
  type Card,
  isFinal,
  type Operation,
  type SimulatedCard,
  type SimulatedSession,
} from '../../src-shared/model/index.ts';
import { ordersOf } from '../../src-shared/simulator-picture.ts';
import {
  fillText,
  formatBytes,
  formatList,
  formatWhen,
  notificationEventText,
  operationKindText,
  profileStateText,
  simulatorText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useNow, useSelected } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { Chip, StatusChip, type Tone } from '../ui/bits.tsx';
import { Digits, Hostile } from '../ui/text.tsx';
import type { Picture } from './use-simulator.ts';

const text = simulatorText.picture;

export const stateTones: Readonly<Record<keyof typeof simulatorText.servers.states, Tone>> = {
  available: 'quiet',
  allocated: 'quiet',
  linked: 'quiet',
  confirmed: 'quiet',
  released: 'run',
  downloaded: 'warn',
  installed: 'good',
  error: 'bad',
  unavailable: 'quiet',
};

/** One side as a box: what it is, whether it disagrees with another, and what it holds. */
function Side({
  title,
  icon,
  about,
  marked,
  children,
}: {
  readonly title: string;
  readonly icon: ReactNode;
  readonly about: ReactNode;
  readonly marked: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={marked ? 'panel sim-side sim-side-marked' : 'panel sim-side'} aria-label={title}>
      <header className="panel-head">
        {icon}
        <h2>{title}</h2>
        {marked ? (
          <span className="panel-aside">
            <Chip tone="warn">
              <TriangleAlert size={12} aria-hidden /> {text.mark}
            </Chip>
          </span>
        ) : null}
      </header>
      <div className="panel-body">
        <p className="sim-about">{about}</p>
        {children}
      </div>
    </section>
  );
}

function Part({
  title,
  none,
  children,
}: {
  readonly title: string;
  readonly none: string;
  readonly children: readonly ReactNode[];
}) {
  return (
    <div className="sim-part">
      <h3>
        {title} {children.length === 0 ? null : <span className="count">{children.length}</span>}
      </h3>
      {children.length === 0 ? <p className="quiet small">{none}</p> : <ul>{children}</ul>}
    </div>
  );
}

function Transaction({ sessions }: { readonly sessions: readonly SimulatedSession[] }) {
  return (
    <Part title={text.transaction} none={text.noTransaction}>
      {sessions.map((session, index) => (
        <li key={session.transactionId ?? index}>
          <Chip tone="run">{simulatorText.stages[session.stage]}</Chip>
          {session.transactionId === undefined ? null : (
            <span className="mono open small">{session.transactionId.slice(0, 16)}…</span>
          )}
        </li>
      ))}
    </Part>
  );
}

function ProfileLine({
  name,
  iccid,
  enabled,
}: {
  readonly name: string;
  readonly iccid: string;
  readonly enabled: boolean | undefined;
}) {
  return (
    <li>
      <span className="sim-name">
        <Hostile text={name} limit={34} inControl />
      </span>
      {enabled === undefined ? null : (
        <Chip tone={enabled ? 'good' : 'quiet'}>{profileStateText[enabled ? 'enabled' : 'disabled']}</Chip>
      )}
      <span className="small sim-under">
        <Digits value={iccid} what={simulatorText.iccid} copy={false} />
      </span>
    </li>
  );
}

const eventNames = {
  notificationInstall: 'install',
  notificationEnable: 'enable',
  notificationDisable: 'disable',
  notificationDelete: 'delete',
} as const;

/** The event of a notification in words; servers keep several in one. */
export function eventText(event: string): string {
  const found = Object.entries(eventNames).filter(([name, short]) => event.includes(name) || event === short);
  return found.length === 0
    ? visibleText(event, 40)
    : formatList(found.map(([, short]) => notificationEventText[short]));
}

export function CardSide({ card, marked }: { readonly card: SimulatedCard; readonly marked: boolean }) {
  const { memory } = card;
  return (
    <Side
      title={text.cardSide}
      icon={<Cpu size={15} aria-hidden />}
      marked={marked}
      about={
        <>
          <Digits value={card.eid} what={simulatorText.eid} copy={false} />
          <span className="quiet small">
            {fillText(text.memory, { free: formatBytes(memory.free), total: formatBytes(memory.total) })}
          </span>
        </>
      }
    >
      <Part title={text.profiles} none={text.noProfiles}>
        {card.profiles.map((one) => (
          <ProfileLine
            key={one.iccid}
            name={one.nickname ?? one.profileName}
            iccid={one.iccid}
            enabled={one.state === 'enabled'}
          />
        ))}
      </Part>
      <Part title={text.notifications} none={text.noNotifications}>
        {card.notifications.map((one) => (
          <li key={one.seqNumber}>
            <span className="num">{one.seqNumber}</span> {eventText(one.operation)}
            <span className="small quiet sim-under">
              → <Hostile text={one.address} limit={40} inControl open />
            </span>
          </li>
        ))}
      </Part>
      <Transaction sessions={card.session === undefined ? [] : [card.session]} />
    </Side>
  );
}

export function LpaSide({
  card,
  known,
  marked,
}: {
  readonly card: SimulatedCard;
  readonly known: Card | undefined;
  readonly marked: boolean;
}) {
  const now = useNow(true, 5_000);
  const operation = useSelected(({ operations }) =>
    [...operations.values()]
      .filter((one) => one.simulated && one.eid === card.eid && one.kind !== 'read_card')
      .reduce<Operation | undefined>(
        (last, one) => (last === undefined || one.id > last.id ? one : last),
        undefined,
      ),
  );
  return (
    <Side
      title={text.lpaSide}
      icon={<MonitorCog size={15} aria-hidden />}
      marked={marked}
      about={
        <span className="quiet small">
          {known === undefined
            ? text.neverRead
            : fillText(text.lastRead, { when: formatWhen(known.lastSeenAt, now) })}
        </span>
      }
    >
      <div className="sim-part">
        <h3>{operation !== undefined && !isFinal(operation) ? text.running : text.last}</h3>
        {operation === undefined ? (
          <p className="quiet small">{text.noOperation}</p>
        ) : (
          <LpaOperation operation={operation} />
        )}
      </div>
      <Part title={text.profiles} none={text.noProfiles}>
        {(known?.profiles ?? []).map((one) => (
          <ProfileLine
            key={`${one.iccid} ${one.isdpAid ?? ''}`}
            name={one.nickname ?? one.profileName ?? ''}
            iccid={one.iccid}
            enabled={one.state === undefined ? undefined : one.state === 'enabled'}
          />
        ))}
      </Part>
      <Part title={text.notifications} none={text.noNotifications}>
        {(known?.notifications ?? []).map((one) => (
          <li key={one.sequenceNumber}>
            <span className="num">{one.sequenceNumber}</span> {notificationEventText[one.event]}
          </li>
        ))}
      </Part>
    </Side>
  );
}

function LpaOperation({ operation }: { readonly operation: Operation }) {
  const { error, activationCodeUse } = operation;
  return (
    <div className="sim-operation">
      <div className="sim-line">
        {operationKindText[operation.kind]} <StatusChip operation={operation} />
      </div>
      {error === undefined ? null : (
        <p className="small">
          <bdi>{visibleText(describeError(error as ErrorData).message, 300)}</bdi>
        </p>
      )}
      {activationCodeUse === 'none' ? null : (
        <p className="small">
          <span className="quiet">{text.code}: </span>
          {simulatorText.faults.fates[activationCodeUse]}
        </p>
      )}
      <a className="small" href={formatRoute({ page: 'operation', id: operation.id })}>
        {fillText(text.open, { id: operation.id })}
      </a>
    </div>
  );
}

export function SmdpSide({
  picture,
  card,
  marked,
}: {
  readonly picture: Picture;
  readonly card: SimulatedCard;
  readonly marked: boolean;
}) {
  const { smdp } = picture;
  const received = smdp.notifications.filter((one) => one.eid === card.eid).slice(-6);
  return (
    <Side
      title={text.smdpSide}
      icon={<Server size={15} aria-hidden />}
      marked={marked}
      about={
        <span className="mono small open">
          <Hostile text={smdp.address} limit={60} inControl open />
        </span>
      }
    >
      <Part title={text.orders} none={text.noOrders}>
        {ordersOf(picture, card.eid).map((one) => (
          <li key={one.order}>
            <span className="sim-name">
              <Hostile text={one.profileName} limit={34} inControl />
            </span>
            <Chip tone={stateTones[one.state]}>{simulatorText.servers.states[one.state]}</Chip>
            <span className="small sim-under">
              <Digits value={one.iccid} what={simulatorText.iccid} copy={false} />
              {one.reason === undefined ? null : (
                <span className="quiet"> {visibleText(one.reason, 80)}</span>
              )}
            </span>
          </li>
        ))}
      </Part>
      <Part title={text.received} none={text.noReceived}>
        {received.map((one) => (
          <li key={`${one.sequenceNumber} ${one.event} ${one.receivedAt}`}>
            <span className="num">{one.sequenceNumber}</span> {eventText(one.event)}
          </li>
        ))}
      </Part>
      <Transaction sessions={smdp.sessions.filter((one) => one.eid === undefined || one.eid === card.eid)} />
    </Side>
  );
}

export function SmdsSide({
  picture,
  card,
  marked,
}: {
  readonly picture: Picture;
  readonly card: SimulatedCard;
  readonly marked: boolean;
}) {
  const { smds } = picture;
  const events = smds?.events.filter((one) => one.eid === card.eid) ?? [];
  const nameOf = (order: string | undefined) =>
    picture.smdp.orders.find((one) => one.order === order)?.profileName ?? simulatorText.servers.noOrder;
  return (
    <Side
      title={text.smdsSide}
      icon={<Radio size={15} aria-hidden />}
      marked={marked}
      about={
        smds === undefined ? (
          <span className="quiet small">{text.noSmds}</span>
        ) : (
          <span className="mono small open">{smds.address}</span>
        )
      }
    >
      <Part title={text.events} none={text.noEvents}>
        {events.map((one) => (
          <li key={one.event}>
            <span className="sim-name">
              <Hostile text={nameOf(one.order)} limit={34} inControl />
            </span>
            <span className="small quiet sim-under">
              → <Hostile text={one.server} limit={40} inControl open />
            </span>
          </li>
        ))}
      </Part>
    </Side>
  );
}
