import { TextInput } from '@mantine/core';
import { codesText } from '../../src-shared/texts.ts';
import { usePreferences } from '../state/preferences.ts';
import { DateField } from '../ui/DateField.tsx';
import { dayOfText } from '../ui/date-text.ts';

const text = codesText;

/** What is known of a code beside the code, as it is typed. */
export interface CodeFields {
  readonly label: string;
  readonly carrier: string;
  readonly iccid: string;
  readonly batch: string;
  /** A day as it is typed (`dayOfText`). */
  readonly validUntil: string;
}

export const noFields: CodeFields = { label: '', carrier: '', iccid: '', batch: '', validUntil: '' };

export const plainIccid = (typed: string) => typed.replace(/\s+/g, '').toUpperCase();

export const isIccid = (typed: string) =>
  plainIccid(typed) === '' || /^[0-9A-F]{10,20}$/.test(plainIccid(typed));

/** Whether what is typed can be kept as it is. */
export const fieldsFit = ({ iccid, validUntil }: CodeFields) =>
  isIccid(iccid) && (validUntil.trim() === '' || dayOfText(validUntil) !== undefined);

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
      <DateField
        label={text.validUntil}
        value={value.validUntil}
        onChange={(validUntil) => onChange({ ...value, validUntil })}
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
