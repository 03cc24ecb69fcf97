import { Button, Group, NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { fillText, formatBytes, formatWhen, shellText, windowText } from '../../src-shared/texts.ts';
import { useCall, useNow, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote } from '../ui/bits.tsx';

const text = shellText.settings;
const MB = 1_000_000;

/** What is typed; empty: for ever, without a limit. */
interface Draft {
  readonly traces: string;
  readonly operations: string;
  readonly megabytes: string;
}

const shown = (value: number | null) => (value === null ? '' : String(value));
/** Null where nothing is typed, undefined where it is no number of that range. */
function typed(value: string, least: number, most: number): number | null | undefined {
  if (value.trim() === '') return null;
  const number = Number(value);
  return Number.isInteger(number) && number >= least && number <= most ? number : undefined;
}

/** How long records are kept, how large they are, and cleaning up now. */
export default function RetentionSection() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const now = useNow(true, 30_000);
  const retention = useCall('retention.get', {});
  const [draft, setDraft] = useState<Draft>({ traces: '', operations: '', megabytes: '' });
  const [error, setError] = useState<ErrorData>();
  const [busy, setBusy] = useState(false);
  const { value } = retention;
  useEffect(() => {
    if (value === undefined) return;
    const { tracesDays, operationsDays, maxBytes } = value.settings;
    setDraft({
      traces: shown(tracesDays),
      operations: shown(operationsDays),
      megabytes: shown(maxBytes === null ? null : Math.round(maxBytes / MB)),
    });
  }, [value]);
  const tracesDays = typed(draft.traces, 1, 36_500);
  const operationsDays = typed(draft.operations, 1, 36_500);
  const megabytes = typed(draft.megabytes, 10, 1_000_000_000);
  const act = async (work: () => Promise<string>) => {
    setBusy(true);
    setError(undefined);
    try {
      desk.announce(await work());
      retention.again();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const ready =
    value !== undefined &&
    tracesDays !== undefined &&
    operationsDays !== undefined &&
    megabytes !== undefined;
  const save = () =>
    act(async () => {
      if (ready)
        await workbench.call('retention.set', {
          tracesDays,
          operationsDays,
          maxBytes: megabytes === null ? null : megabytes * MB,
        });
      return text.saved;
    });
  const run = () =>
    act(async () => {
      const report = await workbench.call('retention.run', {});
      return fillText(text.retentionRan, { traces: report.traces, operations: report.operations });
    });
  const field = (name: keyof Draft, label: string, hint: string, parsed: number | null | undefined) => (
    <NumberInput
      size="xs"
      label={label}
      description={hint}
      placeholder={text.retentionForever}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      error={parsed === undefined ? text.retentionRange : undefined}
      value={draft[name]}
      onChange={(next) => setDraft({ ...draft, [name]: String(next) })}
    />
  );
  return (
    <form
      className="stack settings-fields"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className="quiet">{text.retentionIntro}</p>
      {retention.state === 'error' ? <ErrorNote error={retention.error} onRetry={retention.again} /> : null}
      {field('traces', text.retentionTraces, text.retentionDays, tracesDays)}
      {field('operations', text.retentionOperations, text.retentionDays, operationsDays)}
      {field('megabytes', text.retentionSize, text.retentionMegabytes, megabytes)}
      {value === undefined ? null : (
        <p className="quiet">
          {fillText(text.retentionNow, { bytes: formatBytes(value.bytes) })}{' '}
          {value.lastRun === undefined
            ? null
            : fillText(text.retentionLast, { when: formatWhen(value.lastRun.endedAt, now) })}
        </p>
      )}
      {error === undefined ? null : <ErrorNote error={error} />}
      <Group>
        <Button type="submit" disabled={!ready || busy}>
          {windowText.common.save}
        </Button>
        <Button variant="default" disabled={busy || value?.running === true} onClick={() => void run()}>
          {text.retentionRun}
        </Button>
      </Group>
    </form>
  );
}
