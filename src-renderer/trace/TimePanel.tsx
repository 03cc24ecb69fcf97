import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { Fragment } from 'react';
import type { OperationTime, TimeParts } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatBytes,
  formatDuration,
  formatInteger,
  statusText,
  traceText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';

const text = traceText.time;
const parts = ['card', 'wire', 'server', 'connect', 'person', 'own'] as const;

/** Where the time of an operation went: by phase as bars and as numbers, and by function. `key`: asked again where it changes. */
export function TimePanel({
  operationId,
  version,
  onClose,
}: {
  readonly operationId: number;
  readonly version: number;
  readonly onClose: () => void;
}) {
  const time = useCall('operations.time', { id: operationId }, version);
  return (
    <section className="panel trace-time" aria-label={text.title}>
      <header className="panel-head">
        <h2>{text.title}</h2>
        <div className="panel-aside">
          <ActionIcon aria-label={text.close} title={text.close} onClick={onClose}>
            <X size={15} aria-hidden />
          </ActionIcon>
        </div>
      </header>
      {time.state === 'error' ? <ErrorNote error={time.error} onRetry={time.again} /> : null}
      {time.value === undefined ? (
        time.state === 'loading' ? (
          <p className="quiet pad">{text.loading}</p>
        ) : null
      ) : (
        <Times time={time.value} />
      )}
    </section>
  );
}

function Times({ time }: { readonly time: OperationTime }) {
  const rows = [
    { name: text.whole, totalMs: time.totalMs, parts: time.parts },
    ...time.phases.map(({ status, totalMs, parts: of }) => ({
      name: statusText[status],
      totalMs,
      parts: of,
    })),
  ];
  const longest = Math.max(1, time.totalMs);
  return (
    <div className="time-body">
      {time.ended ? null : <p className="quiet">{text.running}</p>}
      <ul className="time-legend">
        {parts.map((part) => (
          <li key={part}>
            <span className={`time-swatch time-${part}`} aria-hidden />
            {text.parts[part]}
          </li>
        ))}
      </ul>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard */}
      <section className="time-scroll" tabIndex={0} aria-label={text.byPhase}>
        <table className="time-table">
          <thead>
            <tr>
              <th scope="col">{text.phase}</th>
              <th scope="col" className="right">
                {text.total}
              </th>
              {parts.map((part) => (
                <th scope="col" className="right" key={part}>
                  {text.short[part]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a phase may come twice, and its place is its name
              <Fragment key={index}>
                <tr className={index === 0 ? 'time-row time-whole' : 'time-row'}>
                  <th scope="row">{row.name}</th>
                  <td className="right num">{formatDuration(row.totalMs)}</td>
                  {parts.map((part) => (
                    <td className="right num" key={part}>
                      {row.parts[part] < 0.05 ? '–' : formatDuration(row.parts[part])}
                    </td>
                  ))}
                </tr>
                <tr aria-hidden>
                  <td colSpan={parts.length + 2}>
                    <Bar parts={row.parts} total={row.totalMs} of={longest} />
                  </td>
                </tr>
              </Fragment>
            ))}
          </tbody>
        </table>
      </section>
      <Functions time={time} />
    </div>
  );
}

/** A bar of the six parts; what it says stands beside it in numbers. */
function Bar({
  parts: of,
  total,
  of: longest,
}: {
  readonly parts: TimeParts;
  readonly total: number;
  readonly of: number;
}) {
  return (
    <span className="time-bar time-wide">
      <span className="time-fill" style={{ width: `${(100 * total) / longest}%` }}>
        {parts.map((part) =>
          of[part] <= 0 ? null : (
            <span
              key={part}
              className={`time-part time-${part}`}
              title={`${text.parts[part]}: ${formatDuration(of[part])}`}
              style={{ width: `${(100 * of[part]) / Math.max(total, 0.001)}%` }}
            />
          ),
        )}
      </span>
    </span>
  );
}

const mostFunctions = 100;

function Functions({ time }: { readonly time: OperationTime }) {
  const longest = Math.max(1, ...time.functions.map(({ totalMs }) => totalMs));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="time-scroll" tabIndex={0} aria-label={text.byFunction}>
      <table className="time-table time-functions">
        <thead>
          <tr>
            <th scope="col">{text.function}</th>
            <th scope="col">{text.share}</th>
            <th scope="col" className="right">
              {text.total}
            </th>
            <th scope="col" className="right">
              {text.count}
            </th>
            <th scope="col" className="right">
              {text.longest}
            </th>
            <th scope="col" className="right">
              {text.bytes}
            </th>
          </tr>
        </thead>
        <tbody>
          {time.functions.slice(0, mostFunctions).map((one) => (
            <tr key={`${one.kind} ${one.name}`}>
              <th scope="row" title={visibleText(one.name, 120)}>
                {visibleText(one.name, 60)}
              </th>
              <td>
                <span className="time-bar" aria-hidden>
                  <span
                    className={`time-fill time-${one.kind === 'apdu' ? 'card' : 'server'}`}
                    style={{ width: `${(100 * one.totalMs) / longest}%` }}
                  />
                </span>
              </td>
              <td className="right num">{formatDuration(one.totalMs)}</td>
              <td className="right num">{formatInteger(one.count)}</td>
              <td className="right num">{formatDuration(one.longestMs)}</td>
              <td className="right num">
                {fillText(text.inOut, { out: formatBytes(one.bytesOut), in: formatBytes(one.bytesIn) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
