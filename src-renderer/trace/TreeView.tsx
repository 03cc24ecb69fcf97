import { ChevronDown, ChevronRight, CircleAlert, LockKeyhole } from 'lucide-react';
import { type KeyboardEvent, memo, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TraceNode } from '../../src-shared/model/index.ts';
import { nodeLabelText, nodeValueText, traceText, visibleText } from '../../src-shared/texts.ts';
import { rowOfKey } from '../ui/row-keys.ts';
import { useWindow } from './use-window.ts';

const text = traceText.tree;
const ROW = 22;
/** Deeper ones are folded until they are opened. */
const OPEN_DEPTH = 7;

export type Path = readonly number[];
const keyOf = (path: Path) => path.join('/');

/** What has no name but its tag was not decoded by name: a certificate, say. It stays folded, and so do the headers. */
function opensByItself(node: TraceNode, depth: number): boolean {
  return (
    depth < OPEN_DEPTH &&
    node.label !== node.tag &&
    node.label !== 'headers' &&
    !(node.children ?? []).every((child) => child.label === child.tag)
  );
}

interface Row {
  readonly node: TraceNode;
  readonly path: Path;
  readonly key: string;
  readonly place: number;
  readonly of: number;
  readonly open: boolean;
}

function rowsOf(roots: readonly TraceNode[], turned: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const walk = (siblings: readonly TraceNode[], parent: Path) => {
    siblings.forEach((node, index) => {
      const path = [...parent, index];
      const key = keyOf(path);
      const has = node.children !== undefined && node.children.length > 0;
      const open = has && opensByItself(node, path.length - 1) !== turned.has(key);
      rows.push({ node, path, key, place: index + 1, of: siblings.length, open });
      if (open && node.children !== undefined) walk(node.children, path);
    });
  };
  walk(roots, []);
  return rows;
}

/** The folded nodes above a path, which have to be turned for it to be seen. */
function foldedAbove(roots: readonly TraceNode[], path: Path, turned: ReadonlySet<string>): string[] {
  const out: string[] = [];
  let nodes: readonly TraceNode[] | undefined = roots;
  path.slice(0, -1).forEach((index, depth) => {
    const node: TraceNode | undefined = nodes?.[index];
    const key = keyOf(path.slice(0, depth + 1));
    if (node !== undefined && opensByItself(node, depth) === turned.has(key)) out.push(key);
    nodes = node?.children;
  });
  return out;
}

/**
 * Decoded payloads as a tree. One stop of the Tab key: arrows move and fold, and what is reached is chosen. `pointed` is the node
 * whose bytes are under the pointer.
 */
export function TreeView({
  roots,
  label,
  chosen,
  pointed,
  onChoose,
  onPoint,
}: {
  readonly roots: readonly TraceNode[];
  readonly label: string;
  readonly chosen: Path | undefined;
  readonly pointed: Path | undefined;
  readonly onChoose: (path: Path) => void;
  readonly onPoint: (path: Path | undefined) => void;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => rowsOf(roots, turned), [roots, turned]);
  const view = useWindow(scroller, rows.length, ROW);
  const chosenKey = chosen === undefined ? undefined : keyOf(chosen);
  const pointedKey = pointed === undefined ? undefined : keyOf(pointed);
  const at = rows.findIndex((row) => row.key === chosenKey);

  // What is chosen elsewhere, by its bytes, is opened here.
  useLayoutEffect(() => {
    if (chosen === undefined) return;
    setTurned((before) => {
      const folded = foldedAbove(roots, chosen, before);
      if (folded.length === 0) return before;
      const next = new Set(before);
      for (const key of folded) if (!next.delete(key)) next.add(key);
      return next;
    });
  }, [chosen, roots]);
  useLayoutEffect(() => view.reveal(at), [at, view.reveal]);

  const turn = (key: string) =>
    setTurned((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  const go = (index: number) => {
    const row = rows[index];
    if (row !== undefined) onChoose(row.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[at];
    const to = rowOfKey(event.key, at, rows.length, view.page());
    if (to !== undefined) go(to);
    else if (event.key === 'ArrowRight' && row !== undefined) {
      if (row.open) go(at + 1);
      else if ((row.node.children ?? []).length > 0) turn(row.key);
    } else if (event.key === 'ArrowLeft' && row !== undefined) {
      if (row.open) turn(row.key);
      else if (row.path.length > 1) onChoose(row.path.slice(0, -1));
    } else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) turn(row.key);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={at >= view.first && at < view.last ? `${id}-${chosenKey}` : undefined}
      className="tree"
      onScroll={view.onScroll}
      onKeyDown={onKeyDown}
      onMouseLeave={() => onPoint(undefined)}
    >
      <div role="none" className="tree-spacer" style={{ height: rows.length * ROW }}>
        {rows.slice(view.first, view.last).map((row, index) => (
          <TreeRow
            key={row.key}
            id={`${id}-${row.key}`}
            row={row}
            top={(view.first + index) * ROW}
            chosen={row.key === chosenKey}
            pointed={row.key === pointedKey}
            onChoose={onChoose}
            onPoint={onPoint}
            onTurn={turn}
          />
        ))}
      </div>
    </div>
  );
}

const TreeRow = memo(function TreeRow({
  id,
  row,
  top,
  chosen,
  pointed,
  onChoose,
  onPoint,
  onTurn,
}: {
  readonly id: string;
  readonly row: Row;
  readonly top: number;
  readonly chosen: boolean;
  readonly pointed: boolean;
  readonly onChoose: (path: Path) => void;
  readonly onPoint: (path: Path) => void;
  readonly onTurn: (key: string) => void;
}) {
  const { node, path } = row;
  const has = (node.children ?? []).length > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the tree names its active item
    <div
      id={id}
      role="treeitem"
      aria-level={path.length}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-selected={chosen}
      aria-expanded={has ? row.open : undefined}
      className={pointed ? 'node node-pointed' : 'node'}
      style={{
        paddingInlineStart: 4 + (path.length - 1) * 14,
        transform: `translateY(${top}px)`,
        height: ROW,
      }}
      onClick={() => onChoose(path)}
      onDoubleClick={has ? () => onTurn(row.key) : undefined}
      onMouseEnter={() => onPoint(path)}
    >
      {has ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the tree do the same
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <span
          className="node-fold"
          onClick={(event) => {
            event.stopPropagation();
            onTurn(row.key);
          }}
        >
          {row.open ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
        </span>
      ) : (
        <span className="node-fold" />
      )}
      <span className="node-label">{visibleText(nodeLabelText(node), 60)}</span>
      {node.tag === undefined ? null : (
        <span className="node-tag mono open">{visibleText(node.tag, 12)}</span>
      )}
      {node.secret === true ? (
        <span className="node-secret" title={text.secret}>
          <LockKeyhole size={11} aria-hidden />
          <span className="visually-hidden">{text.secret}</span>
        </span>
      ) : null}
      {node.remarks === undefined || node.remarks.length === 0 ? null : (
        <span className="node-remark">
          <CircleAlert size={12} aria-label={text.remark} />
        </span>
      )}
      <NodeValue node={node} folded={!row.open} />
    </div>
  );
});

/** The value in a line; text from outside isolated, with what would act made visible. */
function NodeValue({ node, folded }: { readonly node: TraceNode; readonly folded: boolean }) {
  const value = nodeValueText(node);
  if (value !== undefined)
    return (
      <span className="node-value">
        <bdi className="hostile">{visibleText(value, 120)}</bdi>
      </span>
    );
  if (!folded || node.hex === undefined) return null;
  return <span className="node-value mono">{visibleText(node.hex, 96)}</span>;
}
