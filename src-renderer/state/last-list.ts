/** The list that was looked at last: where one comes back to from an operation. */

import type { Route } from './route.ts';

let last: Route = { page: 'operations' };

export function rememberList(route: Route): void {
  last = route;
}

export function lastList(): Route {
  return last;
}
