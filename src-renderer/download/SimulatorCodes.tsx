import { fillText, humanise, visibleText, windowText } from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { Chip, ErrorNote, SimulatedBadge } from '../ui/bits.tsx';
import { Hostile } from '../ui/text.tsx';

const text = windowText.download;

/** The codes that the simulated SM-DP+ honours, to pick from. */
export function SimulatorCodes({
  chosen,
  onChoose,
}: {
  readonly chosen: string;
  readonly onChoose: (code: string) => void;
}) {
  const codes = useCall('simulator.codes', {});
  if (codes.state === 'error') return <ErrorNote error={codes.error} />;
  if (codes.value === undefined || codes.value.length === 0) return null;
  return (
    <fieldset className="sim-codes simulated">
      <legend>
        {text.simulatorCodes} <SimulatedBadge small />
      </legend>
      <div className="sim-codes-list">
        {codes.value.map((code) => (
          <button
            type="button"
            key={code.activationCode}
            className="sim-code"
            aria-pressed={chosen === code.activationCode}
            onClick={() => onChoose(code.activationCode)}
          >
            <span className="sim-code-name">
              <Hostile text={code.profileName} limit={60} inControl />
            </span>
            <Chip tone={code.state === 'released' || code.state === 'available' ? 'good' : 'quiet'}>
              {visibleText(humanise(code.state), 24)}
            </Chip>
            <span className="mono sim-code-code" title={visibleText(code.activationCode, 200)}>
              {visibleText(code.activationCode.split('$').slice(2).join('$'), 60)}
            </span>
            {code.confirmationCode === undefined ? null : (
              <span className="quiet sim-code-cc">
                {fillText(text.needsConfirmation, { code: visibleText(code.confirmationCode, 32) })}
              </span>
            )}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
