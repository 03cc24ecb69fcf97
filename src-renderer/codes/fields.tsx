import { TextInput } from '@mantine/core';
import { codesText } from '../../src-shared/texts.ts';
import { usePreferences } from '../state/preferences.ts';

const text = codesText;

/** What is known of a code beside the code, as it is typed. */
export interface CodeFields {
  readonly label: string;
  readonly carrier: string;
  readonly iccid: string;
  readonly batch: string;
  /** `2026-12-31`, as a date field gives it. */
  readonly validUntil: string;
}

export const noFields: CodeFields = { label: '', carrier: '', iccid: '', batch: '', validUntil: '' };

const DAY_MS = 86_400_000;

/** The end of that day, as this machine counts days; undefined where there is none. */
export function endOfDay(date: string): number | undefined {
  const start = date === '' ? Number.NaN : new Date(`${date}T00:00:00`).getTime();
  return Number.isNaN(start) ? undefined : start + DAY_MS - 1;
}

export const plainIccid = (typed: string) => typed.replace(/\s+/g, '').toUpperCase();

export const isIccid = (typed: string) =>
  plainIccid(typed) === '' || /^[0-9A-F]{10,20}$/.test(plainIccid(typed));

/** Label, carrier, ICCID, batch and validity. */
export function CodeFieldInputs({
  value,
  batches,
  onChange,
}: {
  readonly value: CodeFields;
  readonly batches: readonly string[];
  readonly onChange: (next: CodeFields) => void;
}) {
  return (
    <div className="field-grid">
      <TextInput
        label={text.label}
        maxLength={200}
        value={value.label}
        onChange={(event) => onChange({ ...value, label: event.currentTarget.value })}
      />
      <TextInput
        label={text.carrier}
        maxLength={200}
        value={value.carrier}
        onChange={(event) => onChange({ ...value, carrier: event.currentTarget.value })}
      />
      <TextInput
        label={text.iccid}
        placeholder={text.iccidHint}
        classNames={{ input: 'mono' }}
        spellCheck={false}
        value={value.iccid}
        error={isIccid(value.iccid) ? undefined : text.iccidHint}
        onChange={(event) => onChange({ ...value, iccid: event.currentTarget.value })}
      />
      <BatchInput value={value.batch} batches={batches} onChange={(batch) => onChange({ ...value, batch })} />
      <TextInput
        type="date"
        label={text.validUntil}
        value={value.validUntil}
        onChange={(event) => onChange({ ...value, validUntil: event.currentTarget.value })}
      />
    </div>
  );
}

/** A batch: one that there is, or a new one. */
export function BatchInput({
  value,
  batches,
  onChange,
}: {
  readonly value: string;
  readonly batches: readonly string[];
  readonly onChange: (next: string) => void;
}) {
  // What is suggested is shown by the browser, which masks nothing.
  const { masked } = usePreferences();
  return (
    <div>
      <TextInput
        label={text.batch}
        maxLength={100}
        list="known-batches"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id="known-batches">
        {(masked ? [] : batches).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </div>
  );
}
