import { Button } from '@mantine/core';
import { KeyRound, LoaderCircle, PlugZap } from 'lucide-react';
import type { ErrorData } from '../../src-shared/errors/index.ts';
import { fillText, windowText } from '../../src-shared/texts.ts';
import type { ConnectionStatus } from '../api/connect.ts';
import { useNow } from '../state/context.ts';
import { Empty, ErrorNote } from '../ui/bits.tsx';

const text = windowText.engine;

function retryLine(connection: ConnectionStatus, now: number): string {
  if (connection.state !== 'lost' || connection.retryAt === undefined || connection.retryAt <= now)
    return text.retrying;
  return fillText(text.retryIn, { seconds: Math.ceil((connection.retryAt - now) / 1000) });
}

/** The whole window while there is nothing else to show: looking for the engine, refused, or unreadable. */
export function EngineScreen({
  connection,
  error,
  onRetry,
  onReload,
}: {
  readonly connection: ConnectionStatus;
  readonly error: ErrorData | undefined;
  readonly onRetry: () => void;
  readonly onReload: () => void;
}) {
  const now = useNow(connection.state === 'lost', 500);
  return (
    <main className="screen" aria-label={windowText.app}>
      <h1 className="screen-name">{windowText.app}</h1>
      {connection.state === 'refused' ? (
        <div role="alert">
          <Empty icon={<KeyRound size={30} aria-hidden />} title={text.refused} hint={text.refusedHint} />
        </div>
      ) : connection.state === 'lost' ? (
        <div role="alert">
          <Empty
            icon={<PlugZap size={30} aria-hidden />}
            title={text.lostFirst}
            hint={retryLine(connection, now)}
          >
            <Button variant="default" onClick={onRetry}>
              {text.retryNow}
            </Button>
          </Empty>
        </div>
      ) : error !== undefined ? (
        <ErrorNote error={error} title={text.loadFailed} onRetry={onReload} />
      ) : (
        <div role="status">
          <Empty icon={<LoaderCircle size={30} aria-hidden className="spin" />} title={text.connecting} />
        </div>
      )}
    </main>
  );
}

/** Above everything while the engine is gone. */
export function EngineBanner({
  connection,
  onRetry,
}: {
  readonly connection: ConnectionStatus;
  readonly onRetry: () => void;
}) {
  const now = useNow(connection.state === 'lost', 500);
  if (connection.state !== 'lost') return null;
  return (
    <div className="banner banner-bad" role="alert">
      <PlugZap size={16} aria-hidden />
      <strong>{text.lost}</strong>
      <span aria-live="off">{retryLine(connection, now)}</span>
      <Button size="compact-xs" variant="white" color="red.9" onClick={onRetry}>
        {text.retryNow}
      </Button>
    </div>
  );
}
