import { useMemo, useState } from 'react';
import type { TraceDetail, TraceLine, TraceNode } from '../../src-shared/model/index.ts';
import {
  formatDuration,
  formatTime,
  remarkText,
  statusWordText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';
import { CopyButton, Fact, Hostile } from '../ui/text.tsx';
import { HexView } from './HexView.tsx';
import { exchangeText, purposeOf } from './lines.ts';
import { locateNodes } from './locate.ts';
import { TreeView } from './TreeView.tsx';

const text = windowText.trace;

/** One exchange opened: request and response, each as a tree with its bytes or its text beside. */
export function TraceDetailView({
  operationId,
  line,
}: {
  readonly operationId: number;
  readonly line: TraceLine;
}) {
  const detail = useCall('trace.get', { operationId, seq: line.seq });
  return (
    <div className="detail">
      <header className="detail-head">
        <h2>
          <span className="num quiet">{line.seq}</span>{' '}
          {line.kind === 'note' ? text.kinds.note : visibleText(purposeOf(line), 80)}
        </h2>
        <dl className="facts facts-inline">
          <Fact term={text.started}>
            <span className="num">{formatTime(line.startedAt, true)}</span>
          </Fact>
          {line.kind === 'note' ? null : (
            <Fact term={text.took}>
              <span className="num">{formatDuration(line.durationMs)}</span>
            </Fact>
          )}
          {line.kind === 'apdu' && line.statusWord !== undefined ? (
            <Fact term={text.statusWord}>
              <span className="mono">{line.statusWord}</span> {statusWordText(line.statusWord) ?? ''}
            </Fact>
          ) : null}
          {line.kind === 'http' ? (
            <Fact term={line.method}>
              <span className="mono">
                <Hostile text={line.url} limit={120} />
              </span>
            </Fact>
          ) : null}
        </dl>
        {line.kind === 'note' ? <p>{visibleText(remarkText(line.code, line.params), 400)}</p> : null}
        {line.kind === 'apdu' ? <p className="quiet small">{exchangeText(line)}</p> : null}
      </header>
      {line.kind !== 'note' && line.error !== undefined ? <ErrorNote error={line.error} /> : null}
      {detail.state === 'error' ? <ErrorNote error={detail.error} onRetry={detail.again} /> : null}
      {line.kind === 'note' ? null : (
        <>
          <Side
            title={line.kind === 'apdu' ? text.command : text.request}
            nodes={detail.value?.request}
            hex={line.kind === 'apdu' ? line.command : undefined}
            body={detail.value?.requestText}
          />
          <Side
            title={text.response}
            nodes={detail.value?.response}
            hex={line.kind === 'apdu' ? (line.response ?? '') : undefined}
            body={detail.value?.responseText}
          />
        </>
      )}
    </div>
  );
}

function Side({
  title,
  nodes,
  hex,
  body,
}: {
  readonly title: string;
  readonly nodes: TraceDetail['request'] | undefined;
  readonly hex: string | undefined;
  readonly body: string | undefined;
}) {
  const [chosen, setChosen] = useState<TraceNode>();
  const places = useMemo(
    () => (nodes === undefined || hex === undefined ? undefined : locateNodes(nodes, hex)),
    [nodes, hex],
  );
  const mark = chosen === undefined ? undefined : places?.get(chosen);
  // What is chosen lies not within this APDU: its own bytes are shown instead.
  const own = chosen?.hex !== undefined && mark === undefined ? chosen.hex : undefined;
  return (
    <section className="side" aria-label={title}>
      <h3>{title}</h3>
      <div className="side-split">
        <div className="side-tree">
          {nodes === undefined ? (
            <p className="quiet">{windowText.common.loading}</p>
          ) : (
            <TreeView
              nodes={nodes}
              label={`${title}: ${text.decoded}`}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
        </div>
        <div className="side-bytes">
          {hex === undefined ? (
            <HttpText body={body} label={`${title}: ${text.text}`} />
          ) : (
            <HexView hex={hex} mark={mark} label={`${title}: ${text.bytes}`} />
          )}
          {own === undefined ? null : (
            <>
              <div className="field-label">{visibleText(chosen?.label ?? '', 60)}</div>
              <HexView hex={own} label={`${chosen?.label ?? ''}: ${text.bytes}`} />
            </>
          )}
        </div>
      </div>
    </section>
  );
}

const MAX_TEXT = 200_000;

/** A body as it was sent, redacted by the engine; JSON is indented. */
function HttpText({ body, label }: { readonly body: string | undefined; readonly label: string }) {
  const shown = useMemo(() => (body === undefined ? undefined : indent(body)), [body]);
  if (body === undefined || shown === undefined || body === '') return <p className="quiet">{text.noData}</p>;
  return (
    <div className="hex-box">
      <div className="hex-copy">
        <CopyButton value={body} what={label} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="http-text mono" aria-label={label} tabIndex={0}>
        {/* Line breaks are what the text is laid out by; everything else that would act is made visible. */}
        {shown
          .slice(0, MAX_TEXT)
          .split('\n')
          .map((textLine) => visibleText(textLine.replace(/\r$/, '').replaceAll('\t', '  ')))
          .join('\n')}
      </section>
    </div>
  );
}

/** Headers stay; a JSON body after them is indented. */
function indent(body: string): string {
  const at = body.search(/^[{[]/m);
  if (at === -1) return body;
  try {
    return body.slice(0, at) + JSON.stringify(JSON.parse(body.slice(at)), null, 2);
  } catch {
    return body;
  }
}
