import { Button } from '@mantine/core';
import { Eye, EyeOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallOutput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { codesText, fillText } from '../../src-shared/texts.ts';
import { useNow, useWorkbench } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { Mono } from '../ui/text.tsx';

const text = codesText;
const SHOWN_MS = 30_000;

interface Shown {
  readonly secret: CallOutput<'codes.reveal'>;
  /** The QR code, as an address that an image takes. */
  readonly picture: string | undefined;
  readonly until: number;
}

/** Shows the code itself on purpose, as text and QR code, and hides it again by itself. */
export function RevealCode({ id }: { readonly id: number }) {
  const workbench = useWorkbench();
  const [shown, setShown] = useState<Shown>();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const now = useNow(shown !== undefined, 250);

  useEffect(() => {
    if (shown === undefined) return;
    const timer = setTimeout(() => setShown(undefined), shown.until - Date.now());
    return () => clearTimeout(timer);
  }, [shown]);

  const reveal = async () => {
    setAsking(true);
    setError(undefined);
    try {
      const secret = await workbench.call('codes.reveal', { id });
      // A code that is held by an operation has no label; it can be shown all the same.
      const picture = await workbench.call('codes.labels', { ids: [id], format: 'svg' }).then(
        ({ files }) => files[0] && `data:${files[0].mediaType};base64,${files[0].data}`,
        () => undefined,
      );
      setShown({ secret, picture, until: Date.now() + SHOWN_MS });
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setAsking(false);
    }
  };

  if (shown === undefined)
    return (
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Eye size={13} aria-hidden />}
          loading={asking}
          title={text.revealHint}
          onClick={() => void reveal()}
        >
          {text.reveal}
        </Button>
        {error === undefined ? null : <ErrorNote error={error} />}
      </div>
    );
  const { secret, picture, until } = shown;
  return (
    <section className="revealed" aria-label={text.activationCode}>
      {picture === undefined ? null : (
        <img src={picture} alt={text.qrOf} className="revealed-qr private" width={168} height={168} />
      )}
      <Mono copy={text.activationCode}>{secret.activationCode}</Mono>
      {secret.confirmationCode === undefined ? null : (
        <div>
          <span className="quiet small">{text.confirmationCode}</span>{' '}
          <Mono copy={text.confirmationCode}>{secret.confirmationCode}</Mono>
        </div>
      )}
      <div className="revealed-foot">
        <span className="quiet small num" role="timer">
          {fillText(text.revealed, { seconds: Math.max(0, Math.ceil((until - now) / 1000)) })}
        </span>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<EyeOff size={12} aria-hidden />}
          onClick={() => setShown(undefined)}
        >
          {text.hide}
        </Button>
      </div>
    </section>
  );
}
