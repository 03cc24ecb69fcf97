import { CodeFacts } from '../codes/CodeFacts.tsx';
import { useCall } from '../state/context.ts';
import { ErrorNote } from '../ui/bits.tsx';

/** The code of the vault that is to be installed, as far as it is known. */
export function VaultCode({ id }: { readonly id: number }) {
  const code = useCall('codes.get', { id });
  if (code.state === 'error') return <ErrorNote error={code.error} onRetry={code.again} />;
  if (code.value === undefined) return null;
  return (
    <section className="code-parts">
      <dl className="facts facts-wide">
        <CodeFacts code={code.value} />
      </dl>
    </section>
  );
}
