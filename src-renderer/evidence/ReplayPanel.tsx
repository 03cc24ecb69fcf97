import { Button, SegmentedControl } from '@mantine/core';
import { CircleCheck, Play, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type {
  Evidence,
  ReplayDeviation,
  ReplayProgress,
  ReplayResult,
} from '../../src-shared/model/index.ts';
import {
  deviationText,
  evidencePageText,
  fillText,
  formatDuration,
  formatInteger,
  formatWhen,
  notReplayableText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useNow, useSnapshot, useWorkbench } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Note, Panel, ProgressBar } from '../ui/bits.tsx';
import { Fact, Hostile } from '../ui/text.tsx';
import { type Side, sidesOf } from './difference.ts';

const text = evidencePageText.replay;
type Speed = 'fast' | 'recorded';

/** Runs the operation of evidence again, and says how that went. */
export function ReplayPanel({
  evidence,
  onReplayed,
}: {
  readonly evidence: Evidence;
  readonly onReplayed: () => void;
}) {
  const workbench = useWorkbench();
  const now = useNow(true, 30_000);
  const [speed, setSpeed] = useState<Speed>('fast');
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<ReplayResult>();
  const [error, setError] = useState<ErrorData>();
  const { id, lastReplay, notReplayable } = evidence;
  const [cancelled, setCancelled] = useState(false);
  const progress = useReplayProgress(id);
  const run = async () => {
    setBusy(true);
    setError(undefined);
    setResult(undefined);
    setCancelled(false);
    try {
      setResult(await workbench.call('evidence.replay', { id, speed }));
      onReplayed();
    } catch (thrown) {
      const failure = toWorkbenchError(thrown).toData();
      if (failure.code === 'cancelled') setCancelled(true);
      else setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const cancel = () =>
    workbench
      .call('evidence.cancelReplay', { id })
      .catch((thrown: unknown) => setError(toWorkbenchError(thrown).toData()));
  // Another window may be at it.
  const running = busy || progress !== undefined;
  if (notReplayable !== undefined)
    return (
      <Panel title={text.title}>
        <Note kind="warn" title={text.cannot}>
          {notReplayableText[notReplayable]}
        </Note>
      </Panel>
    );
  const duration = formatDuration(Math.max(0, (evidence.endedAt ?? evidence.startedAt) - evidence.startedAt));
  const before = result === undefined && !running ? lastReplay : undefined;
  return (
    <Panel
      title={text.title}
      aside={
        lastReplay === undefined ? null : (
          <span className="quiet num">{fillText(text.last, { when: formatWhen(lastReplay.at, now) })}</span>
        )
      }
    >
      <div className="stack">
        <p className="quiet">{text.intro}</p>
        <div className="replay-row">
          <SegmentedControl
            aria-label={text.speed}
            value={speed}
            disabled={running}
            onChange={(value) => setSpeed(value as Speed)}
            data={(['fast', 'recorded'] as const).map((value) => ({ value, label: text.speeds[value] }))}
          />
          <Button
            data-command="evidence.replay"
            leftSection={<Play size={14} aria-hidden />}
            disabled={running}
            onClick={() => void run()}
          >
            {lastReplay === undefined ? text.run : text.again}
          </Button>
          {running ? (
            <Button
              variant="default"
              leftSection={<Square size={13} aria-hidden />}
              onClick={() => void cancel()}
            >
              {windowText.common.cancel}
            </Button>
          ) : null}
        </div>
        {running ? <Progress progress={progress} /> : null}
        <div role="status" className="stack">
          {running ? <p>{speed === 'fast' ? text.runs : fillText(text.runsRecorded, { duration })}</p> : null}
          {cancelled ? <Note kind="info">{text.cancelled}</Note> : null}
          {result === undefined ? null : <Verdict id={id} {...result} />}
          {before === undefined ? null : <Verdict id={id} {...before} />}
        </div>
        {error === undefined ? null : <ErrorNote error={error} onRetry={() => void run()} />}
      </div>
    </Panel>
  );
}

/** How far the replay of this evidence is, whichever window has begun it; undefined where none runs. */
function useReplayProgress(id: number): ReplayProgress | undefined {
  const workbench = useWorkbench();
  const { connection } = useSnapshot();
  const connected = connection.state === 'ready';
  const [progress, setProgress] = useState<ReplayProgress>();
  // With the engine its replays are gone, and none of them says so.
  useEffect(() => {
    if (!connected) setProgress(undefined);
  }, [connected]);
  useEffect(
    () =>
      workbench.onEvent((event) => {
        if (event.type === 'replay' && event.replay.id === id)
          setProgress(event.replay.ended ? undefined : event.replay);
      }),
    [workbench, id],
  );
  return progress;
}

function Progress({ progress }: { readonly progress: ReplayProgress | undefined }) {
  if (progress === undefined) return <ProgressBar label={text.title} />;
  const { replayed, recorded } = progress;
  const said = fillText(text.met, {
    apdus: replayed.apdus,
    allApdus: recorded.apdus,
    http: replayed.http,
    allHttp: recorded.http,
  });
  return (
    <>
      <ProgressBar
        label={text.title}
        done={replayed.apdus + replayed.http}
        total={recorded.apdus + recorded.http}
        said={said}
      />
      <p className="quiet num">{said}</p>
    </>
  );
}

function Verdict({
  id,
  equal,
  deviation,
  replayed,
  recorded,
}: {
  readonly id: number;
  readonly equal: boolean;
  readonly deviation?: ReplayDeviation | undefined;
} & Partial<Pick<ReplayResult, 'replayed' | 'recorded'>>) {
  if (equal)
    return (
      <div className="verdict verdict-good">
        <CircleCheck size={22} aria-hidden />
        <div>
          <div className="verdict-title">{text.equal}</div>
          {recorded === undefined ? null : <div>{fillText(text.equalHint, recorded)}</div>}
        </div>
      </div>
    );
  return (
    <Note kind="warn" title={text.different}>
      {deviation === undefined ? null : <Deviation id={id} deviation={deviation} />}
      {replayed === undefined || recorded === undefined ? null : (
        <p className="quiet">
          {fillText(text.met, {
            apdus: replayed.apdus,
            allApdus: recorded.apdus,
            http: replayed.http,
            allHttp: recorded.http,
          })}
        </p>
      )}
    </Note>
  );
}

/** Where it began to differ, and both sides from there on. */
function Deviation({ id, deviation }: { readonly id: number; readonly deviation: ReplayDeviation }) {
  const { at, seq, purpose, field, offset } = deviation;
  const fields = evidencePageText.fields;
  const sides = sidesOf(deviation);
  return (
    <>
      <p>{deviationText[at]}.</p>
      <dl className="facts facts-inline">
        <Fact term={text.exchange}>
          {seq === undefined ? null : (
            <a href={formatRoute({ page: 'trace', id: -id, seq })}>
              {fillText(text.exchangeNumber, { seq })} {visibleText(purpose ?? '', 80)}
            </a>
          )}
        </Fact>
        <Fact term={text.field}>
          {field in fields ? fields[field as keyof typeof fields] : visibleText(field, 80)}
        </Fact>
        <Fact term={text.byte}>
          {offset === undefined ? null : <span className="num">{formatInteger(offset)}</span>}
        </Fact>
      </dl>
      <table className="table sides">
        <tbody>
          <SideRow label={text.expected} side={sides.expected} />
          <SideRow label={text.found} side={sides.found} />
        </tbody>
      </table>
    </>
  );
}

const AROUND = 60;
const MOST = 400;

function SideRow({ label, side: { before, mark, after } }: { readonly label: string; readonly side: Side }) {
  const cut = before.length > AROUND;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="mono">
        {cut ? '…' : null}
        <Hostile text={before.slice(-AROUND)} limit={AROUND} />
        <mark>{mark === '' ? text.nothing : <Hostile text={mark} limit={4} />}</mark>
        <Hostile text={after} limit={MOST} />
      </td>
    </tr>
  );
}
