import { useState } from 'react';
import type { SimulatedExchange } from '../../src-shared/model/index.ts';
import { fillText, formatTime, simulatorText, visibleText } from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { Chip, ErrorNote, Panel } from '../ui/bits.tsx';
import { FilterField } from '../ui/FilterField.tsx';
import { useBenchTurn } from './use-simulator.ts';

const text = simulatorText.picture;
const shown = 100;

function endOf({ sw, subjectCode, reasonCode, message }: SimulatedExchange): string {
  const codes = subjectCode === undefined ? sw : `${subjectCode}/${reasonCode ?? ''}`;
  return [codes, message].filter((one) => one !== undefined && one !== '').join(' ');
}

/** What cards and servers of the bench were asked last, the newest first. */
export function Exchanges() {
  const list = useCall('simulator.exchanges', { limit: shown }, useBenchTurn());
  const [search, setSearch] = useState('');
  const words = search.trim().toLowerCase();
  const rows = [...(list.value ?? [])]
    .reverse()
    .filter((one) => `${one.function} ${endOf(one)} ${one.side}`.toLowerCase().includes(words));
  return (
    <Panel
      title={text.exchanges}
      count={rows.length}
      flush
      aside={<FilterField label={simulatorText.faults.search} value={search} onChange={setSearch} />}
    >
      {list.state === 'error' ? <ErrorNote error={list.error} onRetry={list.again} /> : null}
      {rows.length === 0 ? (
        <p className="quiet pad">{text.noExchanges}</p>
      ) : (
        // A landmark of this name is there already: the panel.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        // biome-ignore lint/a11y/useSemanticElements: it is no group of fields
        <div role="group" className="sim-exchanges" aria-label={text.exchanges} tabIndex={0}>
          <table className="table" aria-label={text.exchanges}>
            <thead>
              <tr>
                <th scope="col">{text.when}</th>
                <th scope="col">{text.side}</th>
                <th scope="col">{text.function}</th>
                <th scope="col">{text.end}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.number}>
                  <td className="num quiet">{formatTime(one.at, true)}</td>
                  <td>
                    {simulatorText.sideNames[one.side]} {one.card ?? ''}
                  </td>
                  <td className="mono open">
                    {visibleText(one.function, 60)}{' '}
                    {one.count === 1 ? null : (
                      <span className="quiet">{fillText(text.times, { count: one.count })}</span>
                    )}
                  </td>
                  <td>
                    <Chip tone={one.outcome === 'executed' ? 'good' : 'bad'}>
                      {simulatorText.outcomes[one.outcome]}
                    </Chip>{' '}
                    <bdi className="small">{visibleText(endOf(one), 120)}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
