import { Button, Checkbox, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Order } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDate,
  formatTime,
  ordersText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const text = ordersText;
const remoteIdForm = /^[A-Za-z0-9_-]{1,100}$/;

/** Whoever looked at the shop says what became of an order. What is at stake is said first. */
export function ResolveDialog({
  order,
  simulated,
  opened,
  onClose,
}: {
  readonly order: Order;
  readonly simulated: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [choice, setChoice] = useState('');
  const [remoteId, setRemoteId] = useState('');
  const [looked, setLooked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const { id, productName, reference, accountLabel, sentAt, createdAt } = order;
  const at = sentAt ?? createdAt;
  const ready = choice === 'found' ? remoteIdForm.test(remoteId.trim()) : choice === 'not' && looked;
  const settle = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setError(undefined);
    try {
      await workbench.call('orders.resolve', {
        id,
        found: choice === 'found' ? { remoteId: remoteId.trim() } : 'not_taken',
      });
      desk.announce(fillText(text.resolved, { id }));
      onClose();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      simulated={simulated}
      size={580}
      title={fillText(text.resolveTitle, { id })}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void settle();
        }}
      >
        <Note kind="warn">
          <p>{fillText(text.resolveWhy, { shop: visibleText(accountLabel, 60) })}</p>
          <p>
            {fillText(text.resolveStake, {
              product: visibleText(productName, 80),
              time: `${formatDate(at)} ${formatTime(at)}`,
              reference,
            })}
          </p>
        </Note>
        <Radio.Group aria-label={fillText(text.resolveTitle, { id })} value={choice} onChange={setChoice}>
          <div className="stack">
            <Radio size="xs" value="found" label={text.resolveFound} />
            {choice === 'found' ? (
              <TextInput
                className="under-choice"
                label={text.resolveFoundId}
                autoComplete="off"
                spellCheck={false}
                maxLength={100}
                value={remoteId}
                onChange={(event) => setRemoteId(event.currentTarget.value)}
              />
            ) : null}
            <Radio size="xs" value="not" label={text.resolveNot} description={text.resolveNotHint} />
            {choice === 'not' ? (
              <Checkbox
                className="under-choice"
                size="xs"
                label={text.resolveLooked}
                checked={looked}
                onChange={(event) => setLooked(event.currentTarget.checked)}
              />
            ) : null}
          </div>
        </Radio.Group>
        {error === undefined ? null : <ErrorNote error={error} />}
        <div className="dialog-foot">
          <Button variant="default" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button type="submit" disabled={!ready} loading={busy}>
            {text.resolveSave}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
