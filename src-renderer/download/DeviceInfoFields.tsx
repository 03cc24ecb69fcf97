import { TextInput } from '@mantine/core';
import type { DeviceInfo } from '../../src-shared/model/index.ts';
import { deviceInfo } from '../../src-shared/model/index.ts';
import { windowText } from '../../src-shared/texts.ts';

const text = windowText.download;

type Capability = keyof NonNullable<DeviceInfo['capabilities']>;
const capabilities: readonly (readonly [name: Capability, label: string])[] = [
  ['gsmSupportedRelease', 'GSM'],
  ['utranSupportedRelease', 'UTRAN'],
  ['eutranEpcSupportedRelease', 'E-UTRAN, EPC'],
  ['eutran5gcSupportedRelease', 'E-UTRAN, 5GC'],
  ['nrEpcSupportedRelease', 'NR, EPC'],
  ['nr5gcSupportedRelease', 'NR, 5GC'],
  ['cdma2000onexSupportedRelease', 'CDMA2000 1X'],
  ['cdma2000hrpdSupportedRelease', 'CDMA2000 HRPD'],
  ['cdma2000ehrpdSupportedRelease', 'CDMA2000 eHRPD'],
  ['contactlessSupportedRelease', 'Contactless'],
  ['rspCrlSupportedVersion', 'RSP CRL'],
];

export interface DeviceDraft {
  readonly tac: string;
  readonly imei: string;
  readonly releases: Readonly<Partial<Record<Capability, string>>>;
}
export const emptyDevice: DeviceDraft = { tac: '', imei: '', releases: {} };

/** What the draft stands for: nothing where it is empty, `wrong` where the server could not take it. */
export function deviceInfoOf(draft: DeviceDraft): DeviceInfo | 'wrong' | undefined {
  const releases = Object.fromEntries(
    Object.entries(draft.releases)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const tac = draft.tac.trim();
  const imei = draft.imei.trim();
  if (tac === '' && imei === '' && Object.keys(releases).length === 0) return undefined;
  const parsed = deviceInfo.safeParse({
    // The first eight digits of an IMEI are its TAC.
    tac: tac === '' ? imei.slice(0, 8) : tac,
    ...(imei === '' ? {} : { imei }),
    ...(Object.keys(releases).length === 0 ? {} : { capabilities: releases }),
  });
  return parsed.success ? parsed.data : 'wrong';
}

const wrong = (value: string, pattern: RegExp) => value.trim() !== '' && !pattern.test(value.trim());

export function DeviceInfoFields({
  value,
  onChange,
}: {
  readonly value: DeviceDraft;
  readonly onChange: (value: DeviceDraft) => void;
}) {
  return (
    <div className="device">
      <p className="quiet">{text.deviceInfoHint}</p>
      <div className="device-grid">
        <TextInput
          label={text.tac}
          inputMode="numeric"
          value={value.tac}
          error={wrong(value.tac, /^\d{8}$/)}
          onChange={(event) => onChange({ ...value, tac: event.currentTarget.value })}
        />
        <TextInput
          label={text.imei}
          inputMode="numeric"
          value={value.imei}
          error={wrong(value.imei, /^\d{15,16}$/)}
          onChange={(event) => onChange({ ...value, imei: event.currentTarget.value })}
        />
      </div>
      <div className="field-label">{text.addCapability}</div>
      <div className="device-grid device-releases">
        {capabilities.map(([name, label]) => (
          <TextInput
            key={name}
            label={label}
            placeholder="15.0.0"
            value={value.releases[name] ?? ''}
            error={wrong(value.releases[name] ?? '', /^\d{1,3}\.\d{1,3}\.\d{1,3}$/)}
            onChange={(event) =>
              onChange({ ...value, releases: { ...value.releases, [name]: event.currentTarget.value } })
            }
          />
        ))}
      </div>
    </div>
  );
}
