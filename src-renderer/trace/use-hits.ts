import { useEffect, useState } from 'react';
import { useLatest } from '../ui/use-latest.ts';
import type { TraceColumns } from './columns.ts';
import type { SearchState } from './use-search.ts';

type Step = 1 | -1;

/**
 * Goes on to the next hit (1) or back (-1), as `choose` goes to its place. Who asks before what is typed was looked for, or before
 * the exchange that was found has been read, comes there as soon as it is: a hit of what was typed before is not meant.
 */
export function useHits(
  typed: string,
  search: SearchState,
  columns: TraceColumns,
  loading: boolean,
  lastSeq: number | undefined,
  choose: (at: number) => void,
): (step: Step) => void {
  const [asked, setAsked] = useState<{ readonly step: Step; readonly query: string }>();
  const query = typed.trim();
  // Whoever types on has not asked for a hit of that.
  const step = asked?.query === query ? asked.step : undefined;
  useEffect(() => {
    if (step === undefined || search.query !== query) return;
    const next = search.hits.from(lastSeq ?? (step === 1 ? 0 : Number.MAX_SAFE_INTEGER), step);
    const at = next === undefined ? -1 : columns.placeOf(next);
    if (at < 0 && (search.searching || loading)) return;
    setAsked(undefined);
    if (at >= 0) choose(at);
  });
  return useLatest((to) => {
    search.hurry();
    setAsked({ step: to, query });
  });
}
