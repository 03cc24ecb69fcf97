import { Button, NativeSelect } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SimulatedEvent } from '../../src-shared/model/index.ts';
import { formatWhen, simulatorText, visibleText } from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Panel } from '../ui/bits.tsx';
import { useOptionText } from '../ui/option-text.ts';
import { Digits, Hostile } from '../ui/text.tsx';
import { eventText } from './sides.tsx';
import { type Picture, useBack, useHand } from './use-simulator.ts';

const text = simulatorText.servers;

function nameOf(picture: Picture, eid: string): string {
  return picture.cards.find((one) => one.eid === eid)?.name ?? eid;
}

/** The events of the SM-DS. */
export function EventsPanel({ picture }: { readonly picture: Picture }) {
  const hand = useHand();
  const back = useBack();
  const desk = useDesk();
  const optionText = useOptionText();
  const now = useNow(true, 30_000);
  const [eid, setEid] = useState('');
  const [order, setOrder] = useState('');
  const { smds, smdp, cards } = picture;
  if (smds === undefined) return null;
  const chosen = eid === '' ? (cards[0]?.eid ?? '') : eid;
  const make = async () => {
    const made = await hand('simulator.events.make', { eid: chosen, ...(order === '' ? {} : { order }) });
    if (made !== undefined) desk.announce(text.eventMade);
  };
  const remove = async (event: SimulatedEvent) => {
    if ((await hand('simulator.events.delete', { event: event.event })) === undefined) return;
    // What stood for no order has an id that nobody knows any more.
    if (event.order === undefined) return;
    desk.offerUndo({
      what: simulatorText.undone.event,
      undo: () => back('simulator.events.make', { eid: event.eid, order: event.order, server: event.server }),
    });
  };
  return (
    <Panel title={text.events} count={smds.events.length} flush>
      {smds.events.length === 0 ? <p className="quiet pad">{text.noEvents}</p> : null}
      {smds.events.length === 0 ? null : (
        <table className="table sim-table" aria-label={text.events}>
          <thead>
            <tr>
              <th scope="col">{simulatorText.card}</th>
              <th scope="col">{text.forOrder}</th>
              <th scope="col">{text.server}</th>
              <th scope="col">{text.registered}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {smds.events.map((one) => {
              const what = smdp.orders.find((each) => each.order === one.order)?.profileName ?? text.noOrder;
              return (
                <tr key={one.event}>
                  <td>
                    <Hostile text={nameOf(picture, one.eid)} limit={40} />
                  </td>
                  <td>
                    <Hostile text={what} limit={50} />
                  </td>
                  <td>
                    <Hostile text={one.server} limit={50} open />
                  </td>
                  <td className="num quiet">{formatWhen(one.registeredAt, now)}</td>
                  <td>
                    <div className="sim-actions">
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        className="danger"
                        aria-label={`${text.deleteEvent}: ${visibleText(what, 60)}`}
                        onClick={() => void remove(one)}
                      >
                        {text.deleteEvent}
                      </Button>
                    </div>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <form
        className="sim-line pad"
        aria-label={text.makeEvent}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <NativeSelect
          aria-label={simulatorText.card}
          value={chosen}
          data={cards.map((one, at) => ({
            value: one.eid,
            label: optionText(visibleText(one.name, 60), at),
          }))}
          onChange={(event) => setEid(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label={text.forOrder}
          value={order}
          data={[
            { value: '', label: text.noOrder },
            ...smdp.orders
              .filter((one) => one.origin !== 'shop')
              .map((one, at) => ({
                value: one.order,
                label: optionText(visibleText(one.profileName, 60), at),
              })),
          ]}
          onChange={(event) => setOrder(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={13} aria-hidden />}
          disabled={chosen === ''}
        >
          {text.makeEvent}
        </Button>
      </form>
    </Panel>
  );
}

/** What cards have told the SM-DP+, the newest first. */
export function ReceivedPanel({ picture }: { readonly picture: Picture }) {
  const now = useNow(true, 30_000);
  const list = [...picture.smdp.notifications].reverse().slice(0, 50);
  return (
    <Panel title={text.received} count={picture.smdp.notifications.length} flush>
      {list.length === 0 ? (
        <p className="quiet pad">{simulatorText.picture.noReceived}</p>
      ) : (
        <table className="table sim-table" aria-label={text.received}>
          <thead>
            <tr>
              <th scope="col">{text.sequence}</th>
              <th scope="col">{simulatorText.card}</th>
              <th scope="col">{text.event}</th>
              <th scope="col">{simulatorText.iccid}</th>
              <th scope="col">{simulatorText.picture.when}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => (
              <tr key={`${one.eid} ${one.sequenceNumber} ${one.event}`}>
                <td className="num">{one.sequenceNumber}</td>
                <td>
                  <Hostile text={nameOf(picture, one.eid)} limit={40} />
                </td>
                <td>{eventText(one.event)}</td>
                <td>
                  {one.iccid === undefined ? null : <Digits value={one.iccid} what={simulatorText.iccid} />}
                </td>
                <td className="num quiet">{formatWhen(one.receivedAt, now)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
