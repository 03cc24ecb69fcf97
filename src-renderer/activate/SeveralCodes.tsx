import { Button } from '@mantine/core';
import { useState } from 'react';
import { parseActivationCode } from '../../src-shared/activation-code.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { ImportReport } from '../../src-shared/model/index.ts';
import { activateText, fillText } from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Chip, ErrorNote, Note } from '../ui/bits.tsx';
import { ErrorText } from '../ui/error-text.tsx';
import { Hostile } from '../ui/text.tsx';
import { chooseCode, clearDraft, type Draft } from './draft.ts';

const text = activateText;

/** Vault calls take so many at a time; nobody pastes more onto a page. */
const mostCodes = 1000;

interface Told {
  readonly server: string;
  readonly matchingId: string;
  readonly error?: ErrorData;
}

/** A code by its parts; a wrong one by what is wrong with it. */
function tell(code: string): Told {
  try {
    const { smdpAddress, matchingId } = parseActivationCode(code);
    return { server: smdpAddress, matchingId };
  } catch (thrown) {
    return { server: code, matchingId: '', error: toWorkbenchError(thrown).toData() };
  }
}

/** Several codes that came in one go: one to install now, all of them into the vault, or to the station. */
export function SeveralCodes({ draft }: { readonly draft: Draft }) {
  const workbench = useWorkbench();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [report, setReport] = useState<ImportReport>();
  const codes = draft.codes.slice(0, mostCodes);

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  const keep = () =>
    run(async () => {
      const added = await workbench.call('codes.add', {
        codes: codes.map((activationCode) => ({ activationCode })),
        source: draft.origin === 'typed' || draft.origin === 'paste' ? 'list' : 'qr',
      });
      setReport(added);
    });
  const toStation = () =>
    run(async () => {
      const { batch, report: added } = await workbench.call('batches.create', {
        rows: codes.map((activationCode) => ({ activationCode })),
      });
      if (batch === undefined) {
        setReport(added);
        return;
      }
      clearDraft();
      goTo({ page: 'station', parts: [String(batch.id)] });
    });

  return (
    <section className="several" aria-label={fillText(text.several, { count: draft.codes.length })}>
      <h3>{fillText(text.several, { count: draft.codes.length })}</h3>
      <p className="quiet small">{text.severalHint}</p>
      <ol className="several-list">
        {codes.map((code) => {
          const told = tell(code);
          const chosen = code === draft.text;
          return (
            <li key={code} className={chosen ? 'several-code several-chosen' : 'several-code'}>
              <span className="mono">
                <Hostile text={told.server} limit={48} />
              </span>
              {told.error === undefined ? (
                <span className="mono quiet">
                  <Hostile text={told.matchingId} limit={32} />
                </span>
              ) : (
                <span className="several-wrong">
                  <ErrorText error={told.error} limit={160} />
                </span>
              )}
              {chosen ? (
                <Chip tone="run">{text.chosen}</Chip>
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={told.error !== undefined}
                  onClick={() => chooseCode(code)}
                >
                  {text.choose}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
      {error === undefined ? null : <ErrorNote error={error} />}
      {report === undefined ? null : (
        <Note kind={report.refused.length > 0 ? 'warn' : 'good'} live>
          {fillText(text.inVault, { count: report.added.length + report.known.length })}{' '}
          {report.refused.length === 0 ? '' : fillText(text.someRefused, { count: report.refused.length })}
        </Note>
      )}
      <div className="several-actions">
        <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void keep()}>
          {text.toVault}
        </Button>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void toStation()}>
          {text.toStation}
        </Button>
      </div>
    </section>
  );
}
