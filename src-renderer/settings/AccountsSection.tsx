import { Button } from '@mantine/core';
import { useState } from 'react';
import { connectorText, ordersText, shellText } from '../../src-shared/texts.ts';
import { AccountsDialog } from '../orders/AccountsDialog.tsx';
import { useCall, useNow } from '../state/context.ts';
import { Empty, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = shellText.settings;

/** The accounts at shops, and the dialog in which they are changed. */
export default function AccountsSection() {
  const accounts = useCall('shops.list', {});
  const [opened, setOpened] = useState(false);
  const now = useNow(opened, 30_000);
  const list = accounts.value ?? [];
  const error = accounts.state === 'error' ? accounts.error : undefined;
  return (
    <div className="stack">
      <p className="quiet">{ordersText.accountsIntro}</p>
      {error === undefined ? null : <ErrorNote error={error} onRetry={accounts.again} />}
      {accounts.state === 'ready' && list.length === 0 ? <Empty title={ordersText.accountsEmpty} /> : null}
      <ul className="settings-rows">
        {list.map((account) => (
          <li key={account.id}>
            <Hostile text={account.label} limit={80} />
            <span className="quiet">{connectorText[account.connector]}</span>
            {account.simulated ? <SimulatedBadge small /> : null}
          </li>
        ))}
      </ul>
      <div>
        <Button variant="default" data-new onClick={() => setOpened(true)}>
          {text.accountsChange}
        </Button>
      </div>
      <AccountsDialog
        opened={opened}
        accounts={list}
        now={now}
        error={error}
        onChanged={accounts.again}
        onClose={() => setOpened(false)}
      />
    </div>
  );
}
