import { Button, Group, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { RetentionPreview, RetentionProgress, RetentionReport } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatBytes,
  formatInteger,
  formatWhen,
  upkeepText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall, useNow, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note, Panel, ProgressBar } from '../ui/bits.tsx';
import { draftOf, isWhole, type RetentionDraft, settingsOf } from './retention-draft.ts';

const text = upkeepText.retention;
const LOOK_EVERY_MS = 400;

/** How long records are kept; what a run would remove; a run, with its progress and an end to it. */
export function RetentionPanel() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const connected = useSnapshot().connection.state === 'ready';
  const [turn, setTurn] = useState(0);
  const state = useCall('retention.get', connected ? {} : undefined, turn);
  const now = useNow(true, 30_000);
  const [draft, setDraft] = useState<RetentionDraft>();
  const [busy, setBusy] = useState<'save' | 'look' | 'run'>();
  const [error, setError] = useState<ErrorData>();
  const [told, setTold] = useState<RetentionPreview>();
  const running = state.value?.running === true;
  useEffect(() => {
    if (!running && busy !== 'run') return;
    const timer = setInterval(() => setTurn((before) => before + 1), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [running, busy]);
  const known = state.value;
  if (known === undefined)
    return (
      <Panel title={text.title}>
        {state.state === 'error' ? (
          <ErrorNote error={state.error} onRetry={state.again} />
        ) : (
          <p className="quiet">{windowText.common.loading}</p>
        )}
      </Panel>
    );
  const shown = draft ?? draftOf(known.settings);
  const settings = settingsOf(shown);
  const whole = isWhole(settings) ? settings : undefined;
  const changed = JSON.stringify(settings) !== JSON.stringify(known.settings);
  const change = (part: Partial<RetentionDraft>) => {
    setDraft({ ...shown, ...part });
    setTold(undefined);
  };
  const act = async (kind: 'save' | 'look' | 'run', work: () => Promise<void>) => {
    setBusy(kind);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(undefined);
      setTurn((before) => before + 1);
    }
  };
  const save = async () => {
    if (whole === undefined || !changed) return;
    await workbench.call('retention.set', whole);
    setDraft(undefined);
    desk.announce(text.saved);
  };
  const run = () =>
    act('run', async () => {
      await save();
      setTold(undefined);
      desk.announce(lastText(await workbench.call('retention.run', {})));
    });
  const field = (
    name: keyof RetentionDraft,
    label: string,
    hint: string,
    unit: string,
    empty: string,
    wrong: string | undefined,
  ) => (
    <TextInput
      label={label}
      description={hint}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={empty}
      inputMode="decimal"
      maxLength={12}
      value={shown[name]}
      rightSection={<span className="quiet small">{unit}</span>}
      rightSectionWidth={44}
      error={wrong}
      disabled={running}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <Panel title={text.title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void act('save', save);
        }}
      >
        <p className="quiet page-intro">{text.intro}</p>
        <div className="retention-fields">
          {field(
            'traces',
            text.traces,
            text.tracesHint,
            text.days,
            text.forEver,
            settings.tracesDays === undefined ? text.wrongDays : undefined,
          )}
          {field(
            'operations',
            text.operations,
            text.operationsHint,
            text.days,
            text.forEver,
            settings.operationsDays === undefined ? text.wrongDays : undefined,
          )}
          {field(
            'gigabytes',
            text.size,
            text.sizeHint,
            text.gigabytes,
            text.anySize,
            settings.maxBytes === undefined ? text.wrongSize : undefined,
          )}
        </div>
        <p className="num">
          {fillText(text.now, { bytes: formatBytes(known.bytes), free: formatBytes(known.freeBytes) })}
        </p>
        {error === undefined ? null : <ErrorNote error={error} />}
        {told === undefined ? null : <WouldGo told={told} />}
        {known.progress === undefined ? null : (
          <Progress
            progress={known.progress}
            onCancel={() =>
              void workbench
                .call('retention.cancel', {})
                .then(state.again, (thrown: unknown) => setError(toWorkbenchError(thrown).toData()))
            }
          />
        )}
        {known.lastRun === undefined || running ? null : (
          <p className="quiet" role="status">
            {fillText(text.last, { when: formatWhen(known.lastRun.endedAt, now) })}: {lastText(known.lastRun)}
          </p>
        )}
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={busy === 'look'}
            disabled={whole === undefined || running || busy !== undefined}
            onClick={() =>
              void act('look', async () => {
                if (whole !== undefined) setTold(await workbench.call('retention.preview', whole));
              })
            }
          >
            {text.look}
          </Button>
          {told === undefined || isNothing(told) ? null : (
            <Button color="red.9" disabled={running || busy !== undefined} onClick={() => void run()}>
              {changed ? text.runSaved : text.run}
            </Button>
          )}
          <Button
            type="submit"
            loading={busy === 'save'}
            disabled={whole === undefined || !changed || running}
          >
            {windowText.common.save}
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

const isNothing = ({ traces, operations, moreBySize }: RetentionPreview) =>
  traces === 0 && operations === 0 && !moreBySize;

function WouldGo({ told }: { readonly told: RetentionPreview }) {
  if (isNothing(told)) return <Note kind="info" live title={text.wouldNothing} />;
  return (
    <Note
      kind="warn"
      live
      title={fillText(text.would, {
        traces: formatInteger(told.traces),
        bytes: formatBytes(told.traceBytes),
        operations: formatInteger(told.operations),
      })}
    >
      {told.moreBySize ? <p>{text.wouldMore}</p> : null}
      <p>{text.runHint}</p>
    </Note>
  );
}

function Progress({
  progress,
  onCancel,
}: {
  readonly progress: RetentionProgress;
  readonly onCancel: () => void;
}) {
  const { phase, traces, operations, bytes, bytesBefore, ending } = progress;
  return (
    <section className="stack" aria-label={text.running}>
      <div className="retention-progress">
        <span role="status">{ending ? text.ending : text.phases[phase]}</span>
        <Button size="compact-xs" variant="default" disabled={ending} onClick={onCancel}>
          {windowText.common.cancel}
        </Button>
      </div>
      <ProgressBar label={text.running} />
      <p className="quiet num">
        {fillText(text.progress, {
          traces: formatInteger(traces),
          operations: formatInteger(operations),
          bytes: formatBytes(bytes),
          before: formatBytes(bytesBefore),
        })}
      </p>
    </section>
  );
}

function lastText({ traces, operations, givenBack, interrupted }: RetentionReport): string {
  const said = fillText(text.lastText, {
    traces: formatInteger(traces),
    operations: formatInteger(operations),
    bytes: formatBytes(givenBack),
  });
  return interrupted ? `${said} ${text.lastCut}` : said;
}
