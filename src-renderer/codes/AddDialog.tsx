import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { codesText } from '../../src-shared/texts.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { AddOne } from './AddOne.tsx';
import { type GivenCodes, ImportCodes } from './ImportCodes.tsx';

const text = codesText;

/** New codes for the vault: one by hand, or many from a list or files. */
export function AddDialog({
  opened,
  onClose,
  batches,
  onAdded,
  given,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly batches: readonly string[];
  readonly onAdded: () => void;
  /** What was dropped or pasted onto the page. */
  readonly given?: GivenCodes | undefined;
}) {
  const [way, setWay] = useState<'one' | 'several'>(given === undefined ? 'one' : 'several');
  return (
    <Dialog opened={opened} onClose={onClose} title={text.addTitle} size={780} closeOnClickOutside={false}>
      {opened ? (
        <div className="stack">
          <SegmentedControl
            aria-label={text.addTitle}
            value={way}
            onChange={(value) => setWay(value as 'one' | 'several')}
            data={[
              { value: 'one', label: text.one },
              { value: 'several', label: text.several },
            ]}
          />
          {way === 'one' ? (
            <AddOne batches={batches} onAdded={onAdded} onClose={onClose} />
          ) : (
            <ImportCodes batches={batches} onAdded={onAdded} onClose={onClose} given={given} />
          )}
        </div>
      ) : null}
    </Dialog>
  );
}
