import { Button, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { shellText, windowText } from '../../src-shared/texts.ts';
import { DeviceInfoFields, deviceInfoOf, draftOf, emptyDevice } from '../download/DeviceInfoFields.tsx';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';

const text = shellText.settings;

/** What servers are told about the device, in every download that says nothing else. */
export default function DeviceSection() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const settings = useCall('settings.get', {});
  const [draft, setDraft] = useState(emptyDevice);
  const [error, setError] = useState<ErrorData>();
  const [saving, setSaving] = useState(false);
  const known = settings.value?.deviceInfo;
  useEffect(() => {
    if (known !== undefined) setDraft(draftOf(known));
  }, [known]);
  const deviceInfo = deviceInfoOf(draft);
  const ready = deviceInfo !== undefined && deviceInfo !== 'wrong';
  const save = async () => {
    if (!ready) return;
    setSaving(true);
    setError(undefined);
    try {
      await workbench.call('settings.set', { deviceInfo });
      settings.again();
      desk.announce(text.saved);
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setSaving(false);
    }
  };
  return (
    <form
      className="stack settings-fields"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="quiet">{windowText.settings.deviceHint}</p>
      {settings.state === 'error' ? <ErrorNote error={settings.error} onRetry={settings.again} /> : null}
      <DeviceInfoFields value={draft} onChange={setDraft} />
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group>
        <Button type="submit" disabled={!ready} loading={saving}>
          {windowText.common.save}
        </Button>
      </Group>
    </form>
  );
}
