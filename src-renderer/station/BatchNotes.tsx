import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { BatchDetail, BatchLine } from '../../src-shared/model/index.ts';
import { batchStopText, fillText, stationPageText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot } from '../state/context.ts';
import { Note } from '../ui/bits.tsx';
import { ErrorText } from '../ui/error-text.tsx';
import { failureReasons } from './line-facts.ts';

const text = stationPageText.run;

/** What stands in the way of going on, or has happened by itself, and what to do about it. */
export function BatchNotes({
  batch,
  lines,
  busy,
  onFailed,
  onRetryFailed,
}: {
  readonly batch: BatchDetail;
  readonly lines: readonly BatchLine[];
  readonly busy: boolean;
  readonly onFailed: () => void;
  readonly onRetryFailed: () => void;
}) {
  const { state, counts, stop, readers } = batch;
  return (
    <>
      <EngineNote lines={lines} />
      {readers.length === 0 && state !== 'finished' ? <Note kind="warn">{text.noReaders}</Note> : null}
      {state === 'paused' ? (
        <Note kind="warn" live>
          {counts.running > 0 ? fillText(text.pausedNote, { count: counts.running }) : text.pausedIdle}
        </Note>
      ) : null}
      {state === 'stopped' && stop?.reason === 'request' ? (
        <Note kind="warn" live>
          {text.stoppedAsked}{' '}
          {counts.running > 0 ? fillText(text.stopRunning, { count: counts.running }) : null}
        </Note>
      ) : null}
      {state === 'stopped' && stop !== undefined && stop.reason !== 'request' ? (
        <div role="alert">
          <Note kind="warn" title={fillText(text.stoppedFailures, { count: stop.count ?? 0 })}>
            <p>{fillText(batchStopText[stop.reason], { count: stop.count ?? 0 })}</p>
            <ul className="station-reasons">
              {failureReasons(lines)
                .slice(0, 4)
                .map(({ error, count }) => (
                  <li key={JSON.stringify(error)}>
                    <strong className="num">{fillText(text.reasonTimes, { count })}</strong>{' '}
                    <ErrorText error={error} />
                    <span className="quiet">
                      {' '}
                      <ErrorText error={error} part="remedy" />
                    </span>
                  </li>
                ))}
            </ul>
            <p>{text.stoppedNext}</p>
            {counts.failed === 0 ? null : (
              <div className="station-note-acts">
                <Button variant="default" className="station-touch" onClick={onFailed}>
                  {text.showFailed}
                </Button>
                <Button variant="default" className="station-touch" disabled={busy} onClick={onRetryFailed}>
                  {fillText(text.retryFailed, { count: counts.failed })}
                </Button>
              </div>
            )}
          </Note>
        </div>
      ) : null}
      {state === 'finished' ? (
        <Note kind={counts.failed > 0 ? 'warn' : 'good'} live>
          {text.finished}
        </Note>
      ) : null}
    </>
  );
}

/** While the engine is gone, and when it is back: what became of the cards that were at work. */
function EngineNote({ lines }: { readonly lines: readonly BatchLine[] }) {
  const { state } = useSnapshot().connection;
  const lost = useRef(false);
  const [back, setBack] = useState(false);
  useEffect(() => {
    if (state === 'lost') {
      lost.current = true;
      setBack(false);
    } else if (state === 'ready' && lost.current) {
      lost.current = false;
      setBack(true);
    }
  }, [state]);
  if (state === 'lost')
    return (
      <div role="alert">
        <Note kind="warn">{text.lost}</Note>
      </div>
    );
  if (!back) return null;
  const brokenOff = lines.filter(
    ({ state: at, wantedEid }) => at === 'waiting' && wantedEid !== undefined,
  ).length;
  return (
    <Note kind="info" live title={text.resumed}>
      <p>{brokenOff === 0 ? text.resumedIdle : fillText(text.resumedHint, { count: brokenOff })}</p>
      <div className="station-note-acts">
        <Button variant="default" className="station-touch" onClick={() => setBack(false)}>
          {windowText.common.dismiss}
        </Button>
      </div>
    </Note>
  );
}
