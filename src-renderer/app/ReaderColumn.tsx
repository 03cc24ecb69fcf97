import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import type { Card, Operation, Reader } from '../../src-shared/model/index.ts';
import { readerTitle } from '../../src-shared/reader-names.ts';
import {
  benchPageText,
  fillText,
  formatWhen,
  groupDigits,
  operationKindText,
  presenceText,
  shownPresence,
  stepSentence,
  windowText,
} from '../../src-shared/texts.ts';
import { runningOn, useNow, useSnapshot } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute, type Route } from '../state/route.ts';
import { Empty, OperationBar, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.bench;

/** Whether the search finds a card: by EID, or by a profile's names or ICCID. */
function cardMatches(card: Card | undefined, query: string): boolean {
  if (card === undefined) return false;
  const digits = query.replace(/\s+/g, '');
  if (
    /^\d+$/.test(digits) &&
    (card.eid.includes(digits) || card.profiles.some((p) => p.iccid.includes(digits)))
  )
    return true;
  return card.profiles.some((profile) =>
    [profile.nickname, profile.profileName, profile.serviceProviderName].some((name) =>
      name?.toLowerCase().includes(query),
    ),
  );
}

/** Left: the readers and what is in them, live; below, the cards that were here before. */
export function ReaderColumn({
  selectedReaderId,
  route,
}: {
  readonly selectedReaderId: string | undefined;
  readonly route: Route;
}) {
  const snapshot = useSnapshot();
  const [search, setSearch] = useState('');
  const now = useNow(true, 30_000);
  const query = search.trim().toLowerCase();
  const { readers, cards } = snapshot;
  const shownReaders = readers.filter((reader) => {
    if (query === '' || `${reader.label ?? ''} ${reader.name}`.toLowerCase().includes(query)) return true;
    return cardMatches(reader.eid === undefined ? undefined : cards.get(reader.eid), query);
  });
  const elsewhere = useMemo(() => {
    const inReaders = new Set(readers.map((reader) => reader.eid));
    return [...cards.values()]
      .filter((card) => !inReaders.has(card.eid) && (query === '' || cardMatches(card, query)))
      .sort((a, b) => b.lastSeenAt - a.lastSeenAt);
  }, [readers, cards, query]);
  const seenAt = useMemo(() => elsewhere.map((card) => formatWhen(card.lastSeenAt, now)), [elsewhere, now]);
  return (
    <aside className="column" aria-label={text.readersLabel}>
      <div className="column-search">
        <TextInput
          data-search
          aria-label={text.searchCards}
          placeholder={text.searchCards}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          leftSection={<Search size={14} aria-hidden />}
        />
      </div>
      <div className="column-scroll">
        <h2 className="column-title">
          {text.title} <span className="count">{readers.length}</span>
        </h2>
        {readers.length === 0 ? <Empty title={text.noReaders} hint={text.noReadersHint} /> : null}
        <ul className="tiles">
          {shownReaders.map((reader) => (
            <ReaderTile
              key={reader.id}
              reader={reader}
              card={reader.eid === undefined ? undefined : cards.get(reader.eid)}
              operation={runningOn(snapshot, reader.id)}
              selected={reader.id === selectedReaderId}
            />
          ))}
        </ul>
        {elsewhere.length === 0 ? null : (
          <>
            <h2 className="column-title">
              {text.seenCards} <span className="count">{elsewhere.length}</span>
            </h2>
            <ul className="tiles">
              {elsewhere.map((card, at) => (
                <SeenCard
                  key={card.eid}
                  card={card}
                  seenAt={seenAt[at] ?? ''}
                  selected={route.page === 'card' && route.eid === card.eid}
                />
              ))}
            </ul>
          </>
        )}
        {query !== '' && shownReaders.length + elsewhere.length === 0 ? (
          <p className="quiet pad">{text.noMatch}</p>
        ) : null}
      </div>
    </aside>
  );
}

/** There may be a thousand of them, and each page that is opened draws the column anew. */
const SeenCard = memo(function SeenCard({
  card,
  seenAt,
  selected,
}: {
  readonly card: Card;
  readonly seenAt: string;
  readonly selected: boolean;
}) {
  return (
    <li>
      <a
        className={`tile tile-old${simulatedClass(card.simulated)}`}
        href={formatRoute({ page: 'card', eid: card.eid })}
        aria-current={selected ? 'true' : undefined}
      >
        <span className="tile-eid mono">{groupDigits(card.eid)}</span>
        <span className="tile-line">
          <span>{fillText(text.seenAt, { when: seenAt })}</span>
          {card.simulated ? <SimulatedBadge small /> : null}
        </span>
      </a>
    </li>
  );
});

const ReaderTile = memo(function ReaderTile({
  reader,
  card,
  operation,
  selected,
}: {
  readonly reader: Reader;
  readonly card: Card | undefined;
  readonly operation: Operation | undefined;
  readonly selected: boolean;
}) {
  const desk = useDesk();
  const simulated = reader.kind === 'simulator';
  const presence = shownPresence(reader);
  const enabled = card?.profiles.find((profile) => profile.state === 'enabled');
  return (
    <li className="tile-item">
      <a
        className={`tile${simulatedClass(simulated)}`}
        href={formatRoute({ page: 'reader', readerId: reader.id })}
        aria-current={selected ? 'true' : undefined}
      >
        <span className="tile-line">
          <span className={`presence presence-${presence}`} aria-hidden />
          {reader.place === undefined ? null : (
            <span
              className="bench-slot num open"
              title={fillText(benchPageText.slot, { place: reader.place })}
            >
              {reader.place}
            </span>
          )}
          <span className="tile-name">
            <Hostile text={readerTitle(reader)} limit={80} inControl open />
          </span>
          <span className="tile-index mono open">{reader.index}</span>
        </span>
        {reader.eid === undefined ? (
          <span className="tile-line quiet">{presenceText[presence]}</span>
        ) : (
          <span className="tile-eid mono">
            <span className="visually-hidden">{`${presenceText[presence]}, ${windowText.card.eid} `}</span>
            {groupDigits(reader.eid)}
          </span>
        )}
        <span className="tile-line tile-foot">
          {card === undefined ? null : (
            <span className="quiet tile-profile">
              {card.profiles.length === 1
                ? text.oneProfile
                : fillText(text.profilesCount, { count: card.profiles.length })}
              {enabled === undefined ? null : (
                <>
                  {' · '}
                  <Hostile text={profileShortName(enabled)} limit={24} inControl />
                </>
              )}
            </span>
          )}
          {simulated ? <SimulatedBadge small /> : null}
        </span>
        {operation === undefined ? null : <TileProgress operation={operation} />}
      </a>
      {operation?.question === undefined ? null : (
        <button
          type="button"
          className="tile-ask"
          onClick={() => desk.openDownload({ operationId: operation.id })}
        >
          {text.waitsForYou}
        </button>
      )}
    </li>
  );
});

function TileProgress({ operation }: { readonly operation: Operation }) {
  const { progress } = operation;
  return (
    <span className="tile-progress">
      <span className="tile-step">
        {operationKindText[operation.kind]}
        {progress === undefined ? '' : ` · ${stepSentence(progress.step)}`}
      </span>
      <OperationBar thin operation={operation} />
    </span>
  );
}

function profileShortName(profile: Card['profiles'][number]): string {
  return profile.nickname || profile.profileName || profile.serviceProviderName || profile.iccid;
}
