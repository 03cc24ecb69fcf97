import { Button, Divider, Group } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { upkeepText, windowText } from '../../src-shared/texts.ts';
import { DeviceInfoFields, deviceInfoOf, draftOf, emptyDevice } from '../download/DeviceInfoFields.tsx';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ApisSettings } from './ApisSettings.tsx';

const text = windowText.settings;

/** What is set for the whole bench: what servers are told about the device, and whether scripts are served. */
export function SettingsDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const settings = useCall('settings.get', opened ? {} : undefined, opened ? 1 : 0);
  const [draft, setDraft] = useState(emptyDevice);
  const [error, setError] = useState<ErrorData>();
  const [saving, setSaving] = useState(false);
  const known = settings.value?.deviceInfo;
  useEffect(() => {
    if (opened && known !== undefined) setDraft(draftOf(known));
  }, [opened, known]);
  const deviceInfo = deviceInfoOf(draft);
  const ready = deviceInfo !== undefined && deviceInfo !== 'wrong';
  const save = async () => {
    if (!ready) return;
    setSaving(true);
    setError(undefined);
    try {
      await workbench.call('settings.set', { deviceInfo });
      desk.announce(text.saved);
      onClose();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setSaving(false);
    }
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={text.title} size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <h3>{text.device}</h3>
        <p className="quiet">{text.deviceHint}</p>
        {settings.state === 'error' ? <ErrorNote error={settings.error} onRetry={settings.again} /> : null}
        <DeviceInfoFields value={draft} onChange={setDraft} />
        {error === undefined ? null : <ErrorNote error={error} />}
        <p>
          <a href={formatRoute({ page: 'upkeep' })} title={upkeepText.openHint} onClick={onClose}>
            {upkeepText.open}
          </a>
        </p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button type="submit" disabled={!ready} loading={saving}>
            {windowText.common.save}
          </Button>
        </Group>
      </form>
      <Divider my="md" />
      <ApisSettings />
    </Dialog>
  );
}
