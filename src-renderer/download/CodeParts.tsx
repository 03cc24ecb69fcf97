import { TriangleAlert } from 'lucide-react';
import type { ActivationCodeParts } from '../../src-shared/model/index.ts';
import { codeRemarkText, visibleText, windowText } from '../../src-shared/texts.ts';
import { Fact, Hostile } from '../ui/text.tsx';

const text = windowText.download;

/** An activation code taken apart, with what was tolerated. */
export function CodeParts({ parts }: { readonly parts: ActivationCodeParts }) {
  return (
    <section className="code-parts" aria-label={text.parsed}>
      <dl className="facts facts-wide">
        <Fact term={text.smdp}>
          <span className="mono">
            <Hostile text={parts.smdpAddress} limit={120} />
          </span>
        </Fact>
        <Fact term={text.matchingId}>
          {parts.matchingId === '' ? (
            <span className="quiet">{text.matchingIdEmpty}</span>
          ) : (
            <span className="mono">
              <Hostile text={parts.matchingId} limit={80} />
            </span>
          )}
        </Fact>
        <Fact term={text.oid}>
          {parts.smdpOid === undefined ? null : (
            <span className="mono">
              <Hostile text={parts.smdpOid} />
            </span>
          )}
        </Fact>
        <Fact term={text.confirmation}>
          {parts.confirmationCodeRequired ? text.confirmationRequired : text.confirmationNotRequired}
        </Fact>
      </dl>
      {parts.remarks.map((remark) => (
        <div className="code-remark" key={remark}>
          <TriangleAlert size={13} aria-hidden /> {visibleText(codeRemarkText(remark), 200)}
        </div>
      ))}
    </section>
  );
}
