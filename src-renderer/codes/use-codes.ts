import { useCallback, useEffect, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Code, CodeState } from '../../src-shared/model/index.ts';
import { useSnapshot, useWorkbench } from '../state/context.ts';

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
}

export interface CodeList {
  readonly codes: readonly Code[];
  /** By state, of the whole vault. */
  readonly counts: Readonly<Record<CodeState, number>> | undefined;
  readonly loaded: boolean;
  readonly more: boolean;
  readonly error: ErrorData | undefined;
  readonly loadMore: () => void;
  readonly again: () => void;
}

type Known = Pick<CodeList, 'codes' | 'counts' | 'more' | 'error'> & { readonly of: string };
const nothing: Known = { of: '', codes: [], counts: undefined, more: false, error: undefined };

/** The codes of the vault that a filter lets through, the newest first, page by page, kept up to date by events. */
export function useCodes({ state, batch, search }: CodeFilter): CodeList {
  const workbench = useWorkbench();
  const connected = useSnapshot().connection.state === 'ready';
  const wanted = JSON.stringify({
    ...(state === undefined ? {} : { state }),
    ...(batch === undefined ? {} : { batch }),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
  });
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
      const before = latest.current.of === wanted ? latest.current.codes : [];
      const limit = Math.min(MOST, Math.max(PAGE, before.length));
      try {
        const { codes, counts } = await workbench.call('codes.list', { ...JSON.parse(wanted), limit });
        if (stale) return;
        const full = codes.length === limit;
        const oldest = codes.at(-1)?.id ?? 0;
        // What was paged to beyond the part that was asked for stays.
        const rest = full ? before.filter((code) => code.id < oldest) : [];
        const more = full && (rest.length === 0 || latest.current.more);
        setKnown({ of: wanted, codes: [...codes, ...rest], counts, more, error: undefined });
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
      if (event.type !== 'code') return;
      const { code } = event;
      setKnown((now) => ({
        ...now,
        codes: now.codes.map((one) => (one.id === code.id && one.updatedAt <= code.updatedAt ? code : one)),
      }));
      clearTimeout(timer);
      timer = setTimeout(again, EVENTS_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [workbench, again]);

  const loadMore = () => {
    const oldest = known.codes.at(-1);
    if (!known.more || asking.current || oldest === undefined || known.of !== wanted) return;
    asking.current = true;
    workbench
      .call('codes.list', { ...JSON.parse(wanted), limit: PAGE, before: oldest.id })
      .then(
        ({ codes }) =>
          setKnown((now) =>
            now.of === wanted
              ? { ...now, codes: [...now.codes, ...codes], more: codes.length === PAGE }
              : now,
          ),
        (thrown: unknown) => setKnown((now) => ({ ...now, error: toWorkbenchError(thrown).toData() })),
      )
      .finally(() => {
        asking.current = false;
      });
  };

  const { codes, counts, more, error } = known;
  return { codes, counts, loaded: known.of !== '', more, error, loadMore, again };
}
