import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer } from '../../src-shared/model/index.ts';
import { windowText } from '../../src-shared/texts.ts';
import { Note } from '../ui/bits.tsx';

const text = windowText.download;

/** The server wants a confirmation code; `retry` where it refused the last one. */
export function ConfirmationQuestion({
  retry,
  busy,
  onAnswer,
}: {
  readonly retry: boolean;
  readonly busy: boolean;
  readonly onAnswer: (answer: Answer) => void;
}) {
  const [code, setCode] = useState('');
  const given = code.trim();
  return (
    <form
      className="question"
      aria-label={text.confirmationLabel}
      onSubmit={(event) => {
        event.preventDefault();
        if (given !== '' && !busy) onAnswer({ kind: 'confirmation_code', confirmationCode: given });
      }}
    >
      {retry ? (
        <Note kind="warn" live>
          {text.confirmationRetry}
        </Note>
      ) : null}
      <PasswordInput
        autoFocus
        label={text.confirmationLabel}
        description={text.confirmationHint}
        autoComplete="off"
        maxLength={64}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <div className="decision">
        <Button type="submit" disabled={given === ''} loading={busy}>
          {text.confirmationSend}
        </Button>
      </div>
    </form>
  );
}
