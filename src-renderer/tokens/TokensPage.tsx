import { Button, Checkbox } from '@mantine/core';
import { CircleCheck, CircleSlash, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { toWorkbenchError } from '../../src-shared/errors/index.ts';
import type { Token } from '../../src-shared/model/index.ts';
import { fillText, formatWhen, tokensText } from '../../src-shared/texts.ts';
import { useCall, useNow, useWorkbench } from '../state/context.ts';
import { useDesk } from '../state/desk.ts';
import { Chip, Empty, ErrorNote } from '../ui/bits.tsx';
import { PageHead } from '../ui/PageHead.tsx';
import { RemoveButton, RemoveDialog } from '../ui/removal.tsx';
import { SortButton } from '../ui/SortButton.tsx';
import { ariaSort, nextSort, type Sort, type SortKey, sorted } from '../ui/sort.ts';
import { Hostile, Named } from '../ui/text.tsx';
import { CreateTokenDialog } from './CreateTokenDialog.tsx';

const text = tokensText;

type Column = keyof typeof text.columns;
const columnNames = Object.keys(text.columns) as Column[];
const sortKeys: Readonly<Record<Column, (token: Token) => SortKey>> = {
  name: ({ name }) => name,
  rights: ({ readOnly }) => (readOnly ? 0 : 1),
  by: ({ createdBy }) => createdBy,
  created: ({ createdAt }) => createdAt,
  used: ({ lastUsedAt }) => lastUsedAt,
  state: ({ revokedAt }) => revokedAt ?? 0,
};

/** What programs show to the HTTP APIs. */
export function TokensPage() {
  const workbench = useWorkbench();
  const desk = useDesk();
  const list = useCall('tokens.list', {});
  const now = useNow(true, 30_000);
  const [creating, setCreating] = useState(0);
  const [opened, setOpened] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const [showRevoked, setShowRevoked] = useState(false);
  const [sort, setSort] = useState<Sort<Column>>({ by: 'created', direction: 'desc' });
  const tokens = list.value ?? [];
  const shown = sorted(
    tokens.filter((token) => showRevoked || token.revokedAt === undefined),
    sort.direction,
    sortKeys[sort.by],
  );
  const revoke = async ({ id, name }: Token) => {
    setRevoking(undefined);
    try {
      await workbench.call('tokens.revoke', { id });
      desk.announce(fillText(text.revoked, { what: name }));
      list.again();
    } catch (thrown) {
      desk.showError(toWorkbenchError(thrown).toData());
    }
  };
  return (
    <div className="page">
      <PageHead title={text.title} intro={text.intro}>
        <Button
          data-new
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => {
            setCreating(creating + 1);
            setOpened(true);
          }}
        >
          {text.create}
        </Button>
      </PageHead>
      {list.state === 'error' ? <ErrorNote error={list.error} onRetry={list.again} /> : null}
      {list.value !== undefined && tokens.length === 0 ? (
        <Empty icon={<KeyRound size={34} aria-hidden />} title={text.empty} hint={text.emptyHint} />
      ) : null}
      {tokens.length === 0 ? null : (
        <>
          {tokens.some((token) => token.revokedAt !== undefined) ? (
            <Checkbox
              size="xs"
              label={text.showRevoked}
              checked={showRevoked}
              onChange={(event) => setShowRevoked(event.currentTarget.checked)}
            />
          ) : null}
          <section className="panel tokens-panel" aria-label={text.list}>
            <table className="table tokens-table" aria-label={text.list}>
              <thead>
                <tr>
                  {columnNames.map((name) => (
                    <th key={name} scope="col" {...ariaSort(sort, name)}>
                      <SortButton
                        label={text.columns[name]}
                        by={name}
                        sort={sort}
                        onSort={() => setSort(nextSort(sort, name))}
                      />
                    </th>
                  ))}
                  <td />
                </tr>
              </thead>
              <tbody>
                {shown.map((token) => (
                  <TokenRow key={token.id} token={token} now={now} onRevoke={() => setRevoking(token)} />
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
      {creating === 0 ? null : (
        <CreateTokenDialog
          key={creating}
          opened={opened}
          onCreated={list.again}
          onClose={() => setOpened(false)}
        />
      )}
      <RemoveDialog
        target={revoking}
        title={({ name }) => <Named text={text.revokeTitle} place="what" name={name} />}
        hint={text.revokeHint}
        label={text.revoke}
        onClose={() => setRevoking(undefined)}
        onRemove={(token) => void revoke(token)}
      />
    </div>
  );
}

function TokenRow({
  token,
  now,
  onRevoke,
}: {
  readonly token: Token;
  readonly now: number;
  readonly onRevoke: () => void;
}) {
  const revoked = token.revokedAt !== undefined;
  return (
    <tr className={revoked ? 'quiet' : undefined}>
      <th scope="row">
        <Hostile text={token.name} />
      </th>
      <td>{token.readOnly ? text.readOnly : text.full}</td>
      <td>
        <Hostile text={token.createdBy} limit={40} />
      </td>
      <td className="num">{formatWhen(token.createdAt, now)}</td>
      <td className="num">
        {token.lastUsedAt === undefined ? text.never : formatWhen(token.lastUsedAt, now)}
      </td>
      <td>
        {token.revokedAt === undefined ? (
          <Chip tone="good">
            <CircleCheck size={13} aria-hidden /> {text.valid}
          </Chip>
        ) : (
          <Chip>
            <CircleSlash size={13} aria-hidden />{' '}
            {fillText(text.revokedAt, { when: formatWhen(token.revokedAt, now) })}
          </Chip>
        )}
      </td>
      <td className="right">
        {revoked ? null : <RemoveButton label={text.revoke} what={token.name} onClick={onRevoke} />}
      </td>
    </tr>
  );
}
