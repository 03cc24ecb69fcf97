import { Button } from '@mantine/core';
import { ArrowLeft, ListChecks } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { BatchLine } from '../../src-shared/model/index.ts';
import { fillText, stationPageText, windowText } from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Empty, ErrorNote } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { BatchActions } from './BatchActions.tsx';
import { BatchNotes } from './BatchNotes.tsx';
import { Board } from './Board.tsx';
import { Counters } from './Counters.tsx';
import { LineDetail, Question } from './LineDetail.tsx';
import { type LineFilter, LineList } from './LineList.tsx';
import { BatchStateChip } from './LineState.tsx';
import { readerName } from './reader-names.ts';
import { setStationSettings, useStationSettings } from './station-settings.ts';
import { asks } from './tile-view.ts';
import { useBatch } from './use-batch.ts';
import { useFull } from './use-full.ts';
import { useSignals } from './use-signals.ts';

const text = stationPageText;
/** As many lines as one call takes. */
const AT_ONCE = 1000;

/** A batch at work: its readers, its numbers, its lines, and what is to be done. */
export function BatchPage({ id }: { readonly id: number }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const snapshot = useSnapshot();
  const { lines: linesShown } = useStationSettings();
  const [filter, setFilter] = useState<LineFilter>('all');
  const [active, setActive] = useState<number>();
  const [busy, setBusy] = useState(false);
  const full = useFull();
  const slots = useRef<Parameters<typeof useSignals>[0]>([]);
  const signal = useSignals(slots.current);
  const { batch, lines, loaded, error, again, took } = useBatch(id, signal);
  slots.current = batch?.slots ?? [];

  if (batch === undefined)
    return (
      <div className="page page-wide">
        <h1>{text.title}</h1>
        {error === undefined ? (
          <p className="quiet pad" role="status">
            {text.run.loading}
          </p>
        ) : error.code === 'batch_not_found' ? (
          <div className="panel">
            <Empty icon={<ListChecks size={34} aria-hidden />} title={text.run.gone}>
              <Button onClick={() => goTo({ page: 'station' })}>{text.back}</Button>
            </Empty>
          </div>
        ) : (
          <ErrorNote error={error} onRetry={again} />
        )}
      </div>
    );

  const change = async (what: 'retry' | 'skip', numbers: readonly number[]) => {
    if (busy || numbers.length === 0) return;
    setBusy(true);
    try {
      let left: BatchLine | undefined;
      for (let from = 0; from < numbers.length; from += AT_ONCE) {
        const request = { id, lines: numbers.slice(from, from + AT_ONCE) };
        if (what === 'skip') await workbench.call('batches.skip', request);
        else {
          const now = await workbench.call(
            'batches.retry',
            numbers.length > 1 ? { ...request, partly: true } : request,
          );
          left ??= now.find(({ state }) => state === 'failed');
        }
      }
      // Asked for alone, it says why.
      if (left !== undefined) await workbench.call('batches.retry', { id, lines: [left.line] });
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const skip = async (line: BatchLine) => {
    await change('skip', [line.line]);
    desk.offerUndo({
      what: fillText(text.lines.skipped, { count: 1 }),
      undo: async () => void (await workbench.call('batches.retry', { id, lines: [line.line] })),
    });
  };
  const failed = () => lines.filter(({ state }) => state === 'failed').map(({ line }) => line);
  const showLine = (line: number) => {
    setStationSettings({ lines: true });
    setFilter('all');
    setActive(line);
  };
  const chosen = lines.find(({ line }) => line === active);
  const chosenSlot = batch.slots.find(({ line, phase }) => line === active && phase === 'working');
  const asking = batch.slots.flatMap((slot) => {
    const operation = slot.operationId === undefined ? undefined : snapshot.operations.get(slot.operationId);
    return operation !== undefined && asks(slot, operation) ? [{ slot, operation }] : [];
  });

  return (
    <div className="page page-fill page-wide station-page">
      <header className="station-head">
        {full ? null : (
          <a
            className="station-back"
            href={formatRoute({ page: 'station' })}
            aria-label={text.back}
            title={text.back}
          >
            <ArrowLeft size={20} aria-hidden />
          </a>
        )}
        <h1>
          <Hostile text={batch.name} limit={60} />
          <BatchStateChip state={batch.state} />
        </h1>
        <BatchActions
          batch={batch}
          full={full}
          linesShown={linesShown}
          onChanged={took}
          waitsForAnswer={asking.length > 0}
        />
      </header>
      <Counters batch={batch} lines={lines} />
      {error === undefined ? null : <ErrorNote error={error} onRetry={again} />}
      <BatchNotes
        batch={batch}
        lines={lines}
        busy={busy}
        onFailed={() => {
          setStationSettings({ lines: true });
          setFilter('failed');
          setActive(failed()[0]);
        }}
        onRetryFailed={() => void change('retry', failed())}
      />
      {asking.length === 0 ? null : (
        <Questions>
          {asking.map(({ slot, operation }) => (
            <div key={operation.id} className="station-ask panel">
              <h2>
                {fillText(text.tile.said, {
                  reader: readerName(slot.readerId, snapshot.readers),
                  what: fillText(text.tile.answerHint, { line: slot.line ?? 0 }),
                })}
              </h2>
              <Question line={slot.line ?? 0} operation={operation} />
            </div>
          ))}
        </Questions>
      )}
      <div className={linesShown ? 'station-split' : 'station-split station-alone'}>
        <Board
          batch={batch}
          snapshot={snapshot}
          stale={snapshot.connection.state !== 'ready'}
          onLine={showLine}
        />
        {linesShown ? (
          <section className="panel station-lines" aria-label={text.lines.title}>
            <LineList
              lines={lines}
              counts={batch.counts}
              loaded={loaded}
              filter={filter}
              onFilter={setFilter}
              active={active}
              onActive={setActive}
            />
            {chosen === undefined ? (
              <p className="quiet pad station-line-none">
                {loaded ? text.lines.choose : windowText.common.loading}
              </p>
            ) : (
              <LineDetail
                key={chosen.line}
                line={chosen}
                reader={
                  chosen.readerId === undefined ? undefined : readerName(chosen.readerId, snapshot.readers)
                }
                operation={
                  chosenSlot?.operationId === undefined || asking.length > 0
                    ? undefined
                    : snapshot.operations.get(chosenSlot.operationId)
                }
                busy={busy}
                onRetry={() => void change('retry', [chosen.line])}
                onSkip={() => void skip(chosen)}
              />
            )}
          </section>
        ) : null}
      </div>
    </div>
  );
}

/** Questions come into sight and take the focus when they come: nothing goes on there without an answer. */
function Questions({ children }: { readonly children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // It gives a promise in newer browsers, which is nothing that an effect may give.
    void box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div ref={box} className="station-asks">
      {children}
    </div>
  );
}
