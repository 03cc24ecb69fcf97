import { Button } from '@mantine/core';
import { CircleCheck, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ActivationFinding } from '../../src-shared/model/index.ts';
import {
  activateText,
  activationFindingText,
  activationTexts,
  fillText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useDesk } from '../state/desk.ts';
import { formatRoute } from '../state/route.ts';
import { ErrorNote, Panel } from '../ui/bits.tsx';
import { Hostile, Told } from '../ui/text.tsx';
import type { Checks } from './use-checks.ts';

const text = activateText;

const icons = {
  ok: CircleCheck,
  warning: TriangleAlert,
  stops: CircleX,
  not_checked: CircleDashed,
} as const;

const secrets = ['iccid', 'eid', 'address', 'host', 'keyIds'];

export const count = (findings: readonly ActivationFinding[], result: ActivationFinding['result']) =>
  findings.filter((one) => one.result === result).length;

/** What stands against a download, a line each: how it is, why, and what to do. */
export function ChecksPanel({
  checks,
  readerId,
  eid,
  children,
}: {
  readonly checks: Checks;
  readonly readerId: string | undefined;
  readonly eid: string | undefined;
  /** What is done with all that. */
  readonly children: ReactNode;
}) {
  const { findings } = checks;
  const stops = count(findings, 'stops');
  const warnings = count(findings, 'warning');
  const worst = stops > 0 ? 'stops' : warnings > 0 ? 'warning' : 'ok';
  return (
    <Panel title={text.checks} flush>
      {checks.error === undefined ? null : <ErrorNote error={checks.error} />}
      <div className={`checks-summary checks-${findings.length === 0 ? 'none' : worst}`}>
        <p role="status">
          {findings.length === 0
            ? text.summary.none
            : fillText(text.summary[worst], { count: worst === 'stops' ? stops : warnings })}
        </p>
        {children}
      </div>
      <ul className="checks">
        {findings.map((finding) => (
          <FindingLine
            key={finding.check}
            finding={finding}
            busy={finding.check === 'server' && checks.asking}
            ask={finding.check === 'server' ? checks.ask : undefined}
            readerId={readerId}
            eid={eid}
          />
        ))}
      </ul>
      <p className="checks-hint">{text.checksHint}</p>
    </Panel>
  );
}

function FindingLine({
  finding,
  busy,
  ask,
  readerId,
  eid,
}: {
  readonly finding: ActivationFinding;
  readonly busy: boolean;
  readonly ask: (() => void) | undefined;
  readonly readerId: string | undefined;
  readonly eid: string | undefined;
}) {
  const { message, next } = activationFindingText(finding);
  // What names a card, a profile or a server is masked where private data are; the rest is ours.
  const open = finding.error === undefined && !secrets.some((name) => name in finding.params);
  const Icon = busy ? LoaderCircle : icons[finding.result];
  return (
    <li className={`check check-${finding.result}`}>
      <Icon size={16} aria-hidden className={busy ? 'spin check-icon' : 'check-icon'} />
      <div className="check-name">
        {activationTexts.check[finding.check]}
        <span className="visually-hidden">: {activationTexts.result[finding.result]}. </span>
      </div>
      <div className="check-text">
        <Hostile text={message} limit={400} open={open} />
        {next === '' ? null : (
          <div className="check-next">
            <bdi className={open ? undefined : 'private'}>
              <Told text={visibleText(next, 400)} />
            </bdi>
          </div>
        )}
        <FindingActions finding={finding} ask={ask} readerId={readerId} eid={eid} />
      </div>
    </li>
  );
}

/** What can be done about it at once. */
function FindingActions({
  finding,
  ask,
  readerId,
  eid,
}: {
  readonly finding: ActivationFinding;
  readonly ask: (() => void) | undefined;
  readonly readerId: string | undefined;
  readonly eid: string | undefined;
}) {
  const desk = useDesk();
  const { check, reason, error, params, result } = finding;
  if (result === 'ok') return null;
  const link = (href: string, label: string) => (
    <a className="check-action" href={href}>
      {label}
    </a>
  );
  if (ask !== undefined)
    return (
      <Button size="compact-xs" variant="default" mt={4} onClick={ask}>
        {text.askServer}
      </Button>
    );
  if (reason === 'card_unread' && readerId !== undefined)
    return (
      <Button
        size="compact-xs"
        variant="default"
        mt={4}
        onClick={() => void desk.start({ kind: 'read_card', readerId })}
      >
        {text.readCard}
      </Button>
    );
  if (reason === 'reader_busy') {
    const id = Number(params['operation']);
    return link(formatRoute({ page: 'operation', id }), fillText(text.openOperation, { id }));
  }
  if (error?.code === 'code_claimed' && Number(error.params['operation']) > 0) {
    const id = Number(error.params['operation']);
    return link(formatRoute({ page: 'operation', id }), fillText(text.openOperation, { id }));
  }
  if (reason === 'vault_known' || reason === 'vault_doubtful' || error?.code === 'code_used_up') {
    const id = Number((error?.params ?? params)['id']);
    return link(formatRoute({ page: 'codes', id }), fillText(text.openCode, { id }));
  }
  if (reason === 'on_other_card' && typeof params['eid'] === 'string')
    return link(formatRoute({ page: 'card', eid: params['eid'] }), text.openCard);
  if ((check === 'memory' || check === 'policy' || reason === 'on_this_card') && eid !== undefined)
    return link(formatRoute({ page: 'card', eid }), text.openCard);
  if (check === 'ci' || error?.code === 'ci_unknown' || error?.code === 'ci_disabled')
    return reason === 'needs_card' ? null : link(formatRoute({ page: 'trust' }), text.openTrust);
  return null;
}
