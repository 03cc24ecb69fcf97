import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { FileUp, Plus, Printer, QrCode } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type Code, type CodeSortField, type CodeState, codeState } from '../../src-shared/model/index.ts';
import {
  codeStateText,
  codesText,
  fillText,
  formatDate,
  formatInteger,
  formatWhen,
  groupDigits,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { goTo } from '../state/route.ts';
import { Empty, ErrorNote } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { useOptionText } from '../ui/option-text.ts';
import { PageHead } from '../ui/PageHead.tsx';
import { nextSort, type Sort, withNames } from '../ui/sort.ts';
import { Hostile } from '../ui/text.tsx';
import { AddDialog } from './AddDialog.tsx';
import { CodeDetail } from './CodeDetail.tsx';
import { CodeStateChip } from './CodeStateChip.tsx';
import { useFileDrop, usePaste } from './given-files.ts';
import type { GivenCodes } from './ImportCodes.tsx';
import { LabelsDialog } from './LabelsDialog.tsx';
import { useCodes } from './use-codes.ts';

const text = codesText;
const ROW = 46;
const SOON_MS = 14 * 86_400_000;
const states: readonly CodeState[] = codeState.options;
/** As many labels are made at once. */
const MOST_PICKED = 500;

/** Which of the vault's orders each column is. */
const sortFields = {
  id: 'id',
  name: 'label',
  batch: 'batch',
  state: 'state',
  valid: 'validUntil',
  added: 'createdAt',
} as const satisfies Readonly<Record<string, CodeSortField>>;
type SortColumn = keyof typeof sortFields;

const keyOf = (code: Code) => code.id;
const isFree = (code: Code) => code.state === 'NOT_INSTALLED';

/** The vault of activation codes: what there is, how it stands, and what can be done with it. */
export function CodesPage({ id }: { readonly id: number | undefined }) {
  const [state, setState] = useState<CodeState | 'all'>('all');
  const [batch, setBatch] = useState('');
  const [search, setSearch] = useState('');
  const [sort, setSort] = useState<Sort<SortColumn>>({ by: 'id', direction: 'desc' });
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set());
  const [adding, setAdding] = useState(false);
  const [given, setGiven] = useState<GivenCodes & { readonly turn: number }>();
  const take = (codes: GivenCodes) => {
    setGiven((before) => ({ ...codes, turn: (before?.turn ?? 0) + 1 }));
    setAdding(true);
  };
  const { dropping, handlers } = useFileDrop((files) => {
    if (files.length > 0) take({ files, text: '' });
  });
  usePaste((files, pasted) => take({ files, text: pasted }), !adding);
  const add = () => {
    setGiven(undefined);
    setAdding(true);
  };
  const [printing, setPrinting] = useState<readonly Code[]>();
  const list = useCodes({
    state: state === 'all' ? undefined : state,
    batch: batch === '' ? undefined : batch,
    search,
    sort: { by: sortFields[sort.by], direction: sort.direction },
  });
  const now = useNow(true, 30_000);
  const optionText = useOptionText();
  const { codes, counts } = list;
  const batches = useBatches(codes);
  const total = counts === undefined ? 0 : states.reduce((sum, one) => sum + counts[one], 0);
  const filtered = state !== 'all' || batch !== '' || search.trim() !== '';
  const isEmpty = list.loaded && codes.length === 0 && !filtered && list.error === undefined;
  const pickedCodes = codes.filter((code) => picked.has(code.id));
  const free = codes.filter(isFree);
  const allPicked = free.length > 0 && pickedCodes.length === Math.min(free.length, MOST_PICKED);

  const pick = (code: Code) => {
    if (!isFree(code)) return;
    const next = new Set(picked);
    if (!next.delete(code.id) && next.size < MOST_PICKED) next.add(code.id);
    setPicked(next);
  };

  const columns: readonly GridColumn<Code>[] = [
    {
      name: 'pick',
      label: text.columns.pick,
      head: (
        <input
          type="checkbox"
          aria-label={text.pickAll}
          title={text.pickAll}
          checked={allPicked}
          disabled={free.length === 0}
          onChange={(event) =>
            setPicked(
              new Set(event.currentTarget.checked ? free.slice(0, MOST_PICKED).map((code) => code.id) : []),
            )
          }
        />
      ),
      cell: (code) =>
        isFree(code) ? (
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={fillText(text.pick, { id: code.id })}
            checked={picked.has(code.id)}
            onClick={(event) => event.stopPropagation()}
            onChange={() => pick(code)}
          />
        ) : null,
    },
    {
      name: 'id',
      label: text.columns.id,
      cell: (code) => <span className="mono quiet open">{code.id}</span>,
    },
    {
      name: 'name',
      label: text.columns.name,
      cell: (code) => (
        <>
          <span className="cell-main">
            {code.label === undefined && code.carrier === undefined ? (
              <span className="quiet">{text.unnamed}</span>
            ) : (
              <Hostile text={code.label ?? code.carrier ?? ''} limit={80} inControl />
            )}
          </span>
          <span className="cell-sub">
            {code.label === undefined || code.carrier === undefined ? null : (
              <>
                <Hostile text={code.carrier} limit={60} inControl />{' '}
              </>
            )}
            <span className="mono">
              {code.iccid === undefined
                ? visibleText(`${code.smdpAddress} ${code.hint ?? ''}`, 80)
                : groupDigits(code.iccid)}
            </span>
          </span>
        </>
      ),
    },
    {
      name: 'batch',
      label: text.columns.batch,
      cell: (code) =>
        code.batch === undefined ? null : (
          <span className="cell-main">
            <Hostile text={code.batch} limit={40} inControl />
          </span>
        ),
    },
    { name: 'state', label: text.columns.state, cell: (code) => <CodeStateChip code={code} /> },
    {
      name: 'valid',
      label: text.columns.valid,
      cell: ({ validUntil, state: at }) =>
        validUntil === undefined ? null : (
          <span
            className={at === 'NOT_INSTALLED' && validUntil - now < SOON_MS ? 'num tone-warn' : 'num'}
            {...(at === 'NOT_INSTALLED' && validUntil - now < SOON_MS ? { title: text.soon } : {})}
          >
            {formatDate(validUntil)}
          </span>
        ),
    },
    {
      name: 'added',
      label: text.columns.added,
      cell: (code) => <span className="num quiet">{formatWhen(code.createdAt, now)}</span>,
    },
  ];

  return (
    <div className="page page-fill page-wide" {...handlers}>
      {dropping ? (
        <div className="drop-veil drop-page" aria-hidden>
          <FileUp size={40} />
          {text.dropNow}
        </div>
      ) : null}
      <PageHead title={text.title}>
        <FilterField label={text.filter} value={search} onChange={setSearch} />
        <Button data-new leftSection={<Plus size={14} aria-hidden />} onClick={add}>
          {text.add}
        </Button>
      </PageHead>
      <div className="filters">
        <SegmentedControl
          aria-label={text.stateFilter}
          value={state}
          onChange={(value) => setState(value as CodeState | 'all')}
          data={[
            { value: 'all', label: `${text.all} ${counts === undefined ? '' : formatInteger(total)}` },
            ...states.map((value) => ({
              value,
              label: `${codeStateText[value]} ${counts === undefined ? '' : formatInteger(counts[value])}`,
            })),
          ]}
        />
        <NativeSelect
          aria-label={text.batch}
          value={batch}
          onChange={(event) => setBatch(event.currentTarget.value)}
          data={[
            { value: '', label: text.allBatches },
            ...batches.map((name, at) => ({ value: name, label: optionText(visibleText(name, 50), at) })),
          ]}
        />
        <div className="filters-end">
          {pickedCodes.length === 0 ? null : (
            <>
              <span role="status">
                {/* Of a list that goes on, all that are free are not all that there are. */}
                {fillText(allPicked && list.more ? text.pickedOf : text.picked, {
                  count: pickedCodes.length,
                  listed: codes.length,
                })}
              </span>
              <Button size="compact-xs" variant="subtle" onClick={() => setPicked(new Set())}>
                {text.unpick}
              </Button>
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<Printer size={13} aria-hidden />}
                onClick={() => setPrinting(pickedCodes)}
              >
                {text.labels}
              </Button>
            </>
          )}
        </div>
      </div>
      {list.error === undefined ? null : <ErrorNote error={list.error} onRetry={list.again} />}
      {isEmpty ? (
        <div className="panel">
          <Empty icon={<QrCode size={34} aria-hidden />} title={text.empty} hint={text.emptyHint}>
            <Button onClick={add}>{text.add}</Button>
          </Empty>
        </div>
      ) : (
        <div className="split">
          <section className="panel panel-fill" aria-label={text.list}>
            <DataGrid
              label={text.list}
              className="codes-grid"
              columns={columns.map((column) => ({ ...column, sortable: column.name in sortFields }))}
              sort={sort}
              onSort={(by) => setSort(nextSort(sort, by as SortColumn))}
              rows={codes}
              of={list.of}
              keyOf={keyOf}
              rowHeight={ROW}
              active={id}
              onActive={(next, how) => goTo({ page: 'codes', id: next }, { replace: how === 'move' })}
              onPick={pick}
              onEnd={list.loadMore}
              foot={
                // What could not be read is neither empty nor on its way.
                list.error !== undefined ? null : !list.loaded ? (
                  <p className="quiet pad">{windowText.common.loading}</p>
                ) : codes.length === 0 ? (
                  <p className="quiet pad">{text.noMatch}</p>
                ) : null
              }
            />
          </section>
          <aside className="split-side" aria-label={text.detailLabel}>
            {id === undefined ? (
              <div className="panel">
                <Empty title={text.chooseOne} />
              </div>
            ) : (
              <CodeDetail
                key={id}
                id={id}
                listed={codes.find((code) => code.id === id)}
                onLabels={(code) => setPrinting([code])}
                onChanged={list.again}
              />
            )}
          </aside>
        </div>
      )}
      <AddDialog
        key={given?.turn ?? 0}
        given={given}
        opened={adding}
        onClose={() => setAdding(false)}
        batches={batches}
        onAdded={list.again}
      />
      {printing === undefined ? null : (
        <LabelsDialog codes={printing} onClose={() => setPrinting(undefined)} />
      )}
    </div>
  );
}

/** The batches that have been seen; a filter does not make those it hides unknown. */
function useBatches(codes: readonly Code[]): readonly string[] {
  const [known, setKnown] = useState<readonly string[]>([]);
  const seen = useMemo(
    () => [...new Set(codes.map((code) => code.batch).filter((name) => name !== undefined))],
    [codes],
  );
  useEffect(() => {
    setKnown((before) => withNames(before, seen));
  }, [seen]);
  return known;
}
