import type { Code } from '../../src-shared/model/index.ts';
import { codesText, formatDate, windowText } from '../../src-shared/texts.ts';
import { Digits, Fact, Hostile, Mono } from '../ui/text.tsx';

const text = codesText;

/** What says which code it is: never the code itself. */
export function CodeFacts({ code }: { readonly code: Code }) {
  return (
    <>
      <Fact term={text.label}>
        {code.label === undefined ? null : <Hostile text={code.label} limit={120} />}
      </Fact>
      <Fact term={text.carrier}>
        {code.carrier === undefined ? null : <Hostile text={code.carrier} limit={80} />}
      </Fact>
      <Fact term={windowText.profile.iccid}>
        {code.iccid === undefined ? null : <Digits value={code.iccid} what={windowText.profile.iccid} />}
      </Fact>
      <Fact term={windowText.download.smdp}>
        <Mono>{code.smdpAddress}</Mono>
      </Fact>
      <Fact term={text.hint}>{code.hint === undefined ? null : <Mono>{code.hint}</Mono>}</Fact>
      <Fact term={text.confirmation}>
        {code.confirmationCodeKept
          ? text.confirmationKept
          : code.confirmationCodeRequired
            ? text.confirmationAsked
            : text.confirmationNone}
      </Fact>
      <Fact term={text.batch}>
        {code.batch === undefined ? null : <Hostile text={code.batch} limit={80} />}
      </Fact>
      <Fact term={text.validUntil}>
        {code.validUntil === undefined ? null : <span className="num">{formatDate(code.validUntil)}</span>}
      </Fact>
    </>
  );
}
