import { Button, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { tokenName } from '../../src-shared/model/index.ts';
import { fillText, tokensText, windowText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { CopyButton } from '../ui/text.tsx';

const text = tokensText;
/** How a program shows a token; the token itself is never part of what is shown. */
const example = `curl -H "Authorization: Bearer $TOKEN" \\
  http://127.0.0.1:PORT/ws/v1/esim_profiles/inventory`;

/** Makes a token and shows it this once. The secret is nowhere but in this dialog, and gone with it. */
export function CreateTokenDialog({
  opened,
  onCreated,
  onClose,
}: {
  readonly opened: boolean;
  readonly onCreated: () => void;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const [name, setName] = useState('');
  const [readOnly, setReadOnly] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [secret, setSecret] = useState<string>();
  const [seen, setSeen] = useState(false);
  const create = async () => {
    if (busy || !tokenName.safeParse(name.trim()).success) return;
    setBusy(true);
    setError(undefined);
    try {
      const made = await workbench.call('tokens.create', { name: name.trim(), readOnly });
      setSecret(made.secret);
      onCreated();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const close = () => {
    setSecret(undefined);
    onClose();
  };
  return (
    <Dialog
      opened={opened}
      onClose={close}
      // A stray click must not take away what is shown this once.
      closeOnClickOutside={false}
      title={secret === undefined ? text.create : fillText(text.created, { what: name.trim() })}
      size={560}
    >
      {secret === undefined ? (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void create();
          }}
        >
          <TextInput
            data-autofocus
            label={text.name}
            description={text.nameHint}
            value={name}
            maxLength={64}
            autoComplete="off"
            error={name.trim() !== '' && !tokenName.safeParse(name.trim()).success}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Switch
            label={text.readOnlyLabel}
            description={text.readOnlyHint}
            checked={readOnly}
            onChange={(event) => setReadOnly(event.currentTarget.checked)}
          />
          {error === undefined ? null : <ErrorNote error={error} />}
          <div className="dialog-foot">
            <Button variant="default" onClick={close}>
              {windowText.common.cancel}
            </Button>
            <Button type="submit" loading={busy} disabled={!tokenName.safeParse(name.trim()).success}>
              {text.create}
            </Button>
          </div>
        </form>
      ) : (
        <div className="stack">
          <Note kind="warn" live>
            {text.createdHint}
          </Note>
          <div className="secret-line">
            <input
              readOnly
              className="mono secret-field"
              aria-label={text.secret}
              type={seen ? 'text' : 'password'}
              autoComplete="off"
              value={secret}
            />
            <CopyButton value={secret} what={text.secret} />
            <Button size="compact-xs" variant="default" onClick={() => setSeen(!seen)}>
              {seen ? text.hideIt : text.show}
            </Button>
          </div>
          <section aria-label={text.example}>
            <h3>{text.example}</h3>
            <div className="secret-line">
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
              <pre className="secret-example mono open" tabIndex={0}>
                {example}
              </pre>
              <CopyButton value={example} what={text.example} />
            </div>
            <p className="quiet small">{text.exampleHint}</p>
          </section>
          <div className="dialog-foot">
            <Button data-autofocus onClick={close}>
              {text.done}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
