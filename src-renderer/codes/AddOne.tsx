import { Button, PasswordInput, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';
import { maxInputLength } from '../../src-shared/activation-code.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { codeRemarkText, codesText, fillText, windowText } from '../../src-shared/texts.ts';
import { CodeParts } from '../download/CodeParts.tsx';
import { useCode } from '../download/use-code.ts';
import { useWorkbench } from '../state/context.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { endOfDay } from '../ui/date-text.ts';
import { CodeFieldInputs, fieldsFit, noFields, plainIccid } from './fields.tsx';

const text = codesText;

/** One code by hand, checked as it is typed. Batch, carrier and validity stay for the next one. */
export function AddOne({
  batches,
  onAdded,
  onClose,
}: {
  readonly batches: readonly string[];
  readonly onAdded: () => void;
  readonly onClose: () => void;
}) {
  const workbench = useWorkbench();
  const code = useCode();
  const [fields, setFields] = useState(noFields);
  const [confirmationCode, setConfirmationCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [done, setDone] = useState<string>();
  const input = useRef<HTMLTextAreaElement>(null);
  const ready = code.parts !== undefined && fieldsFit(fields);

  const add = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setError(undefined);
    setDone(undefined);
    const validUntil = endOfDay(fields.validUntil);
    try {
      const report = await workbench.call('codes.add', {
        source: 'hand',
        codes: [
          {
            activationCode: code.text.trim(),
            ...(confirmationCode === '' ? {} : { confirmationCode }),
            ...(fields.label.trim() === '' ? {} : { label: fields.label.trim() }),
            ...(fields.carrier.trim() === '' ? {} : { carrier: fields.carrier.trim() }),
            ...(fields.iccid.trim() === '' ? {} : { iccid: plainIccid(fields.iccid) }),
            ...(fields.batch.trim() === '' ? {} : { batch: fields.batch.trim() }),
            ...(validUntil === undefined ? {} : { validUntil }),
          },
        ],
      });
      const refused = report.refused[0];
      if (refused !== undefined) {
        setError(refused.error as ErrorData);
        return;
      }
      const added = report.added[0];
      setDone(
        added === undefined
          ? [
              fillText(text.oneKnown, { id: report.known[0]?.code.id ?? 0 }),
              // That it is used up, where it is: whoever adds it thinks that it is free.
              ...report.remarks
                .filter((remark) => remark.code.startsWith('code_spent_'))
                .map((remark) => codeRemarkText(remark.code)),
            ].join(' ')
          : fillText(text.oneAdded, { id: added.code.id }),
      );
      code.setText('');
      setConfirmationCode('');
      setFields({ ...fields, label: '', iccid: '' });
      input.current?.focus();
      onAdded();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Textarea
        ref={input}
        data-autofocus
        label={text.activationCode}
        placeholder={windowText.download.codePlaceholder}
        classNames={{ input: 'mono code-input' }}
        autosize
        minRows={2}
        maxRows={4}
        maxLength={maxInputLength + 1}
        spellCheck={false}
        autoComplete="off"
        value={code.text}
        aria-invalid={code.error !== undefined}
        onChange={(event) => {
          setDone(undefined);
          code.setText(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          // A code has no lines: Enter adds it.
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          void add();
        }}
      />
      {code.error === undefined ? null : <ErrorNote error={code.error} />}
      {code.parts === undefined ? null : <CodeParts parts={code.parts} />}
      <CodeFieldInputs value={fields} batches={batches} onChange={setFields} />
      <PasswordInput
        label={text.confirmationCode}
        description={text.confirmationHint}
        autoComplete="off"
        maxLength={64}
        value={confirmationCode}
        onChange={(event) => setConfirmationCode(event.currentTarget.value)}
      />
      {error === undefined ? null : <ErrorNote error={error} />}
      {done === undefined ? null : (
        <Note kind="good" live>
          {done}
        </Note>
      )}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          {windowText.common.close}
        </Button>
        <Button type="submit" disabled={!ready} loading={busy}>
          {text.addOne}
        </Button>
      </div>
    </form>
  );
}
