import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Question } from '../../src-shared/model/index.ts';
import { refusedCodeText, windowText } from '../../src-shared/texts.ts';
import { Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.download;

/** The server wants a confirmation code; it may have refused one, and may say how often it still takes one. */
export function ConfirmationQuestion({
  question,
  busy,
  onAnswer,
}: {
  readonly question: Extract<Question, { kind: 'confirmation_code' }>;
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
      {question.retry ? (
        <Note kind="warn" live>
          <Hostile text={refusedCodeText(question)} limit={300} /> {text.confirmationRetry}
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
