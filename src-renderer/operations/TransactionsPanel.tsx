import { z } from 'zod';
import { fleetTransaction } from '../../src-shared/model/fleet.ts';
import type { Operation } from '../../src-shared/model/index.ts';
import { operationPageText } from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { Chip, ErrorNote, Panel, type Tone } from '../ui/bits.tsx';
import { CopyButton, Hostile } from '../ui/text.tsx';

const text = operationPageText.transactions;
const answer = z.object({ list: z.array(fleetTransaction) });
const tones: Readonly<Record<keyof typeof text.statuses, Tone>> = {
  in_progress: 'run',
  complete: 'good',
  failed: 'bad',
  unknown: 'warn',
};

/** The transactions of an operation, as the fleet API tells of them. Nothing where it has none. */
export function TransactionsPanel({ operation }: { readonly operation: Operation }) {
  const { downloadTx, enableTx, updatedAt } = operation;
  const ids = [downloadTx, enableTx].filter((id) => id !== undefined);
  const query = ids.map((id) => `transaction = '${id}'`).join(' or ');
  const page = useCall(
    'fleet.page',
    ids.length === 0 ? undefined : { resource: 'transactions', query, orderby: 'created asc', size: 10 },
    updatedAt,
  );
  if (ids.length === 0) return null;
  if (page.value === undefined)
    return page.state === 'error' ? <ErrorNote error={page.error} onRetry={page.again} /> : null;
  const { list } = answer.parse(JSON.parse(page.value.json));
  return (
    <Panel title={text.title} count={list.length} flush>
      <table className="table plain-rows" aria-label={text.title}>
        <thead>
          <tr>
            <th scope="col">{text.action}</th>
            <th scope="col">{text.status}</th>
            <th scope="col">{text.message}</th>
            <th scope="col">{text.id}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((one) => (
            <tr key={one.transaction}>
              <th scope="row">{text.actions[one.action]}</th>
              <td>
                <Chip tone={tones[one.status]}>{text.statuses[one.status]}</Chip>
              </td>
              <td>
                <Hostile text={one.message} limit={160} />{' '}
                <span className="mono small quiet open">{one.message_code}</span>
              </td>
              <td>
                <span className="digits">
                  <span className="mono open sha">{one.transaction}</span>
                  <CopyButton value={one.transaction} what={text.id} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
