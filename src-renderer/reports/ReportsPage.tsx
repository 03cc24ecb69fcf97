import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { ClipboardList, FileJson, FileSpreadsheet, Printer } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { dayOf, systemTimeZone } from '../../src-shared/days.ts';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type OperationKind,
  operationKind,
  type ReportBy,
  type ReportFormat,
  reportBy,
  reportDocument,
} from '../../src-shared/model/index.ts';
import {
  fillText,
  formatInteger,
  groupDigits,
  operationKindText,
  reportsPageText,
} from '../../src-shared/texts.ts';
import { useCall, useLast, useSnapshot, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { useLanguage } from '../state/language.ts';
import { Empty, ErrorNote, Note } from '../ui/bits.tsx';
import { DateField } from '../ui/DateField.tsx';
import { useOptionText } from '../ui/option-text.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { printPage } from '../ui/print-alone.ts';
import { saveFile } from '../ui/save-file.ts';
import { ReportSections, Totals } from './ReportSections.tsx';
import { mistakesOf, type ReportDraft, reportRequestOf } from './report-request.ts';

const text = reportsPageText;
/** Operations of a preview; files and paper take as many as a report can have. */
const PREVIEW = 1000;
const TYPING_MS = 300;
const WEEK_MS = 7 * 86_400_000;

/** What was done, per card, day or batch: looked at, printed, saved. */
export function ReportsPage() {
  const workbench = useWorkbench();
  const optionText = useOptionText();
  const desk = useDesk();
  const { cards } = useSnapshot();
  const timeZone = useMemo(systemTimeZone, []);
  const language = useLanguage();
  const [draft, setDraft] = useState<ReportDraft>(() => ({
    by: 'card',
    from: dayOf(Date.now() - WEEK_MS, timeZone),
    to: '',
    eid: '',
    kind: '',
    iccid: '',
    batch: '',
  }));
  const [busy, setBusy] = useState<ReportFormat>();
  const settled = useSettled(draft, TYPING_MS);
  const mistakes = mistakesOf(draft);
  const wrong = mistakesOf(settled).size > 0;
  const request = reportRequestOf(settled, timeZone);
  const made = useCall(
    'reports.make',
    wrong ? undefined : { ...request, format: 'json', language, limit: PREVIEW },
  );
  // What was made before stays until the next is there.
  const latest = useLast(made.value);
  const source = latest?.text;
  const document = useMemo(
    () => (source === undefined ? undefined : reportDocument.parse(JSON.parse(source))),
    [source],
  );
  const set = (part: Partial<ReportDraft>) => setDraft({ ...draft, ...part });

  const take = async (format: ReportFormat) => {
    setBusy(format);
    try {
      // What programs read is English.
      const whole = {
        ...reportRequestOf(draft, timeZone),
        format,
        ...(format === 'html' ? { language } : {}),
      };
      let part = await workbench.call('reports.make', whole);
      if (format === 'html') await printPage(part.text);
      else {
        const texts = [part.text];
        let listed = part.listed;
        // A table can be written in parts; a document is whole.
        while (format === 'csv' && part.more !== undefined) {
          part = await workbench.call('reports.make', { ...whole, after: part.more });
          texts.push(part.text);
          listed += part.listed;
        }
        saveFile(part.name, new Blob(texts, { type: part.mediaType }));
        const said = part.more === undefined ? text.saved : text.cut;
        desk.announce(
          fillText(said, {
            name: part.name,
            count: formatInteger(listed),
            all: formatInteger(part.matching),
          }),
        );
      }
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    } finally {
      setBusy(undefined);
    }
  };
  const nothing = document !== undefined && document.groups.length === 0;
  const action = (format: ReportFormat, label: string, Icon: typeof Printer) => (
    <Button
      variant="default"
      leftSection={<Icon size={14} aria-hidden />}
      loading={busy === format}
      disabled={mistakes.size > 0 || nothing || document === undefined}
      onClick={() => void take(format)}
    >
      {label}
    </Button>
  );
  const matching = latest?.matching ?? 0;
  return (
    <div className="page page-wide">
      <PageHead title={text.title} intro={text.intro}>
        {action('html', text.print, Printer)}
        {action('csv', text.csv, FileSpreadsheet)}
        {action('json', text.json, FileJson)}
      </PageHead>
      <div className="report-fields">
        <SegmentedControl
          aria-label={text.by}
          value={draft.by}
          onChange={(by) => set({ by: by as ReportBy })}
          data={reportBy.options.map((value) => ({ value, label: text.bys[value] }))}
        />
        <DateField label={text.from} value={draft.from} onChange={(from) => set({ from })} />
        <DateField
          label={text.to}
          value={draft.to}
          error={mistakes.has('days') ? text.daysWrong : undefined}
          onChange={(to) => set({ to })}
        />
        <NativeSelect
          label={text.card}
          value={draft.eid}
          onChange={(event) => set({ eid: event.currentTarget.value })}
          data={[
            { value: '', label: text.allCards },
            ...[...cards.keys()].map((eid, at) => ({ value: eid, label: optionText(groupDigits(eid), at) })),
          ]}
        />
        <NativeSelect
          label={text.kind}
          value={draft.kind}
          onChange={(event) => set({ kind: event.currentTarget.value as OperationKind | '' })}
          data={[
            { value: '', label: text.allKinds },
            ...operationKind.options.map((value) => ({ value, label: operationKindText[value] })),
          ]}
        />
        <TextInput
          label={text.iccid}
          value={draft.iccid}
          maxLength={30}
          error={mistakes.has('iccid') ? text.iccidWrong : undefined}
          onChange={(event) => set({ iccid: event.currentTarget.value })}
        />
        <TextInput
          label={text.batch}
          value={draft.batch}
          maxLength={100}
          onChange={(event) => set({ batch: event.currentTarget.value })}
        />
      </div>
      {made.state === 'error' ? <ErrorNote error={made.error} onRetry={made.again} /> : null}
      {document === undefined ? (
        made.state === 'loading' && !wrong ? (
          <p className="quiet pad" role="status">
            {text.making}
          </p>
        ) : null
      ) : nothing ? (
        <Empty icon={<ClipboardList size={34} aria-hidden />} title={text.empty} hint={text.emptyHint} />
      ) : (
        <>
          <Totals document={document} />
          {document.more === undefined ? null : (
            <Note kind="info">
              {fillText(text.preview, {
                listed: formatInteger(document.listed),
                all: formatInteger(matching),
              })}
            </Note>
          )}
          <ReportSections key={`${document.by} ${document.made}`} document={document} />
        </>
      )}
    </div>
  );
}

/** The value, once it has stayed the same for a while. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
