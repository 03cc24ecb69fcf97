import { Button, Group, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { smdsAddresses } from '../../src-shared/model/index.ts';
import { shellText, windowText } from '../../src-shared/texts.ts';
import { DeviceInfoFields, deviceInfoOf, draftOf, emptyDevice } from '../download/DeviceInfoFields.tsx';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';

const text = shellText.settings;

/** What servers are told about the device, in every download that says nothing else; and which SM-DSs a discovery asks. */
export default function DeviceSection() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const settings = useCall('settings.get', {});
  const [draft, setDraft] = useState(emptyDevice);
  const [error, setError] = useState<ErrorData>();
  const [saving, setSaving] = useState(false);
  const [smds, setSmds] = useState('');
  const known = settings.value;
  useEffect(() => {
    if (known === undefined) return;
    setDraft(draftOf(known.deviceInfo));
    setSmds((known.smdsAddresses ?? []).join('\n'));
  }, [known]);
  const deviceInfo = deviceInfoOf(draft);
  const servers = smdsAddresses.safeParse(smds.split(/[\s,;]+/).filter((name) => name !== ''));
  const ready = deviceInfo !== undefined && deviceInfo !== 'wrong' && servers.success;
  const save = async () => {
    if (!ready) return;
    setSaving(true);
    setError(undefined);
    try {
      await workbench.call('settings.set', { deviceInfo, smdsAddresses: servers.data });
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
      {/* Empty fields beside what could not be read would be saved over it. */}
      {known === undefined ? null : (
        <>
          <DeviceInfoFields value={draft} onChange={setDraft} />
          <Textarea
            label={text.smds}
            description={text.smdsHint}
            error={servers.success ? undefined : text.smdsWrong}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={3000}
            spellCheck={false}
            classNames={{ input: 'mono' }}
            value={smds}
            onChange={(event) => setSmds(event.currentTarget.value)}
          />
          {error === undefined ? null : <ErrorNote error={error} />}
          <Group>
            <Button type="submit" disabled={!ready} loading={saving}>
              {windowText.common.save}
            </Button>
          </Group>
        </>
      )}
    </form>
  );
}
