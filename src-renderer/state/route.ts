import { useSyncExternalStore } from 'react';
import type { CardMoment } from '../../src-shared/model/index.ts';

/** Pages whose address is their name and whatever they put behind it, part by part: `#/settings/device`. */
export const plainPages = [
  'activate',
  'station',
  'reports',
  'evidence',
  'simulator',
  'console',
  'settings',
] as const;
export type PlainPage = (typeof plainPages)[number];

/** Parts of the page of a card beside its overview. */
export const cardParts = ['abilities', 'readings'] as const;
export type CardPart = (typeof cardParts)[number];

/** Where the window is; kept in the fragment of the address, so that back, forward and reload work. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'reader'; readonly readerId: string; readonly part?: CardPart | undefined }
  | { readonly page: 'card'; readonly eid: string; readonly part?: CardPart | undefined }
  | { readonly page: 'compare'; readonly a?: CardMoment | undefined; readonly b?: CardMoment | undefined }
  | { readonly page: 'operations' }
  | { readonly page: 'operation'; readonly id: number }
  /** Of an operation, or of opened evidence by its number with a minus sign. */
  | { readonly page: 'trace'; readonly id: number; readonly seq?: number | undefined }
  /** `query`: what is asked of it. */
  | { readonly page: 'history'; readonly query?: string | undefined }
  | { readonly page: 'trace-compare'; readonly a: number; readonly b: number }
  | { readonly page: 'codes'; readonly id?: number | undefined }
  | { readonly page: 'orders'; readonly id?: number | undefined }
  | { readonly page: 'tokens' }
  | { readonly page: 'upkeep' }
  | { readonly page: 'trust' }
  | { readonly page: PlainPage; readonly parts?: readonly string[] | undefined };

/** The route of a fragment; what means nothing is home. */
export function parseRoute(hash: string): Route {
  const [page, ...parts] = hash.replace(/^#\/?/, '').split('/').map(decode);
  const [first, second, third] = parts;
  switch (page) {
    case 'reader':
      return first === undefined || first === ''
        ? { page: 'home' }
        : { page: 'reader', readerId: first, part: cardPartOf(second) };
    case 'card':
      return first !== undefined && /^\d{32}$/.test(first)
        ? { page: 'card', eid: first, part: cardPartOf(second) }
        : { page: 'home' };
    case 'compare':
      return { page, a: momentOf(first), b: momentOf(second) };
    case 'history':
      return first === undefined || first === '' ? { page } : { page, query: first };
    case 'trust':
    case 'tokens':
    case 'upkeep':
      return { page };
    case 'codes':
    case 'orders':
      return { page, id: numberOf(first) };
    case 'trace-compare': {
      const [a, b] = [tracedOf(first), tracedOf(second)];
      return a === undefined || b === undefined ? { page: 'operations' } : { page, a, b };
    }
    case 'operations': {
      const id = tracedOf(first);
      if (id === undefined || (id < 0 && second !== 'trace')) return { page: 'operations' };
      if (second !== 'trace') return { page: 'operation', id };
      const seq = third === undefined || third === '' ? undefined : Number(third);
      return { page: 'trace', id, seq: Number.isSafeInteger(seq) ? seq : undefined };
    }
    default: {
      const plain = plainPages.find((name) => name === page);
      return plain === undefined
        ? { page: 'home' }
        : { page: plain, parts: parts.filter((part) => part !== '') };
    }
  }
}

const cardPartOf = (part: string | undefined) => cardParts.find((name) => name === part);

/** `EID`, or `EID@NUMBER` for a reading of it. */
function momentOf(part: string | undefined): CardMoment | undefined {
  const [, eid, reading] = /^(\d{32})(?:@(\d{1,15}))?$/.exec(part ?? '') ?? [];
  return eid === undefined ? undefined : { eid, reading: numberOf(reading) };
}

const formatMoment = ({ eid, reading }: CardMoment) => (reading === undefined ? eid : `${eid}@${reading}`);

function numberOf(part: string | undefined): number | undefined {
  const id = Number(part);
  return Number.isSafeInteger(id) && id >= 1 ? id : undefined;
}

/** The number of an operation, or below 0 that of opened evidence. */
function tracedOf(part: string | undefined): number | undefined {
  const id = numberOf(part?.replace(/^-/, ''));
  return id !== undefined && part?.startsWith('-') === true ? -id : id;
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case 'home':
      return '#/';
    case 'reader':
      return `#/reader/${encodeURIComponent(route.readerId)}${below(route.part)}`;
    case 'card':
      return `#/card/${route.eid}${below(route.part)}`;
    case 'compare':
      // A side that is not chosen yet keeps its place.
      return `#/compare${route.a === undefined && route.b === undefined ? '' : `/${route.a === undefined ? '-' : formatMoment(route.a)}${below(route.b && formatMoment(route.b))}`}`;
    case 'operations':
      return '#/operations';
    case 'operation':
      return `#/operations/${route.id}`;
    case 'trace':
      return `#/operations/${route.id}/trace${route.seq === undefined ? '' : `/${route.seq}`}`;
    case 'trace-compare':
      return `#/trace-compare/${route.a}/${route.b}`;
    case 'codes':
    case 'orders':
      return `#/${route.page}${route.id === undefined ? '' : `/${route.id}`}`;
    case 'history':
      return `#/history${route.query === undefined || route.query === '' ? '' : `/${encodeURIComponent(route.query)}`}`;
    case 'tokens':
    case 'upkeep':
    case 'trust':
      return `#/${route.page}`;
    default:
      return `#/${[route.page, ...(route.parts ?? []).map(encodeURIComponent)].join('/')}`;
  }
}

const below = (part: string | undefined) => (part === undefined ? '' : `/${part}`);

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

const hash = () => window.location.hash;

const lastRoute = 'euicc-workbench.route';

/**
 * Goes where the window was when it was closed, and keeps that from now on. An address that says where to go, and a window
 * that was reloaded, stand for themselves.
 */
export function restoreRoute(): void {
  const goBack = () => {
    const kept = formatRoute(parseRoute(localStorage.getItem(lastRoute) ?? ''));
    window.history.replaceState(null, '', kept);
  };
  if (hash() === '') goBack();
  window.addEventListener('hashchange', () => {
    if (hash() === '') goBack();
    // A token is no page.
    if (hash().startsWith('#token=')) return;
    try {
      localStorage.setItem(lastRoute, hash());
    } catch {
      // No room or no right to store: the next start is at the bench.
    }
  });
}

function listen(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Where the window is now, also where the page of it is not drawn yet. */
export const currentRoute = (): Route => parseRoute(hash());

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(listen, hash));
}

/**
 * Goes to a page; `replace` leaves no trace in the history. The fragment is not assigned: a browser would look for an element of
 * its name to scroll to, and lay out the whole page for that before the new one is drawn.
 */
export function goTo(route: Route, options: { readonly replace?: boolean } = {}): void {
  const next = formatRoute(route);
  if (next === hash()) return;
  if (options.replace === true) window.history.replaceState(null, '', next);
  else window.history.pushState(null, '', next);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
