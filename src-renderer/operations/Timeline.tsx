import { Checkbox } from '@mantine/core';
import { Cpu, Globe, StickyNote, UserRound } from 'lucide-react';
import { useMemo, useState } from 'react';
import { isFinal, type OperationDetail, type TraceLine } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDuration,
  formatInteger,
  formatSeconds,
  formatTime,
  operationPageText,
  remarkText,
  statusText,
  stepText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useNow } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { Panel } from '../ui/bits.tsx';
import { type Timeline as Course, isFunction, type TimelineRow, ticksOf, timelineOf } from './timeline.ts';

const text = operationPageText.timeline;
const icons = { card: Cpu, server: Globe, person: UserRound, note: StickyNote } as const;
const kinds = Object.keys(icons) as (keyof typeof icons)[];

/** An operation against time: its statuses, functions, server calls, the times in which a person was waited for, and notes. */
export function Timeline({
  operation,
  lines,
  more,
}: {
  readonly operation: OperationDetail;
  readonly lines: readonly TraceLine[];
  /** There are more exchanges than `lines`. */
  readonly more: boolean;
}) {
  const running = !isFinal(operation);
  const now = useNow(running);
  const [notes, setNotes] = useState(true);
  const course = useMemo(() => timelineOf(operation, operation.steps, lines, now), [operation, lines, now]);
  const shown = notes ? course.rows : course.rows.filter(({ kind }) => kind !== 'note');
  const functions = course.rows.filter(isFunction);
  const apdus = functions.reduce((sum, { apdus: some }) => sum + some, 0);
  const failedAt = operation.error?.params['function'];
  const broken = failedAt === undefined ? undefined : functions.findLast(({ step }) => step === failedAt);
  return (
    <Panel
      title={text.title}
      count={functions.length}
      flush
      aside={
        <>
          {kinds.map((kind) => {
            const Icon = icons[kind];
            return kind === 'note' ? null : (
              <span key={kind} className="legend">
                <span className={`legend-mark mark-${kind}`} aria-hidden />
                <Icon size={12} aria-hidden /> {text.legend[kind]}
              </span>
            );
          })}
          <Checkbox
            size="xs"
            label={text.showNotes}
            checked={notes}
            onChange={(event) => setNotes(event.currentTarget.checked)}
          />
        </>
      }
    >
      {course.rows.length === 0 ? (
        <p className="quiet pad">{text.empty}</p>
      ) : (
        <table className="table timeline" aria-label={text.title} aria-busy={running}>
          <thead>
            <tr>
              <th scope="col" className="right">
                {text.after}
              </th>
              <th scope="col">{text.what}</th>
              <th scope="col" className="right">
                {text.apdus}
              </th>
              <th scope="col" className="right">
                {text.took}
              </th>
              <th scope="col" className="against">
                <span className="visually-hidden">{text.when}</span>
                <Axis course={course} />
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row
                key={`${row.kind} ${row.from} ${'seq' in row ? row.seq : ''} ${'step' in row ? row.step : ''}`}
                row={row}
                course={course}
                id={operation.id}
                broken={row === broken}
              />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td />
              <th scope="row">{text.total}</th>
              <td className="num right">{formatInteger(apdus)}</td>
              <td className="num right">{formatDuration(course.to - course.from)}</td>
              <td className="against quiet">{course.shortened ? text.shortened : null}</td>
            </tr>
          </tfoot>
        </table>
      )}
      {more ? (
        <p className="quiet pad">{fillText(text.more, { count: formatInteger(lines.length) })}</p>
      ) : null}
    </Panel>
  );
}

function Axis({ course }: { readonly course: Course }) {
  const ticks = course.shortened ? [0] : ticksOf(course.to - course.from);
  return (
    <div className="axis" aria-hidden>
      {ticks.map((ms) => {
        const place = course.place(course.from + ms);
        return (
          <span key={ms} className="tick num" style={{ left: `${place}%` }}>
            {/* At the end of the scale there is no room behind the mark; how long it took in all stands below. */}
            {ms === 0 ? '0' : place > 85 ? '' : formatDuration(ms)}
          </span>
        );
      })}
    </div>
  );
}

function Row({
  row,
  course,
  id,
  broken,
}: {
  readonly row: TimelineRow;
  readonly course: Course;
  readonly id: number;
  readonly broken: boolean;
}) {
  const left = course.place(row.from);
  const width = course.place(row.to) - left;
  const Icon = row.kind === 'status' ? undefined : icons[row.kind];
  return (
    <tr className={`row-${row.kind}${broken ? ' row-broken' : ''}`}>
      <td className="num right quiet" title={formatTime(row.from, true)}>
        {formatSeconds(row.from - course.from)}
      </td>
      {row.kind === 'status' ? (
        <th scope="row">{statusText[row.status]}</th>
      ) : (
        <td>
          <div className="what">
            {Icon === undefined ? null : <Icon size={13} aria-label={text.legend[row.kind]} />}
            <What row={row} id={id} />
          </div>
        </td>
      )}
      <td className="num right">{'apdus' in row && row.apdus > 0 ? formatInteger(row.apdus) : ''}</td>
      <td className="num right">
        {row.kind === 'note' || (row.kind === 'status' && row.to === row.from)
          ? ''
          : 'step' in row && row.durationMs === undefined
            ? text.runs
            : formatDuration(row.to - row.from)}
      </td>
      <td className="against">
        <div className="lane" aria-hidden>
          <span className={`span span-${row.kind}`} style={{ left: `${left}%`, width: `${width}%` }} />
        </div>
      </td>
    </tr>
  );
}

function What({
  row,
  id,
}: {
  readonly row: Exclude<TimelineRow, { readonly kind: 'status' }>;
  readonly id: number;
}) {
  if (!('step' in row))
    return <span className="private">{visibleText(remarkText(row.code, row.params), 200)}</span>;
  const words = stepText(row.step);
  const name = visibleText(row.step, 80);
  return (
    <span>
      {row.seq === undefined ? (
        (words ?? name)
      ) : (
        <a
          className="plain-link"
          href={formatRoute({ page: 'trace', id, seq: row.seq })}
          title={fillText(text.toExchange, { seq: row.seq })}
        >
          {words ?? name}
        </a>
      )}
      {words === undefined ? null : <span className="mono small quiet open step-name">{name}</span>}
    </span>
  );
}
