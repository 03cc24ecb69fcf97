/** The resources of the fleet API: Digi Remote Manager's v1/esim_profiles, as its page lists them. */

import type { z } from 'zod';
import {
  type FleetResource,
  fleetDownload,
  fleetOperationRequest,
  fleetSwitch,
} from '../../../../src-shared/model/index.ts';

export const fleetBase = '/ws/v1/esim_profiles';

/** Whether a path, which may have a query string behind it, is one of the fleet API. */
export function isOfFleet(path: string): boolean {
  return path.startsWith(fleetBase) && ['', '/', '?'].includes(path.charAt(fleetBase.length));
}

interface Common {
  /** Behind `fleetBase`; `{name}` stands for one segment. */
  readonly path: string;
  readonly summary: string;
}

export type FleetRoute = Common &
  (
    | { readonly method: 'GET'; readonly kind: 'summary' }
    | { readonly method: 'GET'; readonly kind: 'page'; readonly resource: FleetResource }
    | {
        readonly method: 'GET';
        readonly kind: 'row';
        readonly resource: FleetResource;
        /** What a row is called where there is none. */
        readonly what: string;
        /** Taken as the page says, and without effect on one row. */
        readonly parameters?: readonly string[];
      }
    | { readonly method: 'GET'; readonly kind: 'bulk'; readonly resource: FleetResource }
    | {
        readonly method: 'POST';
        readonly kind: 'start';
        readonly call: 'fleet.delete' | 'fleet.disable' | 'fleet.download' | 'fleet.enable' | 'fleet.operate';
        readonly body: z.ZodType;
        /** What is told of what was started. */
        readonly resource: FleetResource;
      }
  );

export const pageParameters = ['cursor', 'size', 'query', 'orderby'] as const;
export const bulkParameters = ['fields', 'size', 'query', 'orderby'] as const;

/** The parameters that a resource takes in its query string. */
export function parametersOf(route: FleetRoute): readonly string[] {
  if (route.kind === 'page') return pageParameters;
  if (route.kind === 'bulk') return bulkParameters;
  return route.kind === 'row' ? (route.parameters ?? []) : [];
}

export const fleetRoutes: readonly FleetRoute[] = [
  { method: 'GET', path: '', kind: 'summary', summary: 'What there is under v1/esim_profiles' },
  {
    method: 'GET',
    path: '/inventory/{iccid}',
    kind: 'row',
    resource: 'inventory',
    what: 'profile',
    summary: 'A profile by its ICCID',
  },
  {
    method: 'GET',
    path: '/bulk',
    kind: 'bulk',
    resource: 'inventory',
    summary: 'The profiles as CSV, at most 20,000; the header Truncated says that there are more',
  },
  {
    method: 'GET',
    path: '/inventory',
    kind: 'page',
    resource: 'inventory',
    summary: 'The profiles on all cards that were seen, in pages',
  },
  {
    method: 'GET',
    path: '/progress/{tx}',
    kind: 'row',
    resource: 'transactions',
    what: 'transaction',
    summary: 'How an action on a profile stands',
  },
  {
    method: 'GET',
    path: '/transactions/inventory',
    kind: 'page',
    resource: 'transactions',
    summary: 'The actions on profiles, in pages',
  },
  {
    method: 'POST',
    path: '/delete',
    kind: 'start',
    call: 'fleet.delete',
    body: fleetSwitch,
    resource: 'transactions',
    summary: 'Deletes a profile from a card',
  },
  {
    method: 'POST',
    path: '/disable',
    kind: 'start',
    call: 'fleet.disable',
    body: fleetSwitch,
    resource: 'transactions',
    summary: 'Disables a profile on a card',
  },
  {
    method: 'POST',
    path: '/download',
    kind: 'start',
    call: 'fleet.download',
    body: fleetDownload,
    resource: 'transactions',
    summary: 'Downloads a profile to a card with an activation code',
  },
  {
    method: 'POST',
    path: '/enable',
    kind: 'start',
    call: 'fleet.enable',
    body: fleetSwitch,
    resource: 'transactions',
    summary: 'Enables a profile that is on a card',
  },
  {
    method: 'GET',
    path: '/operations/inventory',
    kind: 'page',
    resource: 'operations',
    summary: 'The multistep operations, in pages',
  },
  {
    method: 'GET',
    path: '/operations/inventory/{id}',
    kind: 'row',
    resource: 'operations',
    what: 'operation',
    parameters: pageParameters,
    summary: 'How a multistep operation stands',
  },
  {
    method: 'POST',
    path: '/operations/inventory',
    kind: 'start',
    call: 'fleet.operate',
    body: fleetOperationRequest,
    resource: 'operations',
    summary: 'Starts a multistep operation: activate, download or enable',
  },
];

interface Found {
  readonly route: FleetRoute;
  /** The segment that stands for `{…}`. */
  readonly id?: string;
}

/** The routes of a path, of whatever method; none where it is no resource. */
export function routesAt(pathname: string): readonly Found[] {
  const path = pathname.slice(fleetBase.length).replace(/\/$/, '');
  return fleetRoutes.flatMap((route): Found[] => {
    if (route.path === path) return [{ route }];
    const [prefix, name] = route.path.split(/\{\w+\}$/);
    if (prefix === undefined || name === undefined || !path.startsWith(prefix)) return [];
    const segment = path.slice(prefix.length);
    if (segment === '' || segment.includes('/')) return [];
    try {
      return [{ route, id: decodeURIComponent(segment) }];
    } catch {
      return [];
    }
  });
}
