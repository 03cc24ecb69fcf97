import { ActionIcon, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import { memo } from 'react';
import { describeError } from '../../src-shared/errors/index.ts';
import { fillText, formatInteger, shellText, traceText, visibleText } from '../../src-shared/texts.ts';
import type { EntryKind } from './columns.ts';
import { mostHits } from './search.ts';
import type { SearchState } from './use-search.ts';

const text = traceText.tools;

export interface Filter {
  readonly query: string;
  readonly onlyHits: boolean;
  readonly kind: 'all' | EntryKind;
  readonly problems: boolean;
  /** Whether the exchanges of a function are one row. */
  readonly fold: boolean;
}
export const noFilter: Filter = { query: '', onlyHits: false, kind: 'all', problems: false, fold: true };
const kinds = Object.keys(traceText.kinds) as Filter['kind'][];

/** Search with its hits, and what of the trace is shown. */
export const TraceTools = memo(function TraceTools({
  filter,
  off,
  onFilter,
  search,
  at,
  onHit,
}: {
  readonly filter: Filter;
  /** Why there is nothing to search and to choose from. */
  readonly off: string | undefined;
  readonly onFilter: (filter: Filter) => void;
  readonly search: SearchState;
  /** Which hit is chosen, from 1; 0: none. */
  readonly at: number;
  readonly onHit: (step: 1 | -1) => void;
}) {
  const set = (part: Partial<Filter>) => onFilter({ ...filter, ...part });
  const none = search.hits.count === 0;
  return (
    <div className="trace-tools">
      <TextInput
        data-search
        className="trace-search"
        aria-label={text.search}
        placeholder={text.search}
        title={off ?? text.hint}
        disabled={off !== undefined}
        value={filter.query}
        leftSection={<Search size={14} aria-hidden />}
        error={search.error !== undefined}
        onChange={(event) => set({ query: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          onHit(event.shiftKey ? -1 : 1);
        }}
      />
      <ActionIcon
        aria-label={text.previous}
        title={`${text.previous} (${shellText.shortcuts.shift}+F3)`}
        disabled={none}
        onClick={() => onHit(-1)}
      >
        <ArrowUp size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={text.next} title={`${text.next} (F3)`} disabled={none} onClick={() => onHit(1)}>
        <ArrowDown size={15} aria-hidden />
      </ActionIcon>
      <span className="num trace-hits" role="status">
        {hitText(search, at)}
      </span>
      <Checkbox
        size="xs"
        label={text.onlyHits}
        disabled={off !== undefined}
        title={off}
        checked={filter.onlyHits}
        onChange={(event) => set({ onlyHits: event.currentTarget.checked })}
      />
      <span className="grow" />
      <SegmentedControl
        aria-label={text.kinds}
        disabled={off !== undefined}
        title={off}
        value={filter.kind}
        onChange={(value) => set({ kind: value as Filter['kind'] })}
        data={kinds.map((value) => ({ value, label: traceText.kinds[value] }))}
      />
      <Checkbox
        size="xs"
        label={text.problems}
        disabled={off !== undefined}
        title={off}
        checked={filter.problems}
        onChange={(event) => set({ problems: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        label={text.fold}
        disabled={off !== undefined}
        title={off}
        checked={filter.fold}
        onChange={(event) => set({ fold: event.currentTarget.checked })}
      />
    </div>
  );
});

function hitText(search: SearchState, at: number): string {
  if (search.query === '') return '';
  if (search.error !== undefined) return visibleText(describeError(search.error).message, 200);
  const count = formatInteger(search.hits.count);
  if (search.hits.count >= mostHits) return fillText(text.tooMany, { count });
  if (search.searching) return fillText(text.searching, { count, share: Math.round(search.share * 100) });
  if (search.hits.count === 0) return text.none;
  return at === 0
    ? fillText(text.hits, { count: search.hits.count })
    : fillText(text.hitAt, { at: formatInteger(at), count });
}
