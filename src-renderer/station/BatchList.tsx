import { Button } from '@mantine/core';
import { FileUp, ListChecks, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Batch } from '../../src-shared/model/index.ts';
import { fillText, formatInteger, formatWhen, stationPageText, windowText } from '../../src-shared/texts.ts';
import { useFileDrop, usePaste } from '../codes/given-files.ts';
import { useNow } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Empty, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { Hostile } from '../ui/text.tsx';
import { ProgressCount } from './Counters.tsx';
import { giveList } from './given-list.ts';
import { BatchStateChip } from './LineState.tsx';
import { allLines, endedLines } from './line-facts.ts';
import { isSimulated } from './reader-names.ts';
import { useBatches } from './use-batches.ts';

const text = stationPageText;
const ROW = 56;
const keyOf = ({ id }: Batch) => id;

/** All batches: what runs, how far it is, and the way to a new one. A list that is dropped or pasted here begins one. */
export function BatchList() {
  const { batches, loaded, error, loadMore, again } = useBatches();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState<number>();
  const now = useNow(true, 30_000);
  const make = () => goTo({ page: 'station', parts: ['new'] });
  const { dropping, handlers } = useFileDrop((files) => {
    if (files.length === 0) return;
    giveList({ files, text: '' });
    make();
  });
  usePaste((files, pasted) => {
    giveList({ files, text: pasted });
    make();
  }, true);
  const wanted = query.trim().toLowerCase();
  const shown = batches.filter(
    ({ name, id }) => wanted === '' || name.toLowerCase().includes(wanted) || String(id) === wanted,
  );
  const columns: readonly GridColumn<Batch>[] = [
    {
      name: 'name',
      label: text.columns.name,
      cell: (batch) => (
        <>
          <span className="cell-main">
            <Hostile text={batch.name} limit={80} inControl />{' '}
            {batch.readers.some(isSimulated) ? <SimulatedBadge small /> : null}
          </span>
          <span className="cell-sub">{fillText(text.lineCount, { count: allLines(batch.counts) })}</span>
        </>
      ),
    },
    { name: 'state', label: text.columns.state, cell: ({ state }) => <BatchStateChip state={state} /> },
    {
      name: 'progress',
      label: text.columns.progress,
      cell: ({ counts, name }) => (
        <ProgressCount ended={endedLines(counts)} all={allLines(counts)} name={name} />
      ),
    },
    {
      name: 'failed',
      label: text.columns.failed,
      cell: ({ counts }) => (
        <span className={counts.failed > 0 ? 'num tone-bad' : 'num quiet'}>
          {formatInteger(counts.failed)}
        </span>
      ),
    },
    {
      name: 'readers',
      label: text.columns.readers,
      cell: ({ readers }) => <span className="num">{formatInteger(readers.length)}</span>,
    },
    {
      name: 'made',
      label: text.columns.made,
      cell: ({ createdAt }) => <span className="num quiet">{formatWhen(createdAt, now)}</span>,
    },
  ];
  return (
    <div className="page page-fill page-wide" {...handlers}>
      {dropping ? (
        <div className="drop-veil drop-page" aria-hidden>
          <FileUp size={40} />
        </div>
      ) : null}
      <PageHead title={text.title} intro={text.intro}>
        <FilterField label={text.filter} value={query} onChange={setQuery} />
        <Button
          data-new
          data-primary
          className="station-touch"
          leftSection={<Plus size={18} aria-hidden />}
          onClick={make}
        >
          {text.make}
        </Button>
      </PageHead>
      {error === undefined ? null : <ErrorNote error={error} onRetry={again} />}
      {loaded && batches.length === 0 ? (
        <div className="panel">
          <Empty icon={<ListChecks size={34} aria-hidden />} title={text.empty} hint={text.emptyHint}>
            <Button className="station-touch" onClick={make}>
              {text.make}
            </Button>
          </Empty>
        </div>
      ) : (
        <section className="panel panel-fill grow" aria-label={text.batches}>
          <DataGrid
            label={text.batches}
            className="station-batches-grid"
            columns={columns}
            rows={shown}
            of={wanted}
            keyOf={keyOf}
            rowHeight={ROW}
            active={active}
            onActive={setActive}
            onOpen={({ id }) => goTo({ page: 'station', parts: [String(id)] })}
            onEnd={loadMore}
            foot={
              // What could not be read is neither empty nor on its way.
              shown.length > 0 || error !== undefined ? null : (
                <p className="quiet pad">{loaded ? text.noMatch : windowText.common.loading}</p>
              )
            }
          />
        </section>
      )}
    </div>
  );
}
