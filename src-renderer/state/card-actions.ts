/** What can be done with the card that the page shows, for the commands of the window: the page offers it while it is there. */

import { useEffect } from 'react';
import type { CardPart } from './route.ts';

export interface ProfileAction {
  readonly iccid: string;
  /** Its title; it came from the card. */
  readonly what: string;
  readonly kind: 'enable' | 'disable' | 'delete';
  readonly run: () => void;
}

export interface CardActions {
  readonly show: (part: CardPart | undefined) => void;
  readonly compare: () => void;
  /** Absent where that cannot be done now: the card is in no reader, or busy. */
  readonly discover?: (() => void) | undefined;
  readonly sendNotifications?: (() => void) | undefined;
  readonly changeDefaultSmdp?: (() => void) | undefined;
  readonly resetMemory?: (() => void) | undefined;
  readonly profiles: readonly ProfileAction[];
}

let offered: CardActions | undefined;

export const cardActions = (): CardActions | undefined => offered;

/** Offers the actions of a page from its painting until its next one, or its end. */
export function useOfferCardActions(actions: CardActions): void {
  useEffect(() => {
    offered = actions;
    return () => {
      if (offered === actions) offered = undefined;
    };
  }, [actions]);
}
