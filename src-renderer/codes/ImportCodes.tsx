import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { FileUp, FolderUp, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { ImportReport } from '../../src-shared/model/index.ts';
import {
  codesText,
  fillText,
  formatBytes,
  formatInteger,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useWorkbench } from '../state/context.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';
import { BatchInput } from './fields.tsx';
import { chosenFiles, type GivenFile, useFileDrop } from './given-files.ts';
import { ImportReportView } from './ImportReport.tsx';
import { callsOf, importFilesOf, joinReports, textFile } from './import-files.ts';

const text = codesText;

/** What was dropped or pasted before the dialog was open. */
export interface GivenCodes {
  readonly files: readonly GivenFile[];
  readonly text: string;
}

type DateOrder = keyof typeof text.dateOrders;

/** Many codes: a list that is pasted, or files. First what is given, then what became of it. */
export function ImportCodes({
  batches,
  onAdded,
  onClose,
  given,
}: {
  readonly batches: readonly string[];
  readonly onAdded: () => void;
  readonly onClose: () => void;
  /** With what it begins. */
  readonly given?: GivenCodes | undefined;
}) {
  const workbench = useWorkbench();
  const [pasted, setPasted] = useState(given?.text ?? '');
  const [files, setFiles] = useState<readonly GivenFile[]>(given?.files ?? []);
  const [batch, setBatch] = useState('');
  const [dateOrder, setDateOrder] = useState<DateOrder>('none');
  const [allOrNothing, setAllOrNothing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const [unreadable, setUnreadable] = useState<string>();
  const [tooMuch, setTooMuch] = useState(false);
  const [report, setReport] = useState<ImportReport>();
  const ready = pasted.trim() !== '' || files.length > 0;
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const hadReport = useRef(false);
  // One takes the place of the other, and with it the focus: to what ends it where all is done, to what is to be read where it is not.
  useEffect(() => {
    if (report !== undefined) {
      const at = report.kept ? '[data-autofocus]' : '[data-report]';
      box.current?.querySelector<HTMLElement>(at)?.focus();
    } else if (hadReport.current) field.current?.focus();
    hadReport.current = report !== undefined;
  }, [report]);

  const run = async (strictly: boolean) => {
    if (!ready || busy) return;
    setBusy(true);
    setError(undefined);
    setUnreadable(undefined);
    setTooMuch(false);
    try {
      const read = await importFilesOf(files);
      const calls = callsOf([...(pasted.trim() === '' ? [] : [textFile(text.pasteName, pasted)]), ...read]);
      if (strictly && calls.length > 1) {
        setTooMuch(true);
        return;
      }
      const options = {
        ...(batch.trim() === '' ? {} : { batch: batch.trim() }),
        ...(dateOrder === 'none' ? {} : { dateOrder }),
        allOrNothing: strictly,
      };
      const reports: ImportReport[] = [];
      for (const part of calls)
        reports.push(await workbench.call('codes.import', { files: [...part], ...options }));
      const next = joinReports(reports);
      setReport(next);
      if (next.kept) {
        // What is in the vault has no business in the window any more.
        setPasted('');
        setFiles([]);
        onAdded();
      }
    } catch (thrown) {
      if (thrown instanceof RangeError) setUnreadable(thrown.message);
      else setError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };

  const take = (more: readonly GivenFile[]) => {
    const names = new Set(more.map(({ name }) => name));
    setFiles((before) => [...before.filter(({ name }) => !names.has(name)), ...more]);
  };
  const { dropping, handlers } = useFileDrop(take);

  if (report !== undefined)
    return (
      <div ref={box} className="stack">
        <ImportReportView report={report} />
        {error === undefined ? null : <ErrorNote error={error} />}
        <div className="dialog-foot">
          <Button variant="default" onClick={() => setReport(undefined)}>
            {report.kept ? text.importAnother : text.importBack}
          </Button>
          {report.kept ? (
            <Button data-autofocus onClick={onClose}>
              {windowText.common.close}
            </Button>
          ) : (
            <Button loading={busy} disabled={report.right === 0} onClick={() => void run(false)}>
              {fillText(text.importAnyway, { count: formatInteger(report.right ?? 0) })}
            </Button>
          )}
        </div>
      </div>
    );

  return (
    <form
      className={dropping ? 'stack entry entry-dropping' : 'stack entry'}
      onSubmit={(event) => {
        event.preventDefault();
        void run(allOrNothing);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return;
        event.preventDefault();
        take(chosenFiles(event.clipboardData.files));
      }}
      {...handlers}
    >
      {dropping ? (
        <div className="drop-veil" aria-hidden>
          <FileUp size={40} />
          {text.dropNow}
        </div>
      ) : null}
      <Textarea
        ref={field}
        data-autofocus
        label={text.paste}
        description={text.pasteHint}
        classNames={{ input: 'mono code-input' }}
        autosize
        minRows={5}
        maxRows={12}
        spellCheck={false}
        autoComplete="off"
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      <div className="entry-picture">
        <ChooseButton
          label={text.files}
          icon={<FileUp size={13} aria-hidden />}
          accept=".txt,.csv,.tsv,.pdf,text/*,image/*,application/pdf"
          onChosen={take}
        />
        <ChooseButton
          label={text.folder}
          icon={<FolderUp size={13} aria-hidden />}
          webkitdirectory=""
          onChosen={take}
        />
        <span className="quiet small">{text.filesHint}</span>
      </div>
      {files.length === 0 ? null : (
        <ul className="file-list">
          {files.map(({ name, file }) => (
            <li key={name}>
              <Hostile text={name} limit={60} />
              <span className="quiet num">{formatBytes(file.size)}</span>
              <button
                type="button"
                className="copy"
                aria-label={fillText(text.fileRemove, { what: visibleText(name, 60) })}
                onClick={() => setFiles(files.filter((one) => one.name !== name))}
              >
                <X size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="field-grid">
        <BatchInput value={batch} batches={batches} onChange={setBatch} />
        <NativeSelect
          label={text.dateOrder}
          value={dateOrder}
          onChange={(event) => setDateOrder(event.currentTarget.value as DateOrder)}
          data={Object.entries(text.dateOrders).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <Checkbox
        size="xs"
        label={text.allOrNothing}
        description={text.allOrNothingHint}
        checked={allOrNothing}
        onChange={(event) => setAllOrNothing(event.currentTarget.checked)}
      />
      {error === undefined ? null : <ErrorNote error={error} />}
      {unreadable === undefined ? null : (
        <Note kind="warn">{fillText(text.fileUnreadable, { what: visibleText(unreadable, 80) })}</Note>
      )}
      {tooMuch ? <Note kind="warn">{text.tooMuch}</Note> : null}
      <div className="dialog-foot">
        <span className="quiet" role="status">
          {busy ? text.importing : ''}
        </span>
        <Button variant="default" onClick={onClose}>
          {windowText.common.cancel}
        </Button>
        <Button type="submit" disabled={!ready} loading={busy}>
          {text.import}
        </Button>
      </div>
    </form>
  );
}

/** A button that asks for files; with `webkitdirectory`, for a folder. */
function ChooseButton({
  label,
  icon,
  onChosen,
  ...rest
}: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly accept?: string;
  readonly webkitdirectory?: '';
  readonly onChosen: (files: readonly GivenFile[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        {...rest}
        className="visually-hidden"
        tabIndex={-1}
        aria-hidden
        onChange={(event) => {
          onChosen(chosenFiles(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
      <Button size="compact-sm" variant="default" leftSection={icon} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
