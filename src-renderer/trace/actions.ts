/** What the trace that is shown can do, for the commands of the window: the page says so while it is there. */
export interface TraceActions {
  /** To the next hit of the search, or the next difference of a comparison. */
  readonly nextHit: () => void;
  readonly previousHit: () => void;
  readonly time: () => void;
  readonly compare: () => void;
  readonly copy: () => void;
}

let shown: Partial<TraceActions> = {};

/** Until the returned function is called. */
export function offerTraceActions(actions: Partial<TraceActions>): () => void {
  shown = actions;
  return () => {
    if (shown === actions) shown = {};
  };
}

export function hasTraceAction(name: keyof TraceActions): boolean {
  return shown[name] !== undefined;
}

/** False where nothing that is shown can do it. */
export function doTraceAction(name: keyof TraceActions): boolean {
  const action = shown[name];
  action?.();
  return action !== undefined;
}
