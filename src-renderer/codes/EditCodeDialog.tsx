import { Button, Group, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Code } from '../../src-shared/model/index.ts';
import { codesText, fillText, isoDate, windowText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { endOfDay } from '../ui/date-text.ts';
import { CodeFieldInputs, type CodeFields, fieldsFit, plainIccid } from './fields.tsx';

const text = codesText;

const fieldsOf = (code: Code): CodeFields => ({
  label: code.label ?? '',
  carrier: code.carrier ?? '',
  iccid: code.iccid ?? '',
  batch: code.batch ?? '',
  validUntil: code.validUntil === undefined ? '' : isoDate(code.validUntil),
});

/** Of the fields that were changed their new values; null takes one away. */
function changesOf(code: Code, fields: CodeFields) {
  const before = fieldsOf(code);
  const changed = <T,>(name: keyof CodeFields, value: T | undefined) =>
    fields[name] === before[name] ? {} : { [name]: value ?? null };
  return {
    ...changed('label', fields.label.trim() || undefined),
    ...changed('carrier', fields.carrier.trim() || undefined),
    ...changed('iccid', plainIccid(fields.iccid) || undefined),
    ...changed('batch', fields.batch.trim() || undefined),
    ...changed('validUntil', endOfDay(fields.validUntil)),
  };
}

export function EditCodeDialog({
  code,
  kept,
  opened,
  onClose,
  onChanged,
}: {
  readonly code: Code;
  /** Whether the code itself, and so a confirmation code, is still kept. */
  readonly kept: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}) {
  return (
    <Dialog opened={opened} onClose={onClose} title={fillText(text.editTitle, { id: code.id })} size={560}>
      {opened ? <Form code={code} kept={kept} onClose={onClose} onChanged={onChanged} /> : null}
    </Dialog>
  );
}

function Form({
  code,
  kept,
  onClose,
  onChanged,
}: {
  readonly code: Code;
  readonly kept: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [fields, setFields] = useState(() => fieldsOf(code));
  const [confirmationCode, setConfirmationCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await workbench.call('codes.update', {
        id: code.id,
        ...changesOf(code, fields),
        ...(confirmationCode === '' ? {} : { confirmationCode }),
      });
      desk.announce(fillText(text.saved, { id: code.id }));
      onChanged();
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
        if (fieldsFit(fields) && !busy) void save();
      }}
    >
      <p className="quiet small">{text.editHint}</p>
      <CodeFieldInputs value={fields} batches={[]} onChange={setFields} />
      {kept ? (
        <PasswordInput
          label={text.confirmationChange}
          description={code.confirmationCodeKept ? text.confirmationKept : undefined}
          autoComplete="off"
          maxLength={64}
          value={confirmationCode}
          onChange={(event) => setConfirmationCode(event.currentTarget.value)}
        />
      ) : null}
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" loading={busy} disabled={!fieldsFit(fields)}>
          {windowText.common.save}
        </Button>
      </Group>
    </form>
  );
}
