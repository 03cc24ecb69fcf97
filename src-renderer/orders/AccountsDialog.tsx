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
  tokenText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note, SimulatedBadge } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Hostile } from '../ui/text.tsx';

const text = ordersText;
type Access = keyof typeof text.accountAccesses;
const empty = {
  connector: 'truphone' as ConnectorName,
  label: '',
  baseUrl: '',
  access: 'login' as Access,
  token: '',
  key: '',
  secret: '',
};

/** What is being done in the dialog beside the list. */
type Doing = { readonly what: 'add' } | { readonly what: 'renew' | 'remove'; readonly account: OrderAccount };

/** The accounts at shops: add, renew the token, remove. A token that was typed is forgotten as soon as it is sent. */
export function AccountsDialog({
  opened,
  accounts,
  now,
  error: listError,
  onChanged,
  onClose,
}: {
  readonly opened: boolean;
  readonly accounts: readonly OrderAccount[];
  readonly now: number;
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
  const { connector, label, baseUrl, token, key, secret } = fields;
  // The other shop has no login that is documented.
  const hasLogin = (doing?.what === 'renew' ? doing.account.connector : connector) === 'octopus';
  const access = hasLogin ? fields.access : 'token';
  const credentials =
    access === 'token'
      ? { token: token.trim() }
      : { login: { username: key.trim(), password: secret.trim() } };
  const isGiven = access === 'token' ? token.trim() !== '' : key.trim() !== '' && secret.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (doing?.what === 'add')
      void act(async () => {
        await workbench.call('shops.add', {
          connector,
          label: label.trim(),
          baseUrl: baseUrl.trim(),
          ...credentials,
        });
        return fillText(text.accountAdded, { what: label.trim() });
      });
    else if (doing?.what === 'renew')
      void act(async () => {
        await workbench.call('shops.update', { id: doing.account.id, ...credentials });
        return fillText(text.accountRenewed, { what: doing.account.label });
      });
    else if (doing?.what === 'remove')
      void act(async () => {
        await workbench.call('shops.remove', { id: doing.account.id });
        return fillText(text.accountRemoved, { what: doing.account.label });
      });
  };
  const tokenState = (account: OrderAccount) => tokenText(account, now);
  const change = (part: Partial<typeof empty>) => setFields({ ...fields, ...part });
  const secretField = (name: 'token' | 'key' | 'secret', labelled: string, description?: string) => (
    <PasswordInput
      label={labelled}
      description={description}
      autoComplete="off"
      spellCheck={false}
      maxLength={name === 'token' ? 8192 : 1024}
      value={fields[name]}
      visibilityToggleButtonProps={{ 'aria-label': windowText.common.showTyped }}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  const tokenField = (
    <>
      {hasLogin ? (
        <NativeSelect
          label={text.accountAccess}
          value={access}
          data={Object.entries(text.accountAccesses).map(([value, name]) => ({ value, label: name }))}
          onChange={(event) => change({ access: event.currentTarget.value as Access })}
        />
      ) : null}
      {access === 'token' ? (
        secretField('token', text.accountToken, text.accountTokenHint)
      ) : (
        <>
          {secretField('key', text.accountKey, text.accountLoginHint)}
          {secretField('secret', text.accountSecret)}
        </>
      )}
    </>
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
                  {tokenState(account) === ''
                    ? null
                    : ` · ${fillText(text.accountTokenState, { state: tokenState(account) })}`}
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
                    !isGiven || (doing.what === 'add' && (label.trim() === '' || baseUrl.trim() === ''))
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
