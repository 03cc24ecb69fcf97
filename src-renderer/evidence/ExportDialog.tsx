import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { Save } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type EvidenceDownload,
  type EvidenceOptions,
  evidenceOptions,
} from '../../src-shared/model/index.ts';
import {
  evidencePageText,
  fillText,
  formatBytes,
  formatInteger,
  hiddenKindText,
  notReplayableText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { CopyButton, Hostile } from '../ui/text.tsx';
import { saveDownload } from './files.ts';
import { HiddenTable } from './HiddenTable.tsx';
import { Excerpt } from './OpenedEvidencePage.tsx';

const text = evidencePageText.make;
const TYPING_MS = 400;
const MOST_VALUES = 60;

export interface ExportDraft {
  readonly note: string;
  readonly keepIds: boolean;
  /** As typed, with blanks or commas between. */
  readonly hosts: string;
}

/** What is asked of the engine; undefined: a name is none, or there are too many. */
export function optionsOf({ note, keepIds, hosts }: ExportDraft): EvidenceOptions | undefined {
  const names = [...new Set(hosts.split(/[\s,;]+/).filter((name) => name !== ''))];
  const parsed = evidenceOptions.safeParse({ note, keepIds, hosts: names });
  return parsed.success ? parsed.data : undefined;
}

/** Makes an evidence file of an operation: what is hidden in it is seen before. */
export function ExportDialog({
  operationId,
  simulated,
  opened,
  onClose,
}: {
  readonly operationId: number;
  readonly simulated: boolean;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      simulated={simulated}
      size={720}
      title={fillText(text.title, { id: operationId })}
    >
      {opened ? <Content operationId={operationId} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Content({ operationId, onClose }: { readonly operationId: number; readonly onClose: () => void }) {
  const workbench = useWorkbench();
  const desk = useDesk();
  const [draft, setDraft] = useState<ExportDraft>({ note: '', keepIds: false, hosts: '' });
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<EvidenceDownload>();
  const [error, setError] = useState<ErrorData>();
  const options = optionsOf(draft);
  const settled = useSettled(options);
  const preview = useCall('evidence.preview', settled && { operationId, options: settled });
  const set = (part: Partial<ExportDraft>) => {
    setMade(undefined);
    setDraft({ ...draft, ...part });
  };
  const save = async () => {
    if (options === undefined) return;
    setBusy(true);
    setError(undefined);
    try {
      const file = await workbench.call('evidence.export', { operationId, options });
      await saveDownload(workbench, file);
      setMade(file);
      desk.announce(fillText(text.saved, { name: file.name, bytes: formatBytes(file.bytes) }));
    } catch (thrown) {
      setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Textarea
        data-autofocus
        label={text.note}
        description={text.noteHint}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={4000}
        value={draft.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
      <Checkbox
        label={text.keepIds}
        description={text.keepIdsHint}
        checked={draft.keepIds}
        onChange={(event) => set({ keepIds: event.currentTarget.checked })}
      />
      <TextInput
        label={text.hosts}
        description={text.hostsHint}
        value={draft.hosts}
        error={options === undefined ? text.hostsWrong : undefined}
        onChange={(event) => set({ hosts: event.currentTarget.value })}
      />
      <section className="preview" aria-label={text.preview} aria-busy={preview.state === 'loading'}>
        <h3>{text.preview}</h3>
        {preview.state === 'error' ? <ErrorNote error={preview.error} onRetry={preview.again} /> : null}
        {preview.value === undefined ? (
          preview.state === 'loading' ? (
            <p className="quiet" role="status">
              {text.previewing}
            </p>
          ) : null
        ) : (
          <>
            <p>
              <span className="num">{fillText(evidencePageText.exchangesOf, preview.value.exchanges)}</span>
              {'. '}
              {preview.value.notReplayable === undefined ? text.replayable : null}
            </p>
            {preview.value.notReplayable === undefined ? null : (
              <Note kind="warn" title={evidencePageText.replay.cannot}>
                {notReplayableText[preview.value.notReplayable]}
              </Note>
            )}
            <HiddenTable hidden={preview.value.hidden} label={evidencePageText.hidden} />
            {preview.value.values.length === 0 ? null : (
              <details>
                <summary>{text.valuesTitle}</summary>
                <p className="quiet">{text.valuesHint}</p>
                <ul className="preview-values">
                  {preview.value.values.slice(0, MOST_VALUES).map(({ kind, value, places }) => (
                    <li key={`${kind} ${value}`}>
                      <span>{hiddenKindText[kind]}</span>
                      <span className="mono">
                        <Hostile text={value} limit={80} />
                      </span>
                      <span className="num quiet">×{formatInteger(places)}</span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
            <details>
              <summary>{text.excerptTitle}</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse */}
              <pre className="excerpt" tabIndex={0}>
                <Excerpt text={preview.value.excerpt} />
              </pre>
            </details>
          </>
        )}
      </section>
      {error === undefined ? null : <ErrorNote error={error} />}
      {made === undefined ? null : (
        <Note
          kind="good"
          live
          title={fillText(text.saved, { name: made.name, bytes: formatBytes(made.bytes) })}
        >
          <span className="digits">
            <span className="mono open sha">{made.sha256}</span>
            <CopyButton value={made.sha256} what={text.sha256} />
          </span>
        </Note>
      )}
      <div className="dialog-foot export-foot">
        <span className="grow" />
        <Button variant="default" onClick={onClose}>
          {windowText.common.close}
        </Button>
        <Button
          type="submit"
          leftSection={<Save size={14} aria-hidden />}
          loading={busy}
          disabled={options === undefined}
        >
          {text.save}
        </Button>
      </div>
    </form>
  );
}

/** The options, once nothing was typed for a while: each preview looks through the whole recording. */
function useSettled(options: EvidenceOptions | undefined): EvidenceOptions | undefined {
  const key = JSON.stringify(options);
  const [settled, setSettled] = useState(options);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says when they are others
  useEffect(() => {
    const timer = setTimeout(() => setSettled(options), TYPING_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
