import { ChevronDown, ChevronRight, LockKeyhole } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { TraceNode } from '../../src-shared/model/index.ts';
import { visibleText, windowText } from '../../src-shared/texts.ts';
import { Hostile } from '../ui/text.tsx';

const text = windowText.trace;
/** Deeper ones are folded until they are opened. */
const OPEN_DEPTH = 7;

/** What has no name but its tag was not decoded by name: a certificate, say. It stays folded. */
function opensByItself(node: TraceNode, depth: number): boolean {
  return (
    depth < OPEN_DEPTH &&
    node.label !== node.tag &&
    !(node.children ?? []).every((child) => child.label === child.tag)
  );
}

/** More children than these are shown on demand: a bound profile package has hundreds of segments. */
const MAX_ROWS = 2000;

interface Row {
  readonly node: TraceNode;
  readonly depth: number;
  readonly path: string;
  readonly parent: string | undefined;
  readonly place: number;
  readonly of: number;
}

function flatten(
  nodes: readonly TraceNode[],
  open: (node: TraceNode, path: string, depth: number) => boolean,
): Row[] {
  const rows: Row[] = [];
  const walk = (siblings: readonly TraceNode[], depth: number, parent: string | undefined) => {
    siblings.forEach((node, index) => {
      if (rows.length >= MAX_ROWS) return;
      const path = `${parent ?? ''}/${index}`;
      rows.push({ node, depth, path, parent, place: index + 1, of: siblings.length });
      if (node.children !== undefined && open(node, path, depth)) walk(node.children, depth + 1, path);
    });
  };
  walk(nodes, 0, undefined);
  return rows;
}

/** A decoded payload as a tree. Arrow keys as in every tree; the chosen node's bytes are marked by whoever shows them. */
export function TreeView({
  nodes,
  label,
  chosen,
  onChoose,
}: {
  readonly nodes: readonly TraceNode[];
  readonly label: string;
  readonly chosen: TraceNode | undefined;
  readonly onChoose: (node: TraceNode) => void;
}) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const tree = useRef<HTMLDivElement>(null);
  const isOpen = (node: TraceNode, path: string, depth: number) =>
    opensByItself(node, depth) !== toggled.has(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `isOpen` follows from `toggled`
  const rows = useMemo(() => flatten(nodes, isOpen), [nodes, toggled]);
  const at = rows.findIndex((row) => row.node === chosen);
  if (nodes.length === 0) return <p className="quiet">{text.notDecoded}</p>;

  const toggle = (path: string) => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  const focusRow = (index: number) => {
    const row = rows[index];
    if (row === undefined) return;
    onChoose(row.node);
    tree.current?.querySelector<HTMLElement>(`[data-path="${row.path}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[Math.max(0, at)];
    if (row === undefined) return;
    const hasChildren = row.node.children !== undefined && row.node.children.length > 0;
    const open = hasChildren && isOpen(row.node, row.path, row.depth);
    switch (event.key) {
      case 'ArrowDown':
        focusRow(Math.min(rows.length - 1, at + 1));
        break;
      case 'ArrowUp':
        focusRow(Math.max(0, at - 1));
        break;
      case 'Home':
        focusRow(0);
        break;
      case 'End':
        focusRow(rows.length - 1);
        break;
      case 'ArrowRight':
        if (hasChildren && !open) toggle(row.path);
        else if (open) focusRow(at + 1);
        break;
      case 'ArrowLeft':
        if (open) toggle(row.path);
        else focusRow(rows.findIndex((candidate) => candidate.path === row.parent));
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  return (
    <div ref={tree} role="tree" aria-label={label} className="tree" onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <TreeRow
          key={row.path}
          row={row}
          open={isOpen(row.node, row.path, row.depth)}
          chosen={row.node === chosen}
          focusable={index === Math.max(0, at)}
          onChoose={() => onChoose(row.node)}
          onToggle={() => toggle(row.path)}
        />
      ))}
    </div>
  );
}

function TreeRow({
  row,
  open,
  chosen,
  focusable,
  onChoose,
  onToggle,
}: {
  readonly row: Row;
  readonly open: boolean;
  readonly chosen: boolean;
  readonly focusable: boolean;
  readonly onChoose: () => void;
  readonly onToggle: () => void;
}) {
  const { node } = row;
  const hasChildren = node.children !== undefined && node.children.length > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
    <div
      role="treeitem"
      data-path={row.path}
      tabIndex={focusable ? 0 : -1}
      aria-level={row.depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-selected={chosen}
      aria-expanded={hasChildren ? open : undefined}
      className="node"
      style={{ paddingInlineStart: 4 + row.depth * 16 }}
      onClick={onChoose}
      onDoubleClick={hasChildren ? onToggle : undefined}
    >
      {hasChildren ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the tree do the same
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        <span
          className="node-fold"
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          {open ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
        </span>
      ) : (
        <span className="node-fold" />
      )}
      <span className="node-label">{visibleText(node.label, 60)}</span>
      {node.tag === undefined ? null : <span className="node-tag mono">{visibleText(node.tag, 12)}</span>}
      {node.secret === true ? (
        <span className="node-secret" title={text.secret}>
          <LockKeyhole size={11} aria-hidden />
          <span className="visually-hidden">{text.secret}</span>
        </span>
      ) : null}
      <span className="node-value">
        {node.value === undefined ? (
          hasChildren || node.hex === undefined ? null : (
            <span className="mono">{visibleText(node.hex, 96)}</span>
          )
        ) : (
          <Hostile text={node.value} limit={160} inControl />
        )}
      </span>
    </div>
  );
}
