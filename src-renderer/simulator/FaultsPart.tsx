import { Button, TextInput } from '@mantine/core';
import { Zap } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import { searchFaults } from '../../src-shared/faults/search.ts';
import type { FaultRuleState } from '../../src-shared/model/index.ts';
import { fillText, simulatorText, visibleText } from '../../src-shared/texts.ts';
import { useCall, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { ErrorNote, Note, Panel } from '../ui/bits.tsx';
import { DataGrid, type GridColumn } from '../ui/DataGrid.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { RemoveButton } from '../ui/removal.tsx';
import { FaultDetail } from './FaultDetail.tsx';
import { type Picture, useBack, useBenchTurn, useHand } from './use-simulator.ts';

const text = simulatorText.faults;

/** What goes wrong on purpose: the rules in force, the library, and rules of one's own. */
export function FaultsPart({ picture }: { readonly picture: Picture }) {
  return (
    <>
      <ActiveRules />
      <Library picture={picture} />
    </>
  );
}

/** Puts rules in force, one after the other. Gives the refusal, where there was one. */
export function useSwitchOn() {
  const workbench = useWorkbench();
  const desk = useDesk();
  return async (rules: readonly string[]): Promise<ErrorData | undefined> => {
    try {
      for (const rule of rules) await workbench.call('simulator.faults.add', { rule });
      desk.announce(fillText(text.added, { rule: rules.join(', ') }));
      return undefined;
    } catch (thrown) {
      return toWorkbenchError(thrown).toData();
    }
  };
}

function ActiveRules() {
  const hand = useHand();
  const back = useBack();
  const desk = useDesk();
  const list = useCall('simulator.faults.list', {}, useBenchTurn());
  const rules = list.value ?? [];
  const putBack = (gone: readonly FaultRuleState[]) => async () => {
    for (const { rule } of gone) await back('simulator.faults.add', { rule });
  };
  const remove = async (rule: FaultRuleState) => {
    const gone = await hand('simulator.faults.clear', { id: rule.id });
    if (gone !== undefined) desk.offerUndo({ what: simulatorText.undone.rule, undo: putBack(gone) });
  };
  const clear = async () => {
    const gone = await hand('simulator.faults.clear', {});
    if (gone !== undefined)
      desk.offerUndo({ what: fillText(text.cleared, { count: gone.length }), undo: putBack(gone) });
  };
  return (
    <Panel
      title={text.active}
      count={rules.length}
      flush
      aside={
        <Button
          data-clear-faults
          size="compact-sm"
          variant="default"
          disabled={rules.length === 0}
          onClick={() => void clear()}
        >
          {text.clear}
        </Button>
      }
    >
      {list.state === 'error' ? <ErrorNote error={list.error} onRetry={list.again} /> : null}
      {rules.length === 0 ? (
        <p className="quiet pad">{text.none}</p>
      ) : (
        <table className="table sim-table" aria-label={text.active}>
          <thead>
            <tr>
              <th scope="col">{text.rule}</th>
              <th scope="col">{text.seen}</th>
              <th scope="col">{text.done}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.id}>
                <td>
                  <bdi className="mono open">{visibleText(rule.rule, 200)}</bdi>
                  {rule.idle === undefined ? null : (
                    <span className="small sim-under sim-idle">{text.idle[rule.idle]}</span>
                  )}
                </td>
                <td className="num">{rule.seen}</td>
                <td className="num">{rule.done}</td>
                <td>
                  <div className="sim-actions">
                    <RemoveButton label={text.remove} what={rule.rule} onClick={() => void remove(rule)} />
                  </div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <OwnRule />
    </Panel>
  );
}

function OwnRule() {
  const switchOn = useSwitchOn();
  const hint = useId();
  const [rule, setRule] = useState('');
  const [error, setError] = useState<ErrorData>();
  return (
    <form
      className="sim-own pad"
      aria-label={text.own}
      onSubmit={(event) => {
        event.preventDefault();
        if (rule.trim() === '') return;
        void switchOn([rule.trim()]).then((refused) => {
          setError(refused);
          if (refused === undefined) setRule('');
        });
      }}
    >
      <TextInput
        className="grow"
        classNames={{ input: 'mono' }}
        label={text.own}
        description={text.ownHint}
        descriptionProps={{ id: hint }}
        maxLength={2000}
        spellCheck={false}
        value={rule}
        onChange={(event) => setRule(event.currentTarget.value)}
      />
      <Button type="submit" leftSection={<Zap size={13} aria-hidden />} disabled={rule.trim() === ''}>
        {text.add}
      </Button>
      {error === undefined ? null : <ErrorNote error={error} />}
    </form>
  );
}

type LibraryRow = ReturnType<typeof numbered>[number];
const numbered = (all: Parameters<typeof searchFaults>[0]) =>
  all.map((fault, index) => ({ ...fault, number: index + 1 }));
const keyOf = (row: LibraryRow) => row.number;

const columns = (): readonly GridColumn<LibraryRow>[] => [
  {
    name: 'rule',
    label: text.rule,
    cell: (row) => <span className="mono open cell-main">{row.rules.join(' + ')}</span>,
  },
  {
    name: 'end',
    label: text.reports,
    cell: (row) => (
      <span className="cell-main">{row.error === undefined ? text.success : row.error.code}</span>
    ),
  },
  { name: 'fate', label: text.fate, cell: (row) => text.fates[row.activationCodeUse] },
];

function Library({ picture }: { readonly picture: Picture }) {
  const library = useCall('simulator.faults.library', {});
  const [search, setSearch] = useState('');
  const [active, setActive] = useState<number>();
  const all = useMemo(() => numbered(library.value ?? []), [library.value]);
  const shown = useMemo(() => {
    const found = new Set<unknown>(searchFaults(all, search));
    return all.filter((row) => found.has(row));
  }, [all, search]);
  const chosen = all.find((row) => row.number === active);
  return (
    <div className="sim-library">
      <section className="panel panel-fill" aria-label={text.library}>
        <header className="panel-head">
          <h2>{text.library}</h2>
          <span className="quiet num" role="status">
            {fillText(text.found, { shown: shown.length, all: all.length })}
          </span>
          <div className="panel-aside">
            <FilterField label={text.search} value={search} onChange={setSearch} />
          </div>
        </header>
        {library.state === 'error' ? <ErrorNote error={library.error} onRetry={library.again} /> : null}
        <DataGrid
          label={text.library}
          className="faults-grid"
          columns={columns()}
          rows={shown}
          of={search}
          keyOf={keyOf}
          rowHeight={32}
          active={active}
          onActive={setActive}
          foot={shown.length === 0 ? <p className="quiet pad">{text.noMatch}</p> : null}
        />
      </section>
      <section className="panel sim-fault" aria-label={text.choose}>
        {chosen === undefined ? (
          <div className="pad">
            <Note kind="info">{text.choose}</Note>
          </div>
        ) : (
          <FaultDetail key={chosen.number} fault={chosen} picture={picture} />
        )}
      </section>
    </div>
  );
}
