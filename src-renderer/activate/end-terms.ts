import type { ErrorData } from '../../src-shared/errors/index.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import { sectionOf } from '../../src-shared/spec-sections.ts';
import { activateText, fillText } from '../../src-shared/texts.ts';

type EndError = Pick<ErrorData, 'code' | 'params'>;

/**
 * The reason of an end as the specification has it: function, subject and reason code of a server, result of a card, status word,
 * section; a part each, those that there are.
 */
export function specTerms({ params }: EndError): readonly string[] {
  const text = (name: string) => {
    const value = params[name];
    return value === undefined || value === '' ? undefined : String(value);
  };
  const name = text('function') ?? text('what') ?? text('command');
  const section = name === undefined ? undefined : sectionOf(name);
  const [subject, reason] = [text('subjectCode'), text('reasonCode')];
  const result = text('result') ?? (text('command') === undefined ? undefined : text('reason'));
  const sw = text('sw');
  const parts = [
    name,
    subject === undefined || reason === undefined
      ? undefined
      : fillText(activateText.subjectReason, { subject, reason }),
    result === undefined ? undefined : fillText(activateText.result, { result }),
    sw === undefined ? undefined : fillText(activateText.statusWord, { sw }),
    section === undefined ? undefined : fillText(activateText.section, { section }),
  ].filter((part) => part !== undefined);
  // A name alone says nothing that the sentence does not.
  return parts.length > 1 ? parts : [];
}

export type NextStep = 'again' | 'another' | 'trust' | 'card' | 'reconcile';

const trustErrors = /^(ci_|tls_|batch_ci)/;
const cardErrors =
  /^(card_full|card_memory_short|ppr|profile_installation_failed|profile_state|no_installation_result|card_without_ci)/;

/** What to do first after an end that was no success. */
export function nextStep(operation: Operation): NextStep {
  const { error, reconciliation, activationCodeUse } = operation;
  if (reconciliation.state === 'pending') return 'reconcile';
  const code = error?.code ?? '';
  if (trustErrors.test(code)) return 'trust';
  if (cardErrors.test(code)) return 'card';
  return activationCodeUse === 'unused' ? 'again' : 'another';
}
