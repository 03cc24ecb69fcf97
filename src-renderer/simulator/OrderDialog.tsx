import { Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CallInput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError, WorkbenchError } from '../../src-shared/errors/index.ts';
import { simulatorLimits } from '../../src-shared/model/index.ts';
import { fillText, simulatorText, visibleText, windowText } from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { DateField } from '../ui/DateField.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { momentOfText } from '../ui/date-text.ts';
import { useOptionText } from '../ui/option-text.ts';
import type { Picture } from './use-simulator.ts';

const text = simulatorText.servers;

const empty = {
  library: '1-nordlicht',
  profileName: '',
  serviceProviderName: '',
  profileClass: '',
  matchingId: '',
  confirmationCode: '',
  eid: '',
  maxInstallations: '',
  maxDownloads: '',
  end: '',
};
type Fields = typeof empty;

/** The content of a file in base64. */
async function base64Of(file: File, limit: number): Promise<string> {
  if (file.size > limit) throw new WorkbenchError('profile_too_large', { length: file.size, limit });
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

export function OrderDialog({
  opened,
  picture,
  onClose,
}: {
  readonly opened: boolean;
  readonly picture: Picture;
  readonly onClose: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} simulated size={640} title={text.makeTitle}>
      {opened ? <Form picture={picture} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Form({ picture, onClose }: { readonly picture: Picture; readonly onClose: () => void }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const optionText = useOptionText();
  const library = useCall('simulator.library', {});
  const [from, setFrom] = useState<'library' | 'file'>('library');
  const [file, setFile] = useState<File>();
  const [icon, setIcon] = useState<File>();
  const [fields, setFields] = useState<Fields>(empty);
  const [rules, setRules] = useState<ReadonlySet<'ppr1' | 'ppr2'>>(new Set());
  const [smds, setSmds] = useState(false);
  const [release, setRelease] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const set = (part: Partial<Fields>) => setFields({ ...fields, ...part });
  const input = (name: keyof Fields, more: { maxLength?: number; description?: string } = {}) => ({
    value: fields[name],
    autoComplete: 'off',
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      set({ [name]: event.currentTarget.value }),
    ...more,
  });
  const request = async (): Promise<CallInput<'simulator.orders.make'>> => {
    const some = (name: keyof Fields, as: string = name) =>
      fields[name].trim() === '' ? {} : { [as]: fields[name].trim() };
    const number = (name: 'maxInstallations' | 'maxDownloads') =>
      fields[name].trim() === '' ? {} : { [name]: Number(fields[name]) };
    const end = momentOfText(fields.end);
    return {
      from:
        from === 'library' || file === undefined
          ? { kind: 'library', profile: fields.library }
          : { kind: 'file', package: await base64Of(file, simulatorLimits.packageBytes) },
      ...some('profileName'),
      ...some('serviceProviderName'),
      ...some('profileClass'),
      ...some('matchingId'),
      ...some('confirmationCode'),
      ...some('eid'),
      ...number('maxInstallations'),
      ...number('maxDownloads'),
      ...(end === undefined ? {} : { expiresAt: end }),
      ...(rules.size === 0 ? {} : { policyRules: [...rules] }),
      ...(icon === undefined
        ? {}
        : { icon: { type: icon.type === 'image/jpeg' ? 'jpg' : 'png', data: await base64Of(icon, 1024) } }),
      smds,
      release,
    };
  };
  const wrongEnd = fields.end.trim() !== '' && momentOfText(fields.end) === undefined;
  const make = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const made = await workbench.call('simulator.orders.make', await request());
      desk.announce(fillText(text.made, { what: visibleText(made.profileName, 60) }));
      onClose();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
      setBusy(false);
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !wrongEnd) void make();
      }}
    >
      <div className="sim-fields">
        <NativeSelect
          label={text.from}
          data-autofocus
          value={from}
          data={[
            { value: 'library', label: text.fromLibrary },
            { value: 'file', label: text.fromFile },
          ]}
          onChange={(event) => setFrom(event.currentTarget.value as typeof from)}
        />
        {from === 'library' ? (
          <NativeSelect
            label={text.profile}
            value={fields.library}
            data={(library.value ?? []).map((one) => ({
              value: one.profile,
              label: `${one.profileName} (${one.serviceProviderName})`,
            }))}
            onChange={(event) => set({ library: event.currentTarget.value })}
          />
        ) : (
          <label className="sim-file">
            {text.file}
            <input
              type="file"
              accept=".der"
              required
              onChange={(event) => setFile(event.target.files?.[0])}
            />
          </label>
        )}
        <TextInput label={simulatorText.cards.profileName} {...input('profileName', { maxLength: 64 })} />
        <TextInput
          label={simulatorText.cards.provider}
          {...input('serviceProviderName', { maxLength: 32 })}
        />
        <NativeSelect
          label={text.className}
          data={[
            { value: '', label: '' },
            ...Object.entries(text.classes).map(([value, label]) => ({ value, label })),
          ]}
          {...input('profileClass')}
        />
        <label className="sim-file">
          {text.icon}
          <input
            type="file"
            accept="image/png,image/jpeg"
            onChange={(event) => setIcon(event.target.files?.[0])}
          />
        </label>
        <TextInput
          label={text.matchingId}
          {...input('matchingId', { maxLength: 255, description: text.matchingHint })}
        />
        <TextInput
          label={text.confirmationCode}
          {...input('confirmationCode', { maxLength: 64, description: text.noCode })}
        />
        <NativeSelect
          label={text.forCard}
          data={[
            { value: '', label: text.anyone },
            ...picture.cards.map((one, at) => ({
              value: one.eid,
              label: `${optionText(visibleText(one.name, 40), at)} · …${one.eid.slice(-4)}`,
            })),
          ]}
          {...input('eid')}
        />
        <TextInput
          label={text.maxInstallations}
          placeholder="1"
          inputMode="numeric"
          {...input('maxInstallations')}
        />
        <TextInput label={text.maxDownloads} inputMode="numeric" {...input('maxDownloads')} />
        <DateField
          withTime
          label={text.end}
          description={text.endHint}
          value={fields.end}
          onChange={(end) => set({ end })}
        />
      </div>
      <p className="quiet small">{text.metadataHint}</p>
      <fieldset className="sim-quirks">
        <legend>{text.rules}</legend>
        {(['ppr1', 'ppr2'] as const).map((rule) => (
          <Checkbox
            key={rule}
            size="xs"
            label={text.ruleNames[rule]}
            checked={rules.has(rule)}
            onChange={(event) => {
              const next = new Set(rules);
              if (event.currentTarget.checked) next.add(rule);
              else next.delete(rule);
              setRules(next);
            }}
          />
        ))}
      </fieldset>
      <div className="sim-line">
        <Checkbox
          size="xs"
          label={text.atSmds}
          disabled={fields.eid === '' || picture.smds === undefined}
          checked={smds && fields.eid !== ''}
          onChange={(event) => setSmds(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label={text.release}
          checked={release}
          onChange={(event) => setRelease(event.currentTarget.checked)}
        />
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={wrongEnd}>
          {simulatorText.make}
        </Button>
      </Group>
    </form>
  );
}
