import { Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { ArrowLeft, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { isFinal } from '../../src-shared/model/index.ts';
import { fillText, formatDuration, operationKindText, windowText } from '../../src-shared/texts.ts';
import { useCall, useSnapshot } from '../state/context.ts';
import { formatRoute, goTo } from '../state/route.ts';
import { Empty, ErrorNote, SimulatedBadge, simulatedClass } from '../ui/bits.tsx';
import { isProblem, type KindFilter, lineMatches, totalsOf } from './lines.ts';
import { TraceDetailView } from './TraceDetailView.tsx';
import { TraceList } from './TraceList.tsx';
import { useTrace } from './use-trace.ts';

const text = windowText.trace;
const kinds = Object.keys(text.kinds) as KindFilter[];

/** Every exchange of an operation; the chosen one opened beside the list. */
export function TracePage({ id, seq }: { readonly id: number; readonly seq: number | undefined }) {
  const { operations } = useSnapshot();
  const known = operations.get(id);
  const asked = useCall('operations.get', known === undefined ? { id } : undefined);
  const operation = known ?? asked.value;
  const { lines, loading, error } = useTrace(id, operation !== undefined && !isFinal(operation));
  const [kind, setKind] = useState<KindFilter>('all');
  const [search, setSearch] = useState('');
  const [problems, setProblems] = useState(false);
  const query = search.trim().toLowerCase();
  const shown = useMemo(
    () =>
      lines.filter(
        (line) =>
          (kind === 'all' || line.kind === kind) &&
          (!problems || isProblem(line)) &&
          lineMatches(line, query),
      ),
    [lines, kind, problems, query],
  );
  const totals = useMemo(() => totalsOf(lines), [lines]);
  const chosen = seq === undefined ? undefined : lines.find((line) => line.seq === seq);
  const choose = (next: number) => goTo({ page: 'trace', id, seq: next }, { replace: true });
  return (
    <div className={`page page-fill trace-page${simulatedClass(operation?.simulated ?? false)}`}>
      <header className="page-head">
        <div className="page-title">
          <a className="back" href={formatRoute({ page: 'operation', id })}>
            <ArrowLeft size={13} aria-hidden /> {fillText(text.back, { id })}
          </a>
          <h1>
            {fillText(text.title, { id })}
            {operation === undefined ? null : (
              <span className="quiet h1-sub">{operationKindText[operation.kind]}</span>
            )}
            {operation?.simulated === true ? <SimulatedBadge /> : null}
          </h1>
        </div>
        <div className="quiet num totals">
          {fillText(text.totals, {
            apdus: totals.apdus,
            apduTime: formatDuration(totals.apduMs),
            http: totals.https,
            httpTime: formatDuration(totals.httpMs),
          })}
        </div>
      </header>
      <div className="trace-tools">
        <TextInput
          data-search
          className="trace-search"
          aria-label={text.filter}
          placeholder={text.filter}
          value={search}
          leftSection={<Search size={14} aria-hidden />}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <SegmentedControl
          aria-label={text.list}
          value={kind}
          onChange={(value) => setKind(value as KindFilter)}
          data={kinds.map((value) => ({ value, label: text.kinds[value] }))}
        />
        <Checkbox
          size="xs"
          label={text.problems}
          checked={problems}
          onChange={(event) => setProblems(event.currentTarget.checked)}
        />
        <span className="grow" />
        <span className="quiet num" role="status">
          {fillText(text.shown, { shown: shown.length, all: lines.length })}
        </span>
      </div>
      {error === undefined ? null : <ErrorNote error={error} />}
      {lines.length === 0 && !loading && error === undefined ? (
        <Empty title={text.empty} />
      ) : (
        <div className="trace-split">
          <TraceList lines={shown} start={lines[0]?.startedAt ?? 0} chosen={seq} onChoose={choose} />
          <section className="panel trace-detail" aria-label={text.decoded}>
            {chosen === undefined ? (
              <Empty title={text.choose} />
            ) : (
              <TraceDetailView key={chosen.seq} operationId={id} line={chosen} />
            )}
          </section>
        </div>
      )}
    </div>
  );
}
