import { useCallback, useEffect, useRef, useState } from 'react';
import type { CallInput } from '../../src-shared/api.ts';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import {
  type Code,
  type CodeSortField,
  type CodeState,
  codeSortValue,
} from '../../src-shared/model/index.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';
import type { Sort } from '../ui/sort.ts';

const PAGE = 200;
/** The most that one call gives. */
const MOST = 1000;
const TYPING_MS = 150;
/** Events come in bursts, as with an import. */
const EVENTS_MS = 250;

export interface CodeFilter {
  readonly state: CodeState | undefined;
  readonly batch: string | undefined;
  readonly search: string;
  readonly sort: Sort<CodeSortField>;
}

export interface CodeList {
  /** The filter and order whose answer the codes are. */
  readonly of: string;
  readonly codes: readonly Code[];
  /** By state, of the whole vault. */
  readonly counts: Readonly<Record<CodeState, number>> | undefined;
  readonly loaded: boolean;
  readonly more: boolean;
  readonly error: ErrorData | undefined;
  readonly loadMore: () => void;
  readonly again: () => void;
}

/** What is asked for, but for the page. */
type Wanted = Omit<CallInput<'codes.list'>, 'limit' | 'before' | 'sort'> & {
  readonly sort: Sort<CodeSortField>;
};

type Known = Pick<CodeList, 'codes' | 'counts' | 'more' | 'error'> & { readonly of: string };
const nothing: Known = { of: '', codes: [], counts: undefined, more: false, error: undefined };

/** Those of a page that are not there yet: one may have changed its place between two pages. */
function unknownTo(there: readonly Code[], page: readonly Code[]): readonly Code[] {
  const ids = new Set(there.map(({ id }) => id));
  return page.filter(({ id }) => !ids.has(id));
}

/** Asks for the codes behind one, or for the first ones. */
function behind({ sort, ...filter }: Wanted, last: Code | undefined, limit: number): CallInput<'codes.list'> {
  if (last === undefined) return { ...filter, sort, limit };
  return { ...filter, sort: { ...sort, after: { id: last.id, value: codeSortValue(last, sort.by) } }, limit };
}

/** The codes of the vault that a filter lets through, in its order, page by page, kept up to date by events. */
export function useCodes({ state, batch, search, sort }: CodeFilter): CodeList {
  const workbench = useWorkbench();
  const connected = useSnapshot().connection.state === 'ready';
  const wanted = JSON.stringify({
    ...(state === undefined ? {} : { state }),
    ...(batch === undefined ? {} : { batch }),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    sort,
  } satisfies Wanted);
  const [turn, setTurn] = useState(0);
  const [known, setKnown] = useState<Known>(nothing);
  const latest = useRef(known);
  latest.current = known;
  const asking = useRef(false);
  const again = useCallback(() => setTurn((before) => before + 1), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is there to ask again
  useEffect(() => {
    if (!connected) return;
    let stale = false;
    const ask = async () => {
      // All that was paged to is asked for again: what has changed may have another place now.
      let left = Math.max(PAGE, latest.current.of === wanted ? latest.current.codes.length : 0);
      try {
        const codes: Code[] = [];
        for (;;) {
          const limit = Math.min(MOST, left);
          const page = await workbench.call('codes.list', behind(JSON.parse(wanted), codes.at(-1), limit));
          if (stale) return;
          codes.push(...page.codes);
          left -= limit;
          const more = page.codes.length === limit;
          if (more && left > 0) continue;
          setKnown({ of: wanted, codes, counts: page.counts, more, error: undefined });
          return;
        }
      } catch (thrown) {
        if (!stale) setKnown((now) => ({ ...now, of: wanted, error: toWorkbenchError(thrown).toData() }));
      }
    };
    const timer = setTimeout(() => void ask(), latest.current.of === '' ? 0 : TYPING_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [workbench, connected, wanted, turn]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = workbench.onEvent((event) => {
      if (event.type === 'code') {
        const { code } = event;
        setKnown((now) => ({
          ...now,
          codes: now.codes.map((one) => (one.id === code.id && one.updatedAt <= code.updatedAt ? code : one)),
        }));
      } else if (event.type === 'removed' && event.what === 'code')
        setKnown((now) => ({ ...now, codes: now.codes.filter(({ id }) => id !== event.id) }));
      else return;
      clearTimeout(timer);
      timer = setTimeout(again, EVENTS_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [workbench, again]);

  const loadMore = () => {
    const last = known.codes.at(-1);
    if (!known.more || asking.current || last === undefined || known.of !== wanted) return;
    asking.current = true;
    workbench
      .call('codes.list', behind(JSON.parse(wanted), last, PAGE))
      .then(
        ({ codes }) =>
          setKnown((now) =>
            now.of === wanted
              ? { ...now, codes: [...now.codes, ...unknownTo(now.codes, codes)], more: codes.length === PAGE }
              : now,
          ),
        (thrown: unknown) => setKnown((now) => ({ ...now, error: toWorkbenchError(thrown).toData() })),
      )
      .finally(() => {
        asking.current = false;
      });
  };

  const { of, codes, counts, more, error } = known;
  return { of, codes, counts, loaded: known.of !== '', more, error, loadMore, again };
}
