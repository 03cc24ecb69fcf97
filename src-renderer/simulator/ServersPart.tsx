import { Button, Menu } from '@mantine/core';
import { Ellipsis, Plus, QrCode } from 'lucide-react';
import { useState } from 'react';
import type { CallInput } from '../../src-shared/api.ts';
import type { SimulatedOrder } from '../../src-shared/model/index.ts';
import { fillText, formatWhen, simulatorText, visibleText } from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Chip, Empty, Panel } from '../ui/bits.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { Digits, Hostile } from '../ui/text.tsx';
import { EventsPanel, ReceivedPanel } from './EventsPanel.tsx';
import { OrderCodeDialog } from './OrderCodeDialog.tsx';
import { OrderDialog } from './OrderDialog.tsx';
import { OrderEndDialog } from './OrderEndDialog.tsx';
import { stateTones } from './sides.tsx';
import { type Picture, useBack, useHand } from './use-simulator.ts';

const text = simulatorText.servers;

/** What SM-DP+ and SM-DS have: orders, what became of them, and events. */
export function ServersPart({ picture }: { readonly picture: Picture }) {
  const { smdp } = picture;
  const [making, setMaking] = useState(0);
  const [open, setOpen] = useState(false);
  const [shownCode, setShownCode] = useState<SimulatedOrder>();
  const [ending, setEnding] = useState<SimulatedOrder>();
  const [search, setSearch] = useState('');
  const words = search.trim().toLowerCase();
  const rows = smdp.orders.filter((one) =>
    [one.profileName, one.serviceProviderName, one.iccid, one.state, text.states[one.state], one.eid ?? '']
      .join(' ')
      .toLowerCase()
      .includes(words),
  );
  return (
    <>
      <Panel
        title={text.orders}
        count={smdp.orderCount}
        flush
        aside={
          <span className="sim-line">
            <span className="quiet small">{fillText(text.sessions, { count: smdp.sessions.length })}</span>
            <FilterField label={text.find} value={search} onChange={setSearch} />
            <Button
              data-new
              size="compact-sm"
              leftSection={<Plus size={13} aria-hidden />}
              onClick={() => {
                setMaking(making + 1);
                setOpen(true);
              }}
            >
              {text.make}
            </Button>
          </span>
        }
      >
        {smdp.orders.length === 0 ? (
          <Empty icon={<QrCode size={30} aria-hidden />} title={text.empty} hint={text.emptyHint} />
        ) : (
          <table className="table sim-table" aria-label={text.orders}>
            <thead>
              <tr>
                <th scope="col">{text.profile}</th>
                <th scope="col">{simulatorText.iccid}</th>
                <th scope="col">{text.state}</th>
                <th scope="col">{text.downloads}</th>
                <th scope="col">{text.installations}</th>
                <th scope="col">{text.boundTo}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((order) => (
                <OrderRow
                  key={order.order}
                  picture={picture}
                  order={order}
                  onCode={() => setShownCode(order)}
                  onExpiry={() => setEnding(order)}
                />
              ))}
            </tbody>
          </table>
        )}
        {smdp.orderCount > smdp.orders.length ? (
          <p className="quiet pad">
            {fillText(text.more, { shown: smdp.orders.length, all: smdp.orderCount })}
          </p>
        ) : null}
      </Panel>
      <EventsPanel picture={picture} />
      <ReceivedPanel picture={picture} />
      {making === 0 ? null : (
        <OrderDialog key={making} opened={open} picture={picture} onClose={() => setOpen(false)} />
      )}
      <OrderEndDialog order={ending} onClose={() => setEnding(undefined)} />
      <OrderCodeDialog picture={picture} order={shownCode} onClose={() => setShownCode(undefined)} />
    </>
  );
}

function counted(count: number, most: number | undefined): string {
  return most === undefined ? String(count) : fillText(text.ofMany, { count, most });
}

function OrderRow({
  picture,
  order,
  onCode,
  onExpiry,
}: {
  readonly picture: Picture;
  readonly order: SimulatedOrder;
  readonly onCode: () => void;
  readonly onExpiry: () => void;
}) {
  const hand = useHand();
  const back = useBack();
  const desk = useDesk();
  const now = useNow(order.expiresAt !== undefined, 30_000);
  const name = visibleText(order.profileName, 60);
  const act = async (action: CallInput<'simulator.orders.act'>['action']) => {
    const changed = await hand('simulator.orders.act', { order: order.order, action });
    if (changed !== undefined)
      desk.announce(fillText(text.changed, { what: name, state: text.states[changed.state] }));
  };
  const remove = async () => {
    if ((await hand('simulator.orders.remove', { order: order.order })) === undefined) return;
    desk.offerUndo({
      what: fillText(simulatorText.undone.order, { name }),
      undo: () => back('simulator.orders.restore', { order: order.order }),
    });
  };
  const eid = order.boundTo ?? order.eid;
  const card = picture.cards.find((one) => one.eid === eid);
  return (
    <tr>
      <td>
        <span className="sim-name">
          {order.icon === undefined ? null : (
            <img
              className="sim-icon private"
              src={`data:image/${order.icon.type === 'jpg' ? 'jpeg' : 'png'};base64,${order.icon.data}`}
              alt=""
              width={18}
              height={18}
            />
          )}
          <Hostile text={order.profileName} limit={46} />
        </span>
        <span className="small quiet sim-under">
          <Hostile text={order.serviceProviderName} limit={40} /> · {text.origins[order.origin]}
          {order.policyRules.length === 0 ? '' : ` · ${order.policyRules.join(', ').toUpperCase()}`}
        </span>
      </td>
      <td>
        <Digits value={order.iccid} what={simulatorText.iccid} />
      </td>
      <td>
        <Chip tone={stateTones[order.state]}>{text.states[order.state]}</Chip>
        {order.reason === undefined ? null : (
          <span className="small quiet sim-under">{visibleText(order.reason, 90)}</span>
        )}
        {order.expiresAt === undefined ? null : (
          <span className={`small sim-under ${order.expiresAt < now ? 'sim-idle' : 'quiet'}`}>
            {fillText(order.expiresAt < now ? text.ended : text.ends, {
              when: formatWhen(order.expiresAt, now),
            })}
          </span>
        )}
        {order.confirmationCodeRequired ? (
          <span className="small quiet sim-under">
            {fillText(text.codeNeeded, {
              wrong: order.wrongConfirmationCodes,
              most: order.maxConfirmationCodes,
            })}
          </span>
        ) : null}
      </td>
      <td className="num">{counted(order.downloads, order.maxDownloads)}</td>
      <td className="num">{counted(order.installations, order.maxInstallations)}</td>
      <td>
        {eid === undefined ? (
          <span className="quiet">{text.anyone}</span>
        ) : card === undefined ? (
          <Digits value={eid} what={simulatorText.eid} copy={false} />
        ) : (
          <Hostile text={card.name} limit={30} />
        )}
        {order.event ? <span className="small quiet sim-under">{simulatorText.sideNames.smds}</span> : null}
      </td>
      <td>
        {order.origin === 'shop' ? null : (
          <div className="sim-actions">
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<QrCode size={12} aria-hidden />}
              aria-label={`${text.show}: ${name}`}
              onClick={onCode}
            >
              {text.show}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={fillText(text.actions, { what: name })}
                >
                  <Ellipsis size={13} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void act({ kind: 'release' })}>{text.doRelease}</Menu.Item>
                <Menu.Item onClick={() => void act({ kind: 'cancel', available: true })}>
                  {text.doCancel} ({text.states.available})
                </Menu.Item>
                <Menu.Item onClick={() => void act({ kind: 'cancel', available: false })}>
                  {text.doCancel} ({text.states.unavailable})
                </Menu.Item>
                <Menu.Item onClick={() => void act({ kind: 'reset' })}>{text.doReset}</Menu.Item>
                {order.origin === 'made' ? (
                  <>
                    <Menu.Item onClick={onExpiry}>{text.setEnd}…</Menu.Item>
                    <Menu.Item className="danger" onClick={() => void remove()}>
                      {text.doRemove}
                    </Menu.Item>
                  </>
                ) : null}
                <Menu.Divider />
                <Menu.Label>{text.setState}</Menu.Label>
                {(['released', 'downloaded', 'installed', 'error'] as const).map((state) => (
                  <Menu.Item key={state} onClick={() => void act({ kind: 'state', state })}>
                    {text.states[state]}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </div>
        )}
      </td>
    </tr>
  );
}
