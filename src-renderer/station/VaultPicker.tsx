import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { Code } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatInteger,
  groupDigits,
  stationPageText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCodes } from '../codes/use-codes.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { useOptionText } from '../ui/option-text.ts';
import { withNames } from '../ui/sort.ts';
import { Hostile } from '../ui/text.tsx';

const text = stationPageText.list;
const ROW = 48;
/** So many are loaded before all are taken: a batch of more is made of a list. */
const MOST = 5000;
const keyOf = ({ id }: Code) => id;

/** Free codes of the vault, ordered ones among them, for a batch. */
export function VaultPicker({
  picked,
  onTake,
  onClose,
}: {
  /** Those that are in the list already. */
  readonly picked: readonly number[];
  readonly onTake: (ids: readonly number[]) => void;
  readonly onClose: () => void;
}) {
  const optionText = useOptionText();
  const [search, setSearch] = useState('');
  const [batch, setBatch] = useState('');
  const [ordered, setOrdered] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set(picked));
  const [active, setActive] = useState<number>();
  const list = useCodes({
    state: 'NOT_INSTALLED',
    batch: batch === '' ? undefined : batch,
    search,
    sort: { by: 'id', direction: 'asc' },
  });
  const { codes, more, loadMore, loaded } = list;
  // All of them are offered at once: the rest is read while the first are looked at.
  useEffect(() => {
    if (more && codes.length < MOST) loadMore();
  }, [more, codes.length, loadMore]);
  const shown = useMemo(
    () => (ordered ? codes.filter(({ source }) => source === 'order') : codes),
    [codes, ordered],
  );
  const batches = useKnownBatches(codes);
  const toggle = ({ id }: Code) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const columns: readonly GridColumn<Code>[] = [
    {
      name: 'pick',
      label: text.vaultTake,
      head: (
        <input
          type="checkbox"
          aria-label={fillText(text.vaultTakeAll, { count: formatInteger(shown.length) })}
          checked={shown.length > 0 && shown.every(({ id }) => chosen.has(id))}
          disabled={shown.length === 0}
          onChange={(event) => {
            const next = new Set(chosen);
            for (const { id } of shown) {
              if (event.currentTarget.checked) next.add(id);
              else next.delete(id);
            }
            setChosen(next);
          }}
        />
      ),
      cell: (code) => (
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={fillText(text.known, { id: code.id })}
          checked={chosen.has(code.id)}
          readOnly
        />
      ),
    },
    { name: 'id', label: text.code, cell: ({ id }) => <span className="num quiet">{id}</span> },
    {
      name: 'about',
      label: text.about,
      cell: (code) => (
        <>
          <span className="cell-main">
            <Hostile text={code.label ?? code.carrier ?? code.smdpAddress} limit={70} inControl />
          </span>
          <span className="cell-sub mono">
            {code.iccid === undefined
              ? visibleText(`${code.smdpAddress} ${code.hint ?? ''}`, 80)
              : groupDigits(code.iccid)}
          </span>
        </>
      ),
    },
    {
      name: 'batch',
      label: text.vaultBatch,
      cell: ({ batch: name }) => (name === undefined ? null : <Hostile text={name} limit={40} inControl />),
    },
  ];
  return (
    <Dialog opened onClose={onClose} size={820} title={text.vaultTitle}>
      <div className="stack">
        <div className="station-vault-filter">
          <FilterField label={text.vaultFilter} value={search} onChange={setSearch} />
          <NativeSelect
            aria-label={text.vaultBatch}
            value={batch}
            onChange={(event) => setBatch(event.currentTarget.value)}
            data={[
              { value: '', label: text.vaultAll },
              ...batches.map((name, at) => ({ value: name, label: optionText(visibleText(name, 50), at) })),
            ]}
          />
          <Checkbox
            label={text.vaultOrders}
            checked={ordered}
            onChange={(event) => setOrdered(event.currentTarget.checked)}
          />
        </div>
        {list.error === undefined ? null : <ErrorNote error={list.error} onRetry={list.again} />}
        <div className="station-vault-list panel">
          <DataGrid
            label={text.vaultTitle}
            className="station-vault-grid"
            columns={columns}
            rows={shown}
            of={`${list.of} ${ordered}`}
            keyOf={keyOf}
            rowHeight={ROW}
            active={active}
            onActive={setActive}
            onOpen={toggle}
            onPick={toggle}
            foot={
              shown.length > 0 ? null : (
                <p className="quiet pad">{loaded ? text.vaultEmpty : windowText.common.loading}</p>
              )
            }
          />
        </div>
        {more && codes.length >= MOST ? (
          <p className="quiet small">{fillText(text.vaultMore, { count: formatInteger(MOST) })}</p>
        ) : null}
        <div className="dialog-foot">
          <Button variant="default" className="station-touch" onClick={onClose}>
            {windowText.common.cancel}
          </Button>
          <Button
            className="station-touch"
            disabled={chosen.size === 0 && picked.length === 0}
            onClick={() => onTake([...chosen].sort((a, b) => a - b))}
          >
            {fillText(text.vaultTake, { count: formatInteger(chosen.size) })}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** The batches of the vault that were seen; a filter does not make those it hides unknown. */
function useKnownBatches(codes: readonly Code[]): readonly string[] {
  const [known, setKnown] = useState<readonly string[]>([]);
  useEffect(() => {
    setKnown((before) =>
      withNames(
        before,
        codes.flatMap(({ batch }) => batch ?? []),
      ),
    );
  }, [codes]);
  return known;
}
