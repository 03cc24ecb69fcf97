import { TextInput } from '@mantine/core';
import { Search } from 'lucide-react';

/** The field that finds in the list of a page; the key `/` leads to it. `label` says by what it finds. */
export function FilterField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextInput
      data-search
      className="filter-field"
      aria-label={label}
      placeholder={label}
      value={value}
      leftSection={<Search size={14} aria-hidden />}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
