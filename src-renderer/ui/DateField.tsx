import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { windowText } from '../../src-shared/texts.ts';
import { dayOfText, momentTextOf, movedBy } from './date-text.ts';

const text = windowText.date;

/**
 * A field for a day, or for a day and a time of it. `value` is what was typed, as it was typed: `dayOfText` and `momentOfText`
 * read it, and give undefined while it is none. What can be read is written as `2026-11-27` (`2026-11-27 14:30`) when the field is
 * left; what cannot be read is said then, not while it is being typed. Up and down are a day later and earlier.
 */
export function DateField({
  label,
  value,
  onChange,
  withTime = false,
  description,
  error,
  autoFocus = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly withTime?: boolean;
  readonly description?: ReactNode;
  /** What else is wrong with it. */
  readonly error?: string | undefined;
  /** Whether a dialog that opens leads here. */
  readonly autoFocus?: boolean;
}) {
  const [typing, setTyping] = useState(false);
  const read = withTime ? momentTextOf : dayOfText;
  const wrong = !typing && value.trim() !== '' && read(value) === undefined;
  const form = withTime ? text.momentHint : text.dayHint;
  return (
    <TextInput
      label={label}
      value={value}
      placeholder={withTime ? text.momentForm : text.dayForm}
      // How a date is written is read to those who see no placeholder.
      description={description ?? form}
      descriptionProps={description === undefined ? { className: 'visually-hidden' } : {}}
      classNames={{
        input: 'open',
        error: 'date-error',
        ...(description === undefined ? { wrapper: 'date-plain' } : {}),
      }}
      autoComplete="off"
      spellCheck={false}
      maxLength={30}
      error={wrong ? (withTime ? text.momentWrong : text.dayWrong) : error}
      errorProps={{ role: 'alert' }}
      {...(autoFocus ? { 'data-autofocus': true } : {})}
      onChange={(event) => {
        setTyping(true);
        onChange(event.currentTarget.value);
      }}
      onBlur={() => {
        setTyping(false);
        const plain = read(value);
        if (plain !== undefined && plain !== value) onChange(plain);
      }}
      onKeyDown={(event) => {
        const days = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        const moved = days === 0 || event.altKey || event.ctrlKey ? undefined : movedBy(value, days);
        if (moved === undefined) return;
        event.preventDefault();
        onChange(moved);
      }}
    />
  );
}
