import { useState } from 'react';
import type { Card, Reader } from '../../src-shared/model/index.ts';
import { cardText, remarkText, shownPresence, visibleText, windowText } from '../../src-shared/texts.ts';
import { useOfferCardActions } from '../state/card-actions.ts';
import { useCall } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { type CardPart, cardParts, formatRoute, goTo, type Route } from '../state/route.ts';
import { Empty, Note, Panel } from '../ui/bits.tsx';
import { AbilitiesPart, NoRootNote } from './AbilitiesPart.tsx';
import { AddressesPanel, DefaultSmdpDialog } from './AddressesPanel.tsx';
import { FoundPanel } from './FoundPanel.tsx';
import { IdentityPanel } from './IdentityPanel.tsx';
import { MemoryPanel } from './MemoryPanel.tsx';
import { NotificationsPanel } from './NotificationsPanel.tsx';
import { ProfilesPanel } from './ProfilesPanel.tsx';
import { ReadingsPart } from './ReadingsPart.tsx';
import { ResetDialog } from './ResetDialog.tsx';
import { useProfileActions } from './use-profile-actions.tsx';
import { useReadings } from './use-readings.ts';

const text = windowText.card;

/** A card in its parts, with everything that can be done with it. */
export function CardBody({
  card,
  reader,
  busy,
  part,
  routeOf,
}: {
  readonly card: Card;
  readonly reader: Reader | undefined;
  readonly busy: boolean;
  readonly part: CardPart | undefined;
  readonly routeOf: (part: CardPart | undefined) => Route;
}) {
  const desk = useDesk();
  const readerId = reader !== undefined && shownPresence(reader) === 'present' ? reader.id : undefined;
  const usable = readerId !== undefined && !busy;
  const readings = useReadings(card.eid, card.lastSeenAt);
  const roots = useCall('trust.list', {});
  const trust = {
    anchors: roots.value,
    error: roots.state === 'error' ? roots.error : undefined,
    again: roots.again,
  };
  const [smdpOpen, setSmdpOpen] = useState(false);
  const profiles = useProfileActions(card, readerId, busy);
  const [resetOpen, setResetOpen] = useState(false);
  const start = (kind: 'discover' | 'send_notifications') =>
    usable ? () => void desk.start({ kind, readerId }) : undefined;
  useOfferCardActions({
    show: (next) => goTo(routeOf(next)),
    compare: () => goTo({ page: 'compare', a: { eid: card.eid } }),
    discover: start('discover'),
    sendNotifications: card.notifications.length === 0 ? undefined : start('send_notifications'),
    changeDefaultSmdp: usable ? () => setSmdpOpen(true) : undefined,
    resetMemory: usable ? () => setResetOpen(true) : undefined,
    profiles: profiles.offered,
  });
  return (
    <>
      {reader === undefined ? <Note kind="info">{text.notInReader}</Note> : null}
      <nav className="card-parts" aria-label={cardText.partsLabel}>
        {([undefined, ...cardParts] as const).map((one) => (
          <a
            key={one ?? 'overview'}
            href={formatRoute(routeOf(one))}
            {...(one === part ? { 'aria-current': 'page' as const } : {})}
          >
            {cardText.parts[one ?? 'overview']}
          </a>
        ))}
      </nav>
      {part === undefined ? (
        <div className="card-grid">
          <div className="card-main">
            <NoRootNote card={card} trust={trust} />
            <FoundPanel eid={card.eid} readerId={readerId} busy={busy} />
            <ProfilesPanel card={card} actions={profiles} />
            <NotificationsPanel card={card} readerId={readerId} busy={busy} />
          </div>
          <aside className="card-side" aria-label={text.about}>
            <MemoryPanel card={card} readings={readings.list ?? []} />
            <IdentityPanel card={card} reader={reader} />
            {card.info === undefined ? null : (
              <AddressesPanel card={card} disabled={!usable} onChange={() => setSmdpOpen(true)} />
            )}
            <Habits quirks={card.quirks} />
          </aside>
        </div>
      ) : null}
      {part === 'abilities' ? (
        card.info === undefined ? (
          <Empty title={text.neverRead} hint={text.neverReadHint} />
        ) : (
          <AbilitiesPart info={card.info} trust={trust} />
        )
      ) : null}
      {part === 'readings' ? <ReadingsPart card={card} readings={readings} /> : null}
      {profiles.dialogs}
      {readerId === undefined ? null : (
        <>
          <DefaultSmdpDialog
            card={card}
            readerId={readerId}
            opened={smdpOpen}
            onClose={() => setSmdpOpen(false)}
          />
          <ResetDialog
            card={card}
            readerId={readerId}
            opened={resetOpen}
            onClose={() => setResetOpen(false)}
          />
        </>
      )}
    </>
  );
}

function Habits({ quirks }: { readonly quirks: readonly string[] }) {
  if (quirks.length === 0) return null;
  return (
    <Panel title={text.quirks}>
      <ul className="plain-list">
        {quirks.map((quirk) => (
          <li key={quirk}>{visibleText(remarkText(quirk), 200)}</li>
        ))}
      </ul>
    </Panel>
  );
}
