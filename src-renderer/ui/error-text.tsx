import { describeError, type ErrorData } from '../../src-shared/errors/index.ts';
import { remedyInWindow, visibleText } from '../../src-shared/texts.ts';
import { Told } from './text.tsx';

type AnyError = { readonly code: string; readonly params: ErrorData['params'] };

/** Places of errors that are filled from the specification or by us; any other text names a card, a profile, a server or a person. */
const ours = new Set(
  'check command field format function kind name operation outcome reasonCode result state status step subjectCode sw tag what'.split(
    ' ',
  ),
);

function isName([place, value]: [place: string, value: unknown]): boolean {
  return (
    typeof value === 'string' &&
    !ours.has(place) &&
    // A single word is one of the specification; whole sentences come from servers and systems.
    !(place === 'reason' && /^\w+$/.test(value))
  );
}

/** Whether the sentence of an error names somebody: then it is masked with what is private. */
export function namesSomebody({ params }: Pick<AnyError, 'params'>): boolean {
  return Object.entries(params).some(isName);
}

/** The sentence of an error for where no mask reaches: with `…` for every name and number of somebody. */
export function namelessMessage({ code, params }: AnyError): string {
  const left = Object.entries(params).map((entry) => (isName(entry) ? [entry[0], '…'] : entry));
  return describeError({ code, params: Object.fromEntries(left) } as ErrorData).message;
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
  const told =
    part === 'remedy' ? remedyInWindow(error as ErrorData) : describeError(error as ErrorData).message;
  return (
    <bdi className={namesSomebody(error) ? 'private' : undefined}>
      <Told text={visibleText(told, limit)} />
    </bdi>
  );
}
