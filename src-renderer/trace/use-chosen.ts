import { useEffect, useRef, useState } from 'react';
import { goTo } from '../state/route.ts';
import { useSettled } from './use-settled.ts';

export interface Chosen {
  /** Number of the exchange that is chosen. */
  readonly seq: number | undefined;
  /** The same as soon as it stands still: what is opened. */
  readonly still: number | undefined;
  readonly choose: (seq: number | undefined) => void;
}

/**
 * Which exchange of a trace is chosen. `asked`: the one of the address, which the choice follows (Back, a link); and the address
 * follows the choice when that stands still: a browser takes no more than some twenty addresses in a second, and a key that is
 * held down asks for more.
 */
export function useChosen(id: number, asked: number | undefined): Chosen {
  const [seq, choose] = useState(asked);
  const still = useSettled(seq);
  const address = useRef(asked);
  useEffect(() => {
    if (asked === address.current) return;
    address.current = asked;
    choose(asked);
  }, [asked]);
  useEffect(() => {
    if (still === address.current) return;
    address.current = still;
    goTo({ page: 'trace', id, seq: still }, { replace: true });
  }, [id, still]);
  return { seq, still, choose };
}
