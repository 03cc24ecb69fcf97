import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { SimulatedOrder } from '../../src-shared/model/index.ts';
import { simulatorText, windowText } from '../../src-shared/texts.ts';
import { useLast, useWorkbench } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Named } from '../ui/text.tsx';

const text = simulatorText.servers;

/** A moment as a field for date and time has it, in the time of this machine. */
export function localTime(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment of such a field; undefined for an empty one. */
export function momentOf(field: string): number | undefined {
  const at = Date.parse(field);
  return at >= 0 ? at : undefined;
}

/** Gives an order another end, or none. */
export function OrderEndDialog({
  order,
  onClose,
}: {
  readonly order: SimulatedOrder | undefined;
  readonly onClose: () => void;
}) {
  const shown = useLast(order);
  return (
    <Dialog
      opened={order !== undefined}
      onClose={onClose}
      simulated
      title={<Named text={text.setEndTitle} place="what" name={shown?.profileName ?? ''} />}
    >
      {order === undefined ? null : <Form order={order} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ order, onClose }: { readonly order: SimulatedOrder; readonly onClose: () => void }) {
  const workbench = useWorkbench();
  const [end, setEnd] = useState(order.expiresAt === undefined ? '' : localTime(order.expiresAt));
  const [error, setError] = useState<ErrorData>();
  const save = async () => {
    const expiresAt = momentOf(end);
    try {
      await workbench.call('simulator.orders.act', {
        order: order.order,
        action: { kind: 'expiry', ...(expiresAt === undefined ? {} : { expiresAt }) },
      });
      onClose();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        data-autofocus
        type="datetime-local"
        label={text.end}
        description={text.endHint}
        value={end}
        onChange={(event) => setEnd(event.currentTarget.value)}
      />
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit">{simulatorText.save}</Button>
      </Group>
    </form>
  );
}
