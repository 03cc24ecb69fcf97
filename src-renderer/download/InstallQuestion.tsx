import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Question } from '../../src-shared/model/index.ts';
import { policyRuleText, profileClassText, windowText } from '../../src-shared/texts.ts';
import { OfferedProfile } from '../card/OfferedProfile.tsx';
import { ProfileFacts } from '../card/ProfileRow.tsx';
import { Chip, Note } from '../ui/bits.tsx';

const text = windowText.download;

/** What the server offers, and the decision on it (SGP.22 v2.5 §3.1.3, end user confirmation). */
export function InstallQuestion({
  question,
  busy,
  onAnswer,
}: {
  readonly question: Extract<Question, { kind: 'install' }>;
  readonly busy: boolean;
  readonly onAnswer: (answer: Answer) => void;
}) {
  const { profile } = question;
  const [confirmationCode, setConfirmationCode] = useState('');
  const rules = (profile.policyRules ?? []).filter((rule) => rule !== 'pprUpdateControl');
  const code = confirmationCode.trim();
  const consentRules = question.consentRules ?? [];
  const [agreed, setAgreed] = useState(false);
  const strong = consentRules.length > 0;
  const ready = !busy && (!question.confirmationCodeRequired || code !== '') && (!strong || agreed);
  return (
    <form
      className="question"
      aria-label={text.offered}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        onAnswer({
          kind: 'install',
          decision: 'accept',
          ...(code === '' ? {} : { confirmationCode: code }),
          ...(strong ? { acceptPolicyRules: true } : {}),
        });
      }}
    >
      <div role="status" className="question-head">
        {text.offered}
      </div>
      <OfferedProfile profile={profile} size={52}>
        {profile.profileClass === undefined ? null : <Chip>{profileClassText[profile.profileClass]}</Chip>}
      </OfferedProfile>
      <ProfileFacts profile={profile} offered />
      {rules.length === 0 ? null : (
        <Note kind="warn" title={text.rulesWarning}>
          {rules.map((rule) => (
            <div key={rule}>
              {policyRuleText[rule].meaning}
              {consentRules.includes(rule) ? ` ${policyRuleText[rule].consequence}` : ''}
            </div>
          ))}
        </Note>
      )}
      {strong ? (
        <Checkbox
          label={text.agreeToRules}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
      ) : null}
      {question.confirmationCodeRequired ? (
        <PasswordInput
          data-autofocus
          autoFocus
          label={text.confirmationLabel}
          description={text.confirmationHint}
          autoComplete="off"
          maxLength={64}
          value={confirmationCode}
          onChange={(event) => setConfirmationCode(event.currentTarget.value)}
        />
      ) : null}
      <p className="quiet small">{text.offeredHint}</p>
      <div className="decision">
        <Button
          variant="subtle"
          className="danger"
          disabled={busy}
          title={text.rejectHint}
          onClick={() => onAnswer({ kind: 'install', decision: 'reject' })}
        >
          {text.reject}
        </Button>
        <Button
          variant="default"
          disabled={busy}
          title={text.laterHint}
          onClick={() => onAnswer({ kind: 'install', decision: 'postpone' })}
        >
          {text.later}
        </Button>
        <Button type="submit" disabled={!ready} loading={busy} autoFocus={!question.confirmationCodeRequired}>
          {text.accept}
        </Button>
      </div>
    </form>
  );
}
