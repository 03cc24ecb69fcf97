import { isFinal, type OperationDetail } from '../../src-shared/model/index.ts';
import {
  fillText,
  formatDate,
  formatDuration,
  formatTime,
  groupDigits,
  historyText,
  shellText,
  windowText,
} from '../../src-shared/texts.ts';
import { ProfileIcon } from '../card/ProfileIcon.tsx';
import { profileTitle } from '../card/profile-names.ts';
import { useNow } from '../state/context.ts';
import { formatRoute } from '../state/route.ts';
import { Panel } from '../ui/bits.tsx';
import { Digits, Fact, Hostile, Mono } from '../ui/text.tsx';

const text = windowText.operation;

/** What an operation is about: profile, card, server, times. */
export function About({ operation }: { readonly operation: OperationDetail }) {
  const now = useNow(!isFinal(operation));
  const { profile } = operation;
  return (
    <Panel title={text.profile}>
      {profile === undefined ? null : (
        <div className="offer offer-small">
          <ProfileIcon profile={profile} size={32} />
          <div className="offer-names">
            <div className="offer-title">
              <Hostile text={profileTitle(profile)} limit={40} />
            </div>
            <div className="quiet">
              <Hostile text={profile.serviceProviderName || windowText.common.unknown} limit={40} />
            </div>
          </div>
        </div>
      )}
      <dl className="facts facts-stacked">
        <Fact term={windowText.profile.iccid}>
          {operation.iccid === undefined ? null : (
            <Digits value={operation.iccid} what={windowText.profile.iccid} />
          )}
        </Fact>
        <Fact term={windowText.card.eid}>
          {operation.eid === undefined ? null : (
            <a href={formatRoute({ page: 'card', eid: operation.eid })} className="mono">
              {groupDigits(operation.eid)}
            </a>
          )}
        </Fact>
        <Fact term={text.server}>
          {operation.smdpAddress === undefined ? null : (
            <Mono copy={text.server}>{operation.smdpAddress}</Mono>
          )}
        </Fact>
        <Fact term={text.started}>
          <span className="num">{`${formatDate(operation.createdAt)} ${formatTime(operation.createdAt, true)}`}</span>
        </Fact>
        <Fact term={text.ended}>
          {operation.endedAt === undefined ? null : (
            <span className="num">{`${formatDate(operation.endedAt)} ${formatTime(operation.endedAt, true)}`}</span>
          )}
        </Fact>
        <Fact term={text.took}>
          <span className="num">
            {formatDuration(Math.max(0, (operation.endedAt ?? now) - operation.createdAt))}
          </span>
        </Fact>
        <Fact term={text.reader}>
          <Hostile text={operation.readerName} limit={60} open />
        </Fact>
        <Fact term={text.code}>
          {operation.codeId === undefined ? null : (
            <a href={formatRoute({ page: 'codes', id: operation.codeId })} className="open">
              {fillText(shellText.palette.code, { id: operation.codeId })}
            </a>
          )}
        </Fact>
        <Fact term={historyText.columns.created_by}>
          {operation.createdBy === undefined || operation.createdBy === '' ? null : (
            <Hostile text={operation.createdBy} limit={40} />
          )}
        </Fact>
      </dl>
    </Panel>
  );
}
