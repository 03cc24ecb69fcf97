import { Button, Group, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { apisSettings } from '../../src-shared/model/index.ts';
import { fillText, apisText as text } from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Told } from '../ui/text.tsx';

/** Switches the APIs for scripts on and off, and says where they are. */
export default function ApisSection() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const found = useCall('apis.get', {});
  const [enabled, setEnabled] = useState(false);
  const [port, setPort] = useState('');
  const [error, setError] = useState<ErrorData>();
  const [saving, setSaving] = useState(false);
  const { value, again } = found;
  useEffect(() => {
    if (value === undefined) return;
    // Told at the command line, they are served elsewhere than is kept.
    setEnabled(value.settings.enabled || value.address !== undefined);
    setPort(value.address === undefined ? String(value.settings.port) : new URL(value.address).port);
  }, [value]);
  const wish = apisSettings.safeParse({ enabled, port: /^\d+$/.test(port) ? Number(port) : undefined });
  const apply = async () => {
    if (!wish.success) return;
    setSaving(true);
    setError(undefined);
    try {
      const { address } = await workbench.call('apis.set', wish.data);
      desk.announce(address === undefined ? text.ended : fillText(text.changed, { address }));
      again();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setSaving(false);
    }
  };
  const shown = error ?? value?.error;
  const status =
    value?.address === undefined ? text.off : fillText(text.servedAt, { address: value.address });
  return (
    <form
      className="stack settings-fields"
      aria-label={text.title}
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <p className="quiet">
        <Told text={value?.available === false ? text.elsewhere : text.hint} />
      </p>
      {found.state === 'error' ? <ErrorNote error={found.error} onRetry={again} /> : null}
      {value?.available !== true ? null : (
        <>
          <Switch
            label={text.enabled}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
          <TextInput
            label={text.port}
            w={140}
            inputMode="numeric"
            value={port}
            error={wish.success ? undefined : text.portWrong}
            onChange={(event) => setPort(event.currentTarget.value)}
          />
          <p role="status">{status}</p>
          {shown === undefined ? null : <ErrorNote error={shown} />}
          <Group>
            <Button type="submit" disabled={!wish.success} loading={saving}>
              {text.apply}
            </Button>
          </Group>
        </>
      )}
    </form>
  );
}
