import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type ConnectorName, connectorName, type OrderAccount } from '../../src-shared/model/index.ts';
import {
  connectorText,
  fillText,
  formatDate,
  ordersText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note, SimulatedBadge } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Hostile } from '../ui/text.tsx';

const text = ordersText;
const empty = { connector: 'truphone' as ConnectorName, label: '', baseUrl: '', token: '' };

/** What is being done in the dialog beside the list. */
type Doing = { readonly what: 'add' } | { readonly what: 'renew' | 'remove'; readonly account: OrderAccount };

/** The accounts at shops: add, renew the token, remove. A token that was typed is forgotten as soon as it is sent. */
export function AccountsDialog({
  opened,
  accounts,
  error: listError,
  onChanged,
  onClose,
}: {
  readonly opened: boolean;
  readonly accounts: readonly OrderAccount[];
  readonly error: ErrorData | undefined;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [doing, setDoing] = useState<Doing>();
  const [fields, setFields] = useState(empty);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const begin = (next: Doing | undefined) => {
    setDoing(next);
    setFields(empty);
    setError(undefined);
  };
  const close = () => {
    begin(undefined);
    onClose();
  };
  const act = async (work: () => Promise<string>) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    try {
      desk.announce(await work());
      begin(undefined);
      onChanged();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const { connector, label, baseUrl, token } = fields;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (doing?.what === 'add')
      void act(async () => {
        await workbench.call('shops.add', {
          connector,
          label: label.trim(),
          baseUrl: baseUrl.trim(),
          token: token.trim(),
        });
        return fillText(text.accountAdded, { what: label.trim() });
      });
    else if (doing?.what === 'renew')
      void act(async () => {
        await workbench.call('shops.update', { id: doing.account.id, token: token.trim() });
        return fillText(text.accountRenewed, { what: doing.account.label });
      });
    else if (doing?.what === 'remove')
      void act(async () => {
        await workbench.call('shops.remove', { id: doing.account.id });
        return fillText(text.accountRemoved, { what: doing.account.label });
      });
  };
  const change = (part: Partial<typeof empty>) => setFields({ ...fields, ...part });
  const tokenField = (
    <PasswordInput
      label={text.accountToken}
      description={text.accountTokenHint}
      autoComplete="off"
      spellCheck={false}
      maxLength={8192}
      value={token}
      visibilityToggleButtonProps={{ 'aria-label': windowText.common.showTyped }}
      onChange={(event) => change({ token: event.currentTarget.value })}
    />
  );
  return (
    <Dialog opened={opened} onClose={close} size={640} title={text.accountsTitle} closeOnClickOutside={false}>
      <div className="stack">
        <p className="quiet">{text.accountsIntro}</p>
        {listError === undefined ? null : <ErrorNote error={listError} onRetry={onChanged} />}
        {accounts.length === 0 && listError === undefined ? <p>{text.accountsEmpty}</p> : null}
        <ul className="accounts" aria-label={text.accountsTitle}>
          {accounts.map((account) => (
            <li
              key={account.id}
              className={`account${account.simulated ? ' simulated' : ''}`}
              aria-label={account.label}
            >
              <div>
                <div className="account-title">
                  <Hostile text={account.label} /> {account.simulated ? <SimulatedBadge small /> : null}
                </div>
                <div className="quiet small">
                  {connectorText[account.connector]} · <Hostile text={account.baseUrl} limit={80} />
                </div>
                <div className="quiet small">
                  {account.simulated
                    ? text.accountBench
                    : fillText(text.accountSince, { date: formatDate(account.createdAt) })}
                </div>
              </div>
              {account.simulated ? null : (
                <div className="account-actions">
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    leftSection={<KeyRound size={12} aria-hidden />}
                    aria-label={`${text.accountRenew} ${visibleText(account.label, 60)}`}
                    onClick={() => begin({ what: 'renew', account })}
                  >
                    {text.accountRenew}
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    className="danger"
                    leftSection={<Trash2 size={12} aria-hidden />}
                    aria-label={`${text.accountRemove} ${visibleText(account.label, 60)}`}
                    onClick={() => begin({ what: 'remove', account })}
                  >
                    {text.accountRemove}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
        {doing === undefined ? (
          <div>
            <Button
              variant="default"
              leftSection={<Plus size={14} aria-hidden />}
              onClick={() => begin({ what: 'add' })}
            >
              {text.accountAdd}
            </Button>
          </div>
        ) : (
          <form className="stack account-form" onSubmit={submit}>
            {doing.what === 'add' ? (
              <>
                <div className="field-pair">
                  <NativeSelect
                    label={text.accountConnector}
                    value={connector}
                    data={connectorName.options.map((value) => ({ value, label: connectorText[value] }))}
                    onChange={(event) => change({ connector: event.currentTarget.value as ConnectorName })}
                  />
                  <TextInput
                    label={text.accountLabel}
                    placeholder={text.accountLabelHint}
                    maxLength={100}
                    value={label}
                    onChange={(event) => change({ label: event.currentTarget.value })}
                  />
                </div>
                <TextInput
                  label={text.accountUrl}
                  description={text.accountUrlHint}
                  placeholder="https://"
                  maxLength={500}
                  value={baseUrl}
                  onChange={(event) => change({ baseUrl: event.currentTarget.value })}
                />
                {tokenField}
              </>
            ) : doing.what === 'renew' ? (
              <>
                <strong>
                  {fillText(text.accountRenewFor, { what: visibleText(doing.account.label, 60) })}
                </strong>
                {tokenField}
              </>
            ) : (
              <Note kind="warn">
                {fillText(text.accountRemoveAsk, { what: visibleText(doing.account.label, 60) })}
              </Note>
            )}
            {error === undefined ? null : <ErrorNote error={error} />}
            <div className="dialog-foot">
              <Button variant="default" onClick={() => begin(undefined)}>
                {windowText.common.cancel}
              </Button>
              {doing.what === 'remove' ? (
                <Button type="submit" color="red.9" loading={busy}>
                  {text.accountRemove}
                </Button>
              ) : (
                <Button
                  type="submit"
                  loading={busy}
                  disabled={
                    token.trim() === '' ||
                    (doing.what === 'add' && (label.trim() === '' || baseUrl.trim() === ''))
                  }
                >
                  {doing.what === 'add' ? text.accountAdd : windowText.common.save}
                </Button>
              )}
            </div>
          </form>
        )}
      </div>
    </Dialog>
  );
}
