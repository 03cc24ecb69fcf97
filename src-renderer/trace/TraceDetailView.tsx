import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { TraceDetail, TraceLine, TraceNode } from '../../src-shared/model/index.ts';
import {
  decodeRemarkText,
  fillText,
  formatDuration,
  formatTime,
  nodeLabelText,
  nodeValueText,
  remarkText,
  statusWordText,
  traceText,
  visibleText,
} from '../../src-shared/texts.ts';
import { type Loaded, useCall } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { CopyButton, Fact, Hostile } from '../ui/text.tsx';
import { BytesView, type Part } from './BytesView.tsx';
import type { RowCells } from './cells.ts';
import type { LineCache } from './line-cache.ts';
import { partsOfHttp, partsOfLines } from './parts.ts';
import type { Hits } from './search.ts';
import { type Path, TreeView } from './TreeView.tsx';
import { type Cell, nodeAt, pathOfCell, placesOfNode, seqsOf } from './tree-places.ts';

const text = traceText.detail;

/** One exchange, decoded; of opened evidence by its number below 0. `key`: asked again where it changes. */
function useDetail(
  operationId: number,
  seq: number,
  key: number,
): Loaded<TraceDetail> & { readonly again: () => void } {
  const own = useCall('trace.get', operationId > 0 ? { operationId, seq } : undefined, key);
  const evidence = useCall(
    'evidence.trace.get',
    operationId < 0 ? { id: -operationId, seq } : undefined,
    key,
  );
  return operationId > 0 ? own : evidence;
}

/**
 * An exchange opened: what went out and came back as one tree, and its bytes below it, each marked in the other. A command in
 * several blocks, and an answer in several parts, are shown whole, whichever of them was chosen.
 */
export function TraceDetailView({
  operationId,
  seq,
  whole,
  groupEnd,
  cache,
  hits,
  onClose,
}: {
  readonly operationId: number;
  readonly seq: number;
  /** What the list says of the function that begins here, where its exchanges are one row: so that both say the same. */
  readonly whole?: RowCells | undefined;
  /** Number of the last exchange of its function: while that is running there come more. */
  readonly groupEnd: number;
  readonly cache: LineCache;
  readonly hits: Hits;
  /** Where it can be closed. */
  readonly onClose?: () => void;
}) {
  const detail = useDetail(operationId, seq, groupEnd);
  const line = detail.value?.line;
  return (
    <div className="detail">
      {onClose === undefined ? null : (
        <ActionIcon
          className="detail-close"
          size="sm"
          aria-label={text.close}
          title={`${text.close} (Esc)`}
          onClick={onClose}
        >
          <X size={15} aria-hidden />
        </ActionIcon>
      )}
      {line === undefined ? null : <DetailHead line={line} whole={whole} />}
      {line !== undefined && line.kind !== 'note' && line.error !== undefined ? (
        <ErrorNote error={line.error} />
      ) : null}
      {detail.state === 'error' ? <ErrorNote error={detail.error} onRetry={detail.again} /> : null}
      {detail.state === 'loading' ? <p className="quiet pad">{text.loading}</p> : null}
      {detail.value === undefined || detail.value.line.kind === 'note' ? null : (
        <Opened key={seq} detail={detail.value} cache={cache} hits={hits} />
      )}
    </div>
  );
}

function DetailHead({ line, whole }: { readonly line: TraceLine; readonly whole: RowCells | undefined }) {
  const result = whole === undefined ? statusOf(line) : whole;
  return (
    <header className="detail-head">
      <h2>
        <span className="num quiet">{line.seq}</span>{' '}
        {line.kind === 'note' ? text.note : visibleText(line.purpose, 80)}
      </h2>
      <dl className="facts facts-inline">
        <Fact term={text.started}>
          <span className="num">{formatTime(line.startedAt, true)}</span>
        </Fact>
        {line.kind === 'note' ? null : (
          <Fact term={text.took}>
            <span className="num">{whole?.took ?? formatDuration(line.durationMs)}</span>
          </Fact>
        )}
        {result?.result === undefined ? null : (
          <Fact term={text.statusWord}>
            <span className="mono open">{result.result}</span> {result.words}
          </Fact>
        )}
        {whole === undefined ? null : <Fact term={text.exchanges}>{whole.countText}</Fact>}
        {line.kind === 'http' ? <HttpFacts line={line} /> : null}
      </dl>
      {line.kind === 'note' ? (
        <p>
          <bdi className="hostile">{visibleText(remarkText(line.code, line.params), 600)}</bdi>
        </p>
      ) : null}
    </header>
  );
}

function statusOf(line: TraceLine): Pick<RowCells, 'result' | 'words'> | undefined {
  if (line.kind !== 'apdu' || line.statusWord === undefined) return undefined;
  return { result: line.statusWord, words: statusWordText(line.statusWord) ?? '' };
}

function HttpFacts({ line }: { readonly line: TraceLine & { kind: 'http' } }) {
  return (
    <>
      <Fact term={visibleText(line.method, 12)}>
        <span className="mono">
          <Hostile text={line.url} limit={120} />
        </span>
      </Fact>
      {line.status === undefined ? null : (
        <Fact term={text.status}>
          <span className="num">{line.status}</span>
        </Fact>
      )}
      {line.connectMs === undefined && line.status === undefined ? null : (
        <Fact term={text.connection}>
          {line.connectMs === undefined
            ? text.kept
            : fillText(text.connected, { time: formatDuration(line.connectMs) })}
        </Fact>
      )}
    </>
  );
}

function Opened({
  detail,
  cache,
  hits,
}: {
  readonly detail: TraceDetail;
  readonly cache: LineCache;
  readonly hits: Hits;
}) {
  const { line } = detail;
  const roots = useMemo(() => rootsOf(detail), [detail]);
  const seqs = useMemo(() => {
    const all = seqsOf(roots);
    return all.includes(line.seq) ? all : [...all, line.seq].sort((a, b) => a - b);
  }, [roots, line.seq]);
  const version = useSyncExternalStore(cache.listen, cache.version);
  const [lines, setLines] = useState<readonly TraceLine[]>([]);
  // Kept here once they are known: the cache forgets what is scrolled away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `version`: the cache has more
  useEffect(() => {
    if (line.kind !== 'apdu') return;
    setLines((before) => {
      const next = seqs.flatMap(
        (seq) => (seq === line.seq ? line : (cache.get(seq) ?? before.find((one) => one.seq === seq))) ?? [],
      );
      return next.length === before.length && next.every((one, at) => one === before[at]) ? before : next;
    });
    if (seqs.some((seq) => seq !== line.seq && cache.get(seq) === undefined)) cache.want('detail', seqs);
  }, [cache, seqs, line, version]);

  const parts = useMemo(
    () => (line.kind === 'http' ? partsOfHttp(detail) : partsOfLines(lines, roots)),
    [detail, line, lines, roots],
  );
  return <BothViews roots={roots} parts={parts} hits={hits} seqs={seqs} title={`${line.seq}`} />;
}

/** What went out and what came back, as two roots of one tree. */
function rootsOf(detail: TraceDetail): readonly TraceNode[] {
  const command = detail.line.kind === 'apdu' ? text.command : text.request;
  return [
    ...(detail.request.length === 0 ? [] : [{ label: command, children: detail.request }]),
    ...(detail.response.length === 0 ? [] : [{ label: text.response, children: detail.response }]),
  ];
}

function BothViews({
  roots,
  parts,
  hits,
  seqs,
  title,
}: {
  readonly roots: readonly TraceNode[];
  readonly parts: readonly Part[];
  readonly hits: Hits;
  readonly seqs: readonly number[];
  readonly title: string;
}) {
  const [chosen, setChosen] = useState<Path>();
  const [pointed, setPointed] = useState<Path>();
  const node = chosen === undefined ? undefined : nodeAt(roots, chosen);
  const chosenPlaces = useMemo(() => placesOfNode(node), [node]);
  const pointedPlaces = useMemo(
    () => placesOfNode(pointed === undefined ? undefined : nodeAt(roots, pointed)),
    [roots, pointed],
  );
  const found = hits.placesIn(seqs);
  const [first] = found;
  // Who comes by a search wants to see what was found.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the exchange is opened, or a search finds something in it
  useEffect(() => {
    if (first === undefined) return;
    const path = pathOfCell(roots, { seq: first.seq, part: first.part, at: first.from });
    if (path !== undefined) setChosen(path);
  }, [roots, first?.seq, first?.part, first?.from]);
  const chooseCell = (cell: Cell) => {
    const path = pathOfCell(roots, cell);
    if (path !== undefined) setChosen(path);
  };
  const pointCell = (cell: Cell | undefined) =>
    setPointed(cell === undefined ? undefined : pathOfCell(roots, cell));
  return (
    <div className="both">
      {roots.length === 0 ? (
        <p className="quiet pad">{text.notDecoded}</p>
      ) : (
        <TreeView
          roots={roots}
          label={fillText(text.tree, { seq: title })}
          chosen={chosen}
          pointed={pointed}
          onChoose={setChosen}
          onPoint={setPointed}
        />
      )}
      {roots.length === 0 ? null : <NodeFacts node={node} />}
      <BytesView
        parts={parts}
        label={fillText(text.bytes, { seq: title })}
        chosen={chosenPlaces}
        pointed={pointedPlaces}
        found={found}
        onChoose={chooseCell}
        onPoint={pointCell}
      />
    </div>
  );
}

/** What is known of the chosen node: where it is defined, its whole value, its bytes, what is wrong with it. */
function NodeFacts({ node }: { readonly node: TraceNode | undefined }) {
  if (node === undefined) return <p className="node-facts quiet">{text.choose}</p>;
  const [label, value] = [nodeLabelText(node), nodeValueText(node)];
  const length = node.hex === undefined ? undefined : node.hex.length / 2;
  return (
    <section className="node-facts" aria-label={text.chosen} aria-live="polite">
      <div className="node-facts-line">
        <strong>{visibleText(label, 80)}</strong>
        {node.tag === undefined ? null : (
          <span className="node-tag mono open">{visibleText(node.tag, 12)}</span>
        )}
        {node.section === undefined ? null : <span className="quiet">{visibleText(node.section, 80)}</span>}
        {length === undefined ? null : (
          <span className="quiet num">{fillText(text.length, { count: length })}</span>
        )}
        {node.hex === undefined || node.hex === '' || node.secret === true ? null : (
          <CopyButton value={node.hex} what={label} />
        )}
      </div>
      {value === undefined ? null : (
        <div className="node-facts-value">
          <bdi className="hostile">{visibleText(value, 1000)}</bdi>
        </div>
      )}
      {(node.remarks ?? []).map((remark) => (
        <div className="node-facts-remark" key={`${remark.code}${JSON.stringify(remark.params)}`}>
          {visibleText(decodeRemarkText(remark), 300)}
        </div>
      ))}
    </section>
  );
}
