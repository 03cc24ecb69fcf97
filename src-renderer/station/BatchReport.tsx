import { Button } from '@mantine/core';
import { ArrowLeft, ClipboardList, FileJson, FileSpreadsheet, Printer, Tags } from 'lucide-react';
import { useState } from 'react';
import type { BatchLine } from '../../src-shared/model/index.ts';
import {
  codePlaceText,
  fillText,
  formatDuration,
  formatTime,
  groupDigits,
  stationPageText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { type BatchLabels, LabelsDialog } from '../codes/LabelsDialog.tsx';
import { useSnapshot } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Note, Panel } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { ErrorText } from '../ui/error-text.tsx';
import { printAlone } from '../ui/print-alone.ts';
import { saveFile } from '../ui/save-file.ts';
import { Fact, Hostile } from '../ui/text.tsx';
import {
  reportCsv,
  reportFacts,
  reportFileName,
  reportJson,
  reportNodes,
  reportPrintCss,
} from './batch-report.ts';
import { BatchStateChip, LineStateChip } from './LineState.tsx';
import { cardOf, reasonsAreNamed, reasonText, tookOf } from './line-facts.ts';
import { readerName } from './reader-names.ts';
import { useBatch } from './use-batch.ts';

const text = stationPageText.report;
const ROW = 40;
const keyOf = ({ line }: BatchLine) => line;

/** The end of a batch: its numbers, each line, what was refused; to be printed, saved, and labels on wish. */
export function BatchReport({ id }: { readonly id: number }) {
  const desk = useDesk();
  const { readers } = useSnapshot();
  const { batch, lines, loaded, error, again } = useBatch(id);
  const [active, setActive] = useState<number>();
  const [labels, setLabels] = useState<BatchLabels>();
  if (batch === undefined)
    return (
      <div className="page page-wide">
        <h1>{stationPageText.title}</h1>
        {error === undefined ? (
          <p className="quiet pad" role="status">
            {stationPageText.run.loading}
          </p>
        ) : (
          <ErrorNote error={error} onRetry={again} />
        )}
      </div>
    );
  const save = (kind: 'csv' | 'json', content: string, mediaType: string) => {
    const name = reportFileName(batch, kind);
    saveFile(name, new Blob([content], { type: mediaType }));
    desk.announce(fillText(text.saved, { name }));
  };
  const { slots: _, ...plain } = batch;
  const columns: readonly GridColumn<BatchLine>[] = [
    { name: 'line', label: text.columns.line, cell: ({ line }) => <span className="num">{line}</span> },
    { name: 'state', label: text.columns.state, cell: (line) => <LineStateChip line={line} /> },
    {
      name: 'eid',
      label: text.columns.eid,
      cell: (line) => <span className="mono">{groupDigits(cardOf(line) ?? '')}</span>,
    },
    {
      name: 'iccid',
      label: text.columns.iccid,
      cell: ({ iccid }) => <span className="mono">{groupDigits(iccid ?? '')}</span>,
    },
    {
      name: 'reader',
      label: text.columns.reader,
      cell: ({ readerId }) =>
        readerId === undefined ? null : (
          <Hostile text={readerName(readerId, readers)} limit={30} inControl open />
        ),
    },
    {
      name: 'started',
      label: text.columns.started,
      cell: ({ startedAt }) => (
        <span className="num">{startedAt === undefined ? '' : formatTime(startedAt)}</span>
      ),
    },
    {
      name: 'took',
      label: text.columns.took,
      cell: (line) => {
        const took = tookOf(line);
        return <span className="num">{took === undefined ? '' : formatDuration(took)}</span>;
      },
    },
    {
      name: 'reason',
      label: text.columns.reason,
      cell: (line) => {
        const reason = reasonText(line);
        return (
          <bdi
            className={reasonsAreNamed(line) ? 'station-reason private' : 'station-reason'}
            title={visibleText(reason, 600)}
          >
            {visibleText(reason, 200)}
          </bdi>
        );
      },
    },
  ];
  const label = (of: BatchLabels['of'], title: string) => (
    <Button
      variant={batch.recipe.labels[of] ? 'light' : 'default'}
      className="station-touch"
      leftSection={<Tags size={16} aria-hidden />}
      onClick={() => setLabels({ id, of, title, none: text.noLabels })}
    >
      {title}
    </Button>
  );
  return (
    <div className="page page-fill page-wide station-report">
      <header className="station-head">
        <a
          className="station-back"
          href={formatRoute({ page: 'station', parts: [String(id)] })}
          aria-label={stationPageText.run.toStation}
          title={stationPageText.run.toStation}
        >
          <ArrowLeft size={20} aria-hidden />
        </a>
        <h1>
          <Hostile text={fillText(text.title, { name: batch.name })} limit={80} />
          <BatchStateChip state={batch.state} />
        </h1>
        <div className="station-acts">
          <Button
            data-primary
            className="station-touch"
            leftSection={<Printer size={18} aria-hidden />}
            disabled={!loaded}
            onClick={() => void printAlone(reportNodes(batch, lines, readers), reportPrintCss)}
          >
            {text.print}
          </Button>
          <Button
            variant="default"
            className="station-touch"
            leftSection={<FileSpreadsheet size={16} aria-hidden />}
            disabled={!loaded}
            onClick={() => save('csv', reportCsv(batch, lines), 'text/csv;charset=utf-8')}
          >
            {text.csv}
          </Button>
          <Button
            variant="default"
            className="station-touch"
            leftSection={<FileJson size={16} aria-hidden />}
            disabled={!loaded}
            onClick={() => save('json', reportJson(plain, lines, Date.now()), 'application/json')}
          >
            {text.json}
          </Button>
        </div>
      </header>
      {batch.state === 'finished' ? null : <Note kind="info">{text.notEnded}</Note>}
      <div className="station-report-top">
        <Panel title={text.numbers}>
          <dl className="facts facts-wide">
            {reportFacts(batch, lines, readers).map(([name, value]) => (
              <Fact key={name} term={name}>
                {value === '' ? undefined : (
                  <bdi className={value.length > 60 ? 'station-report-readers' : undefined}>
                    {visibleText(value, 400)}
                  </bdi>
                )}
              </Fact>
            ))}
          </dl>
        </Panel>
        <div className="stack">
          <div className="station-report-more">
            {label('done', text.labelsDone)}
            {label('unused', text.labelsUnused)}
            <a className="station-link" href={formatRoute({ page: 'reports' })}>
              <ClipboardList size={16} aria-hidden /> {text.operations}
            </a>
          </div>
          {batch.refused.length === 0 ? null : (
            <Panel title={text.refused} count={batch.refused.length}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
              <ul className="station-refused" aria-label={text.refused} tabIndex={0}>
                {batch.refused.map(({ place, error: why }, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: what was refused does not change
                  <li key={index}>
                    <strong className={place.file === undefined ? undefined : 'private'}>
                      {visibleText(codePlaceText(place), 80)}
                    </strong>{' '}
                    <ErrorText error={why} />
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      </div>
      <section className="panel panel-fill grow" aria-label={text.lines}>
        <DataGrid
          label={text.lines}
          className="station-report-grid"
          columns={columns}
          rows={lines}
          keyOf={keyOf}
          rowHeight={ROW}
          active={active}
          onActive={setActive}
          foot={loaded ? null : <p className="quiet pad">{windowText.common.loading}</p>}
        />
      </section>
      {labels === undefined ? null : <LabelsDialog batch={labels} onClose={() => setLabels(undefined)} />}
    </div>
  );
}
