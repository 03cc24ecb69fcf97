import { GitCompareArrows } from 'lucide-react';
import { z } from 'zod';
import { historyEntry } from '../../src-shared/model/fleet.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatWhen,
  historyText,
  operationKindText,
  operationPageText,
  visibleText,
} from '../../src-shared/texts.ts';
import { HistoryStatus } from '../history/HistoryStatus.tsx';
import { useCall, useNow, useSnapshot } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { Chip, ErrorNote, Panel } from '../ui/bits.tsx';
import { compareHref } from './compare.ts';
import { quoted, relatedQuery, relationsOf } from './related.ts';

const text = operationPageText.related;
const MOST = 8;
const answer = z.object({ list: z.array(historyEntry) });

/** What else was done to the same card and profile, with the same code, in the same batch; the newest first. */
export function RelatedPanel({ operation }: { readonly operation: Operation }) {
  const { operations } = useSnapshot();
  const now = useNow(true, 30_000);
  const { codeId, eid } = operation;
  const sameCode =
    codeId === undefined
      ? []
      : [...operations.values()].flatMap((one) =>
          one.codeId === codeId && one.id !== operation.id ? [one.id] : [],
        );
  const query = relatedQuery(operation, sameCode);
  const page = useCall(
    'fleet.page',
    query === undefined ? undefined : { resource: 'history', query, orderby: 'id desc', size: MOST },
    operation.updatedAt,
  );
  if (query === undefined) return null;
  if (page.value === undefined)
    return page.state === 'error' ? <ErrorNote error={page.error} onRetry={page.again} /> : null;
  const { list } = answer.parse(JSON.parse(page.value.json));
  return (
    <Panel
      title={text.title}
      count={list.length}
      flush
      aside={
        eid === undefined ? null : (
          <a href={formatRoute({ page: 'history', query: `eid = ${quoted(eid)}` })}>{text.allOfCard}</a>
        )
      }
    >
      {list.length === 0 ? (
        <p className="quiet pad">{text.none}</p>
      ) : (
        <table className="table plain-rows" aria-label={text.title}>
          <thead>
            <tr>
              <th scope="col">{historyText.columns.id}</th>
              <th scope="col">{historyText.columns.kind}</th>
              <th scope="col">{historyText.columns.status}</th>
              <th scope="col">{text.why}</th>
              <th scope="col">{historyText.columns.created}</th>
              <th scope="col">
                <span className="visually-hidden">{text.compare}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((row) => (
              <tr key={row.id}>
                <td>
                  <a className="mono open" href={formatRoute({ page: 'operation', id: row.id })}>
                    #{row.id}
                  </a>
                </td>
                <th scope="row">{operationKindText[row.kind]}</th>
                <td>
                  <HistoryStatus row={row} />
                </td>
                <td>
                  <span className="chips">
                    {relationsOf(operation, row, sameCode).map((why) => (
                      <Chip key={why}>{text[why]}</Chip>
                    ))}
                  </span>
                </td>
                <td className="num">{formatWhen(Date.parse(row.created), now)}</td>
                <td className="right">
                  <a
                    href={compareHref(operation.id, row.id)}
                    aria-label={fillText(text.compareWith, { id: row.id })}
                    title={visibleText(fillText(text.compareWith, { id: row.id }))}
                  >
                    <GitCompareArrows size={15} aria-hidden />
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
