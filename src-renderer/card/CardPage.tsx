import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  ArrowLeftRight,
  CreditCard,
  Download,
  EllipsisVertical,
  Eraser,
  Radar,
  RefreshCw,
  Server,
  SquareTerminal,
  Unplug,
} from 'lucide-react';
import { useState } from 'react';
import { type Card, isFinal, type Operation, type Reader } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import {
  cardText,
  consoleText,
  fillText,
  formatWhen,
  operationKindText,
  presenceAdvice,
  presenceText,
  shownPresence,
  stepSentence,
  windowText,
} from '../../src-shared/texts.ts';
import { cardActions } from '../state/card-actions.ts';
import { runningOn, useNow, useSnapshot } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { type CardPart, formatRoute, goTo } from '../state/route.ts';
import { Empty, ErrorNote, OperationBar, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { Digits, Hostile } from '../ui/text.tsx';
import { CardBody } from './CardBody.tsx';
import '../styles/card-page.css';

const text = windowText.card;

/** A reader with its card, or a card that is in no reader now. */
export function CardPage({
  readerId,
  eid,
  part,
}: {
  readonly readerId?: string | undefined;
  readonly eid?: string;
  /** Without one: the overview. */
  readonly part?: CardPart | undefined;
}) {
  const snapshot = useSnapshot();
  const reader =
    readerId === undefined
      ? snapshot.readers.find((candidate) => eid !== undefined && candidate.eid === eid)
      : snapshot.readers.find((candidate) => candidate.id === readerId);
  const cardEid = reader?.eid ?? eid;
  const card = cardEid === undefined ? undefined : snapshot.cards.get(cardEid);
  const running = reader === undefined ? undefined : runningOn(snapshot, reader.id);
  const last = reader === undefined ? undefined : lastFailure(snapshot.operations, reader.id, reader.eid);

  if (reader === undefined && card === undefined)
    return (
      <div className="page">
        <h1 className="visually-hidden">{text.about}</h1>
        <Empty
          icon={<Unplug size={34} aria-hidden />}
          title={eid === undefined ? text.readerGone : text.unknown}
          hint={eid === undefined ? text.readerGoneHint : text.unknownHint}
        >
          <Button variant="default" onClick={() => goTo({ page: 'home' })}>
            {text.toBench}
          </Button>
        </Empty>
      </div>
    );
  const simulated = card?.simulated ?? reader?.kind === 'simulator';
  return (
    <div className={`page${simulatedClass(simulated)}`}>
      <CardHead reader={reader} card={card} running={running} simulated={simulated} />
      {running === undefined ? null : <RunningStrip operation={running} />}
      {running === undefined && last !== undefined ? <FailureStrip operation={last} /> : null}
      {card === undefined ? (
        <NoCard reader={reader} busy={running !== undefined} />
      ) : (
        <CardBody
          key={card.eid}
          card={card}
          reader={reader}
          busy={running !== undefined}
          part={part}
          routeOf={(next) =>
            readerId === undefined
              ? { page: 'card', eid: card.eid, part: next }
              : { page: 'reader', readerId, part: next }
          }
        />
      )}
    </div>
  );
}

/** The newest operation on this reader, if it failed and its failure says something about the card. */
function lastFailure(
  operations: ReadonlyMap<number, Operation>,
  readerId: string,
  eid: string | undefined,
): Operation | undefined {
  let newest: Operation | undefined;
  for (const operation of operations.values()) {
    if (operation.readerId !== readerId || !isFinal(operation)) continue;
    if (newest === undefined || operation.id > newest.id) newest = operation;
  }
  if (newest === undefined || newest.status !== 'failed' || newest.error === undefined) return undefined;
  if (newest.error.code === 'cancelled' || (newest.eid !== undefined && newest.eid !== eid)) return undefined;
  return newest;
}

function CardHead({
  reader,
  card,
  running,
  simulated,
}: {
  readonly reader: Reader | undefined;
  readonly card: Card | undefined;
  readonly running: Operation | undefined;
  readonly simulated: boolean;
}) {
  const desk = useDesk();
  const now = useNow(true, 30_000);
  const busy = running !== undefined || reader === undefined || reader.presence !== 'present';
  const readerIdHere = reader?.id;
  return (
    <header className="page-head">
      <div className="page-title">
        <h1>
          {reader === undefined ? text.about : <Hostile text={readerTitle(reader)} limit={80} open />}
          {simulated ? <SimulatedBadge /> : null}
        </h1>
        {card === undefined ? (
          <p className="quiet">{reader === undefined ? null : presenceText[shownPresence(reader)]}</p>
        ) : (
          <p className="eid-line">
            <span className="label">{text.eid}</span>
            <Digits value={card.eid} what={text.eid} />
            <span className="quiet">{fillText(text.asOf, { when: formatWhen(card.lastSeenAt, now) })}</span>
          </p>
        )}
        {/* Beside the name that it has here, the one by which PC/SC and other programs know it. */}
        {reader?.label === undefined ? null : (
          <p className="quiet small">
            <Hostile text={reader.name} limit={120} open />
          </p>
        )}
      </div>
      {readerIdHere === undefined ? null : (
        <div className="page-actions">
          <Button
            variant="default"
            leftSection={<RefreshCw size={14} aria-hidden />}
            disabled={busy}
            onClick={() => void desk.start({ kind: 'read_card', readerId: readerIdHere })}
          >
            {card === undefined ? text.read : text.readAgain}
          </Button>
          <Button
            leftSection={<Download size={14} aria-hidden />}
            disabled={busy}
            onClick={() => desk.openDownload({ readerId: readerIdHere })}
          >
            {text.download}
          </Button>
        </div>
      )}
      {card === undefined && readerIdHere === undefined ? null : (
        <MoreMenu
          isKnown={card !== undefined}
          usable={!busy && readerIdHere !== undefined}
          readerId={readerIdHere}
        />
      )}
    </header>
  );
}

/** What is done with a card less often; the page below offers it. */
function MoreMenu({
  isKnown,
  usable,
  readerId,
}: {
  /** Whether the card was ever read. */
  readonly isKnown: boolean;
  readonly usable: boolean;
  /** The reader that it is in. */
  readonly readerId: string | undefined;
}) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={text.moreCardActions}>
          <EllipsisVertical size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {isKnown ? (
          <>
            <Menu.Item
              leftSection={<ArrowLeftRight size={14} aria-hidden />}
              onClick={() => cardActions()?.compare()}
            >
              {cardText.actions.compare}
            </Menu.Item>
            <Menu.Item
              leftSection={<Radar size={14} aria-hidden />}
              disabled={!usable}
              onClick={() => cardActions()?.discover?.()}
            >
              {cardText.actions.discover}
            </Menu.Item>
            <Menu.Item
              leftSection={<Server size={14} aria-hidden />}
              disabled={!usable}
              onClick={() => cardActions()?.changeDefaultSmdp?.()}
            >
              {cardText.addresses.change}…
            </Menu.Item>
          </>
        ) : null}
        {readerId === undefined ? null : (
          <Menu.Item
            leftSection={<SquareTerminal size={14} aria-hidden />}
            onClick={() => goTo({ page: 'console', parts: [readerId] })}
          >
            {consoleText.here}
          </Menu.Item>
        )}
        {isKnown ? (
          <>
            <Menu.Divider />
            <Menu.Item
              className="danger"
              leftSection={<Eraser size={14} aria-hidden />}
              disabled={!usable}
              onClick={() => cardActions()?.resetMemory?.()}
            >
              {text.resetMemory}…
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What runs on this reader now. */
function RunningStrip({ operation }: { readonly operation: Operation }) {
  const desk = useDesk();
  const isDownload = operation.kind === 'activate' || operation.kind === 'download';
  const { progress } = operation;
  return (
    <div className="strip strip-run">
      <a href={formatRoute({ page: 'operation', id: operation.id })}>
        {operationKindText[operation.kind]} <span className="mono">#{operation.id}</span>
      </a>
      <span className="strip-step">
        {operation.question !== undefined
          ? windowText.bench.waitsForYou
          : progress === undefined
            ? ''
            : stepSentence(progress.step)}
      </span>
      <OperationBar operation={operation} />
      {isDownload ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => desk.openDownload({ operationId: operation.id })}
        >
          {operation.question === undefined ? windowText.operation.watch : windowText.operation.answer}
        </Button>
      ) : null}
    </div>
  );
}

function FailureStrip({ operation }: { readonly operation: Operation }) {
  const [dropped, setDropped] = useState<number>();
  if (operation.error === undefined || dropped === operation.id) return null;
  return (
    <ErrorNote
      error={operation.error}
      title={fillText(text.lastFailed, { kind: operationKindText[operation.kind] })}
    >
      <div className="note-links">
        <a href={formatRoute({ page: 'operation', id: operation.id })}>
          {fillText(text.openOperation, { id: operation.id })}
        </a>
        <button type="button" className="link" onClick={() => setDropped(operation.id)}>
          {windowText.common.dismiss}
        </button>
      </div>
    </ErrorNote>
  );
}

/** A reader whose card is absent or was not read. */
function NoCard({ reader, busy }: { readonly reader: Reader | undefined; readonly busy: boolean }) {
  const desk = useDesk();
  if (reader === undefined) return null;
  const unread = shownPresence(reader) === 'present';
  return (
    <Empty
      icon={<CreditCard size={34} aria-hidden />}
      title={unread ? text.neverRead : presenceText[shownPresence(reader)]}
      hint={unread ? text.neverReadHint : presenceAdvice[shownPresence(reader)]}
    >
      {unread ? (
        <Button disabled={busy} onClick={() => void desk.start({ kind: 'read_card', readerId: reader.id })}>
          {text.read}
        </Button>
      ) : null}
    </Empty>
  );
}
