import { Button, Group } from '@mantine/core';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallOutput } from '../../src-shared/api.ts';
import type { SimulatedOrder } from '../../src-shared/model/index.ts';
import { simulatorText, windowText } from '../../src-shared/texts.ts';
import { useLast } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Fact, Mono, Named } from '../ui/text.tsx';
import { type Picture, useHand } from './use-simulator.ts';

const text = simulatorText.servers;

/** What an order is downloaded with, as text and QR code. */
export function OrderCodeDialog({
  order,
  picture,
  onClose,
}: {
  readonly order: SimulatedOrder | undefined;
  readonly picture: Picture;
  readonly onClose: () => void;
}) {
  const shown = useLast(order);
  return (
    <Dialog
      opened={order !== undefined}
      onClose={onClose}
      simulated
      size={520}
      title={shown === undefined ? '' : <Named text={text.showTitle} place="what" name={shown.profileName} />}
    >
      {order === undefined ? null : (
        <Code order={order.order} readerId={readerOf(picture, order)} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** The reader of the card that the order is for; else the first that has a card. */
function readerOf({ cards }: Picture, { boundTo, eid }: SimulatedOrder): string | undefined {
  const meant = cards.find((one) => one.eid === (boundTo ?? eid));
  return meant?.readerId ?? cards.find((one) => one.readerId !== undefined)?.readerId;
}

function Code({
  order,
  readerId,
  onClose,
}: {
  readonly order: string;
  readonly readerId: string | undefined;
  readonly onClose: () => void;
}) {
  const hand = useHand();
  const desk = useDesk();
  const [code, setCode] = useState<CallOutput<'simulator.orders.code'>>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once for each order
  useEffect(() => {
    let stale = false;
    void hand('simulator.orders.code', { order }).then((answer) => {
      if (stale) return;
      if (answer === undefined) onClose();
      else setCode(answer);
    });
    return () => {
      stale = true;
    };
  }, [order]);
  if (code === undefined) return <p className="quiet">{simulatorText.loading}</p>;
  const { qr, activationCode, matchingId, confirmationCode } = code;
  return (
    <div className="stack">
      <svg
        className="sim-qr private"
        role="img"
        aria-label={text.qr}
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        shapeRendering="crispEdges"
      >
        <path d={qr.path} />
      </svg>
      <dl className="facts private">
        <Fact term={text.activationCode}>
          <Mono copy={text.activationCode}>{activationCode}</Mono>
        </Fact>
        <Fact term={text.matchingId}>
          {matchingId === '' ? undefined : <Mono copy={text.matchingId}>{matchingId}</Mono>}
        </Fact>
        <Fact term={text.confirmationCode}>
          {confirmationCode === undefined ? undefined : (
            <Mono copy={text.confirmationCode}>{confirmationCode}</Mono>
          )}
        </Fact>
      </dl>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.close}
        </Button>
        <Button
          leftSection={<Download size={14} aria-hidden />}
          onClick={() => {
            onClose();
            desk.openDownload({ readerId, code: activationCode });
          }}
        >
          {text.download}
        </Button>
      </Group>
    </div>
  );
}
