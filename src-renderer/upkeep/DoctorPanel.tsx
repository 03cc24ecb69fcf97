import { Button, Checkbox, TextInput } from '@mantine/core';
import { Stethoscope } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { type DoctorFinding, doctorRequest } from '../../src-shared/model/index.ts';
import { fillText, upkeepText } from '../../src-shared/texts.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import { ErrorNote, Panel } from '../ui/bits.tsx';
import { Finding } from './Finding.tsx';

const text = upkeepText.checks;
const worst: readonly DoctorFinding['level'][] = ['problem', 'warning', 'ok'];

/** What was found out about data folder, keys, readers and roots, the worst first, and what to do about it. */
export function DoctorPanel() {
  const workbench = useWorkbench();
  const connected = useSnapshot().connection.state === 'ready';
  const [deep, setDeep] = useState(false);
  const [names, setNames] = useState('');
  const [showFine, setShowFine] = useState(false);
  const [found, setFound] = useState<{
    readonly findings?: readonly DoctorFinding[];
    readonly error?: ErrorData;
  }>();
  const [busy, setBusy] = useState(false);
  const wanted = names.split(/[\s,]+/).filter((name) => name !== '');
  const areNames = doctorRequest.shape.resolve.safeParse(wanted).success;
  const check = useCallback(
    async (resolve: readonly string[], every: boolean) => {
      setBusy(true);
      try {
        setFound({ findings: await workbench.call('doctor.run', { deep: every, resolve: [...resolve] }) });
      } catch (thrown) {
        setFound({ error: toWorkbenchError(thrown).toData() });
      } finally {
        setBusy(false);
      }
    },
    [workbench],
  );
  useEffect(() => {
    if (connected) void check([], false);
  }, [connected, check]);
  const again = () => void check(wanted, deep);
  const findings = found?.findings ?? [];
  const counted = (level: DoctorFinding['level']) => findings.filter((one) => one.level === level).length;
  const shown = worst
    .flatMap((level) => findings.filter((one) => one.level === level))
    .filter(({ level }) => showFine || level !== 'ok');
  return (
    <Panel
      title={text.title}
      aside={
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<Stethoscope size={13} aria-hidden />}
          loading={busy}
          disabled={!areNames}
          onClick={again}
        >
          {text.run}
        </Button>
      }
    >
      <div className="stack">
        <div className="doctor-options">
          <Checkbox
            size="xs"
            label={text.deep}
            description={text.deepHint}
            checked={deep}
            onChange={(event) => setDeep(event.currentTarget.checked)}
          />
          <TextInput
            label={text.names}
            description={text.namesHint}
            value={names}
            maxLength={2000}
            error={areNames ? undefined : text.namesWrong}
            onChange={(event) => setNames(event.currentTarget.value)}
          />
        </div>
        {found?.error === undefined ? null : <ErrorNote error={found.error} onRetry={again} />}
        {found?.findings === undefined ? (
          busy ? (
            <p className="quiet">{text.running}</p>
          ) : null
        ) : (
          <>
            <div className="doctor-summary">
              <p role="status" className="num">
                {counted('ok') === findings.length
                  ? text.allWell
                  : fillText(text.counts, {
                      problems: counted('problem'),
                      warnings: counted('warning'),
                      fine: counted('ok'),
                    })}
              </p>
              <Checkbox
                size="xs"
                label={text.showFine}
                checked={showFine}
                onChange={(event) => setShowFine(event.currentTarget.checked)}
              />
            </div>
            <ul className="findings">
              {shown.map((finding) => (
                <Finding key={`${finding.area} ${finding.text}`} finding={finding} />
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  );
}
