import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import { visibleText } from '../../src-shared/texts.ts';

type AnyError = { readonly code: string; readonly params: ErrorData['params'] };

/** Places of errors that are filled from the specification or by us; any other text names a card, a profile, a server or a person. */
const ours = new Set(
  'check command field format function kind name operation outcome reasonCode result state status step subjectCode sw tag what'.split(
    ' ',
  ),
);

/** Whether the sentence of an error names somebody: then it is masked with what is private. */
export function namesSomebody({ params }: Pick<AnyError, 'params'>): boolean {
  return Object.entries(params).some(
    ([name, value]) =>
      typeof value === 'string' &&
      !ours.has(name) &&
      // A single word is one of the specification; whole sentences come from servers and systems.
      !(name === 'reason' && /^\w+$/.test(value)),
  );
}

/** What an error says, harmless and cut; masked where it names somebody. */
export function ErrorText({
  error,
  part = 'message',
  limit = 300,
}: {
  readonly error: AnyError;
  readonly part?: 'message' | 'remedy';
  readonly limit?: number;
}) {
  const told = describeError(error as ErrorData)[part];
  return <bdi className={namesSomebody(error) ? 'private' : undefined}>{visibleText(told, limit)}</bdi>;
}
