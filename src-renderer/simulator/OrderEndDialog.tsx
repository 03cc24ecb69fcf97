import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { SimulatedOrder } from '../../src-shared/model/index.ts';
import { simulatorText, windowText } from '../../src-shared/texts.ts';
import { useLast, useWorkbench } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { DateField } from '../ui/DateField.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { momentOfText, textOfMoment } from '../ui/date-text.ts';
import { Named } from '../ui/text.tsx';

const text = simulatorText.servers;

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
  const [end, setEnd] = useState(order.expiresAt === undefined ? '' : textOfMoment(order.expiresAt));
  const [error, setError] = useState<ErrorData>();
  // What cannot be read must not be taken for an end that there is not.
  const wrong = end.trim() !== '' && momentOfText(end) === undefined;
  const save = async () => {
    const expiresAt = momentOfText(end);
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
        if (!wrong) void save();
      }}
    >
      <DateField
        autoFocus
        withTime
        label={text.end}
        description={text.endHint}
        value={end}
        onChange={setEnd}
      />
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" disabled={wrong}>
          {simulatorText.save}
        </Button>
      </Group>
    </form>
  );
}
