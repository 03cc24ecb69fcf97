import { TextInput } from '@mantine/core';
import type { DeviceInfo } from '../../src-shared/model/index.ts';
import { deviceInfo } from '../../src-shared/model/index.ts';
import { windowText } from '../../src-shared/texts.ts';
import { usePreferences } from '../state/preferences.ts';

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
  readonly releases: Readonly<Partial<Record<Capability, string | undefined>>>;
}
export const emptyDevice: DeviceDraft = { tac: '', imei: '', releases: {} };

/** A draft that says what is known already. */
export function draftOf(known: DeviceInfo): DeviceDraft {
  return { tac: known.tac, imei: known.imei ?? '', releases: known.capabilities ?? {} };
}

/**
 * What the draft stands for, with the bench's values where it says nothing: nothing at all where it is empty, `wrong`
 * where a server could not take it.
 */
export function deviceInfoOf(draft: DeviceDraft, bench?: DeviceInfo): DeviceInfo | 'wrong' | undefined {
  const releases = Object.fromEntries(
    Object.entries(draft.releases)
      .map(([name, value]) => [name, (value ?? '').trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const givenTac = draft.tac.trim();
  const givenImei = draft.imei.trim();
  if (givenTac === '' && givenImei === '' && Object.keys(releases).length === 0) return undefined;
  // The first eight digits of an IMEI are its TAC: the bench's IMEI goes with the bench's TAC only.
  const imei = givenImei === '' && givenTac === '' ? bench?.imei : givenImei;
  const tac = givenTac !== '' ? givenTac : givenImei !== '' ? givenImei.slice(0, 8) : (bench?.tac ?? '');
  const capabilities = { ...bench?.capabilities, ...releases };
  const parsed = deviceInfo.safeParse({
    tac,
    ...(imei === undefined || imei === '' ? {} : { imei }),
    ...(Object.keys(capabilities).length === 0 ? {} : { capabilities }),
  });
  return parsed.success ? parsed.data : 'wrong';
}

const wrong = (value: string, pattern: RegExp) => value.trim() !== '' && !pattern.test(value.trim());

export function DeviceInfoFields({
  value,
  bench,
  onChange,
}: {
  readonly value: DeviceDraft;
  /** What is sent where a field is left empty. */
  readonly bench?: DeviceInfo | undefined;
  readonly onChange: (value: DeviceDraft) => void;
}) {
  const { masked } = usePreferences();
  return (
    <div className="device">
      {bench === undefined ? null : <p className="quiet">{text.deviceInfoHint}</p>}
      <div className="device-grid">
        <TextInput
          label={text.tac}
          inputMode="numeric"
          placeholder={bench?.tac ?? ''}
          value={value.tac}
          error={wrong(value.tac, /^\d{8}$/)}
          onChange={(event) => onChange({ ...value, tac: event.currentTarget.value })}
        />
        <TextInput
          label={text.imei}
          inputMode="numeric"
          placeholder={masked ? '' : (bench?.imei ?? '')}
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
            placeholder={bench === undefined ? '15.0.0' : (bench.capabilities?.[name] ?? '')}
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
