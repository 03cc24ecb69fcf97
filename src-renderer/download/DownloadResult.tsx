import { Button } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import type { Card, Operation } from '../../src-shared/model/index.ts';
import {
  activationCodeUseText,
  formatDuration,
  groupDigits,
  reconciliationStateText,
  remarkText,
  successText,
  visibleText,
  windowText,
} from '../../src-shared/texts.ts';
import { ProfileIcon } from '../card/ProfileIcon.tsx';
import { profileTitle } from '../card/profile-names.ts';
import { goTo } from '../state/route.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.download;

/** How it ended, in words; whether the code is used up; where to read on. */
export function DownloadResult({
  operation,
  card,
  onClose,
  onAnother,
}: {
  readonly operation: Operation;
  readonly card: Card | undefined;
  readonly onClose: () => void;
  readonly onAnother: () => void;
}) {
  const profile =
    card?.profiles.find((candidate) => candidate.iccid === operation.iccid) ?? operation.profile;
  const good = operation.status === 'successful';
  const leave = (page: 'operation' | 'trace') => {
    onClose();
    goTo({ page, id: operation.id });
  };
  return (
    <div className="result">
      {good ? (
        <div className="result-good" role="status">
          <CircleCheck size={26} aria-hidden />
          <div>
            <div className="result-title">{text.success}</div>
            <div>{successText[operation.kind]}</div>
          </div>
          {operation.endedAt === undefined ? null : (
            <span className="num quiet result-took">
              {formatDuration(operation.endedAt - operation.createdAt)}
            </span>
          )}
        </div>
      ) : operation.error === undefined ? (
        <Note kind="warn" title={text.failure} live />
      ) : (
        <ErrorNote error={operation.error} title={text.failure} />
      )}
      {profile === undefined ? null : (
        <div className="offer">
          <ProfileIcon profile={profile} size={44} />
          <div className="offer-names">
            <div className="offer-title">
              <Hostile text={profileTitle(profile)} limit={60} />
            </div>
            <div>
              <Hostile text={profile.serviceProviderName || windowText.common.unknown} limit={60} />
            </div>
            <div className="mono">{groupDigits(profile.iccid)}</div>
          </div>
        </div>
      )}
      {operation.activationCodeUse === 'none' ? null : (
        <Note kind={operation.activationCodeUse === 'unused' || good ? 'info' : 'warn'}>
          {activationCodeUseText[operation.activationCodeUse]}
        </Note>
      )}
      {operation.reconciliation.state === 'pending' ? (
        <Note kind="warn">{reconciliationStateText.pending}</Note>
      ) : null}
      {operation.remarks.map((remark) => (
        <Note key={`${remark.code} ${JSON.stringify(remark.params)}`} kind="info">
          {visibleText(remarkText(remark.code, remark.params), 300)}
        </Note>
      ))}
      <div className="dialog-foot">
        <Button variant="subtle" onClick={() => leave('trace')}>
          {text.openTrace}
        </Button>
        <Button variant="subtle" onClick={() => leave('operation')}>
          {text.openOperation}
        </Button>
        <span className="grow" />
        <Button variant="default" onClick={onAnother}>
          {text.another}
        </Button>
        <Button autoFocus onClick={onClose}>
          {windowText.common.close}
        </Button>
      </div>
    </div>
  );
}
