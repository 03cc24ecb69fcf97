import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { type ErrorData, toWorkbenchError } from '../../src-shared/errors/index.ts';
import {
  eidText,
  iccidText,
  type Order,
  type OrderAccount,
  type OrderProduct,
} from '../../src-shared/model/index.ts';
import { fillText, formatPrice, ordersText, visibleText } from '../../src-shared/texts.ts';
import { useCall, useSnapshot, useWorkbench } from '../state/context.ts';
import { usePreferences } from '../state/preferences.ts';
import { ErrorNote, Note } from '../ui/bits.tsx';
import { Fact, Hostile } from '../ui/text.tsx';
import { aboutProduct } from './PlaceOrderDialog.tsx';

const text = ordersText;
const digits = (value: string) => value.replace(/\s+/g, '');
const empty = { iccid: '', eid: '', label: '', batch: '', email: '' };

/** What a product costs now, whom it is for, and the order itself: at the price that was seen, and once. */
export function OrderForm({
  account,
  product,
  country,
  orderKey,
  onBack,
  onPlaced,
}: {
  readonly account: OrderAccount;
  readonly product: OrderProduct;
  /** Two letters. */
  readonly country: string | undefined;
  /** Of the dialog: whatever is pressed in it, one order comes of it. */
  readonly orderKey: string;
  readonly onBack: () => void;
  readonly onPlaced: (order: Order) => void;
}) {
  const workbench = useWorkbench();
  const { cards } = useSnapshot();
  // What is suggested is shown by the browser, which masks nothing.
  const { masked } = usePreferences();
  const quote = useCall('shops.quote', { accountId: account.id, productId: product.id });
  const [kind, setKind] = useState<'ACTIVATION' | 'TOPUP'>('ACTIVATION');
  const [fields, setFields] = useState(empty);
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  // A second click may come before the first one is painted.
  const sent = useRef(false);
  const eids = useId();
  const iccids = useId();
  const price = quote.state === 'ready' ? quote.value.price : undefined;
  const connect = account.connector === 'truphone';
  const iccid = digits(fields.iccid);
  const eid = digits(fields.eid);
  const wrong = {
    iccid: kind === 'TOPUP' && !iccidText.safeParse(iccid).success,
    eid: eid !== '' && !eidText.safeParse(eid).success,
  };
  const ready = price !== undefined && !wrong.iccid && !wrong.eid && (agreed || account.simulated);
  const place = async () => {
    if (!ready || sent.current) return;
    sent.current = true;
    setBusy(true);
    setError(undefined);
    const { label, batch, email } = fields;
    try {
      const placed = await workbench.call('orders.place', {
        accountId: account.id,
        key: orderKey,
        productId: product.id,
        operationType: kind,
        expectedPrice: price,
        ...(kind === 'TOPUP' ? { iccid } : {}),
        ...(kind === 'ACTIVATION' && connect && eid !== '' ? { eid } : {}),
        ...(connect && country !== undefined ? { country } : {}),
        ...(label.trim() === '' ? {} : { label: label.trim() }),
        ...(batch.trim() === '' ? {} : { batch: batch.trim() }),
        ...(connect || email.trim() === '' ? {} : { notificationEmail: email.trim() }),
      });
      onPlaced(placed);
    } catch (thrown) {
      const data = toWorkbenchError(thrown).toData();
      setError(data);
      setAgreed(false);
      // The price has changed: what is agreed to next is the new one.
      if (data.code === 'order_price_changed') quote.again();
      sent.current = false;
    } finally {
      setBusy(false);
    }
  };
  const set = (part: Partial<typeof empty>) => setFields({ ...fields, ...part });
  const known = [...cards.values()].flatMap((card) =>
    (card.profiles ?? []).flatMap((profile) => (profile.iccid === undefined ? [] : [profile])),
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void place();
      }}
    >
      <div>
        <Button
          data-autofocus
          size="compact-xs"
          variant="subtle"
          leftSection={<ArrowLeft size={13} aria-hidden />}
          onClick={onBack}
        >
          {text.back}
        </Button>
      </div>
      <section className="code-parts" aria-label={text.chosen}>
        <strong>
          <Hostile text={product.name} limit={100} />
        </strong>
        <div className="quiet small">{aboutProduct(product)}</div>
        {quote.state === 'error' ? (
          <ErrorNote error={quote.error} onRetry={quote.again} />
        ) : quote.state === 'loading' ? (
          <p role="status">{text.quoting}</p>
        ) : (
          <dl className="facts facts-wide">
            <Fact term={text.quote}>
              <strong className="num">{formatPrice(quote.value.price)}</strong>
            </Fact>
            <Fact term={text.discount}>
              {quote.value.discount === undefined ? null : (
                <span className="num">{formatPrice(quote.value.discount)}</span>
              )}
            </Fact>
            {quote.value.details.map(({ name, value }) => (
              <Fact key={name} term={visibleText(name, 40)}>
                <Hostile text={value} limit={80} />
              </Fact>
            ))}
          </dl>
        )}
      </section>
      {connect ? (
        <SegmentedControl
          aria-label={text.kind}
          value={kind}
          onChange={(value) => setKind(value as 'ACTIVATION' | 'TOPUP')}
          data={Object.entries(text.kinds).map(([value, label]) => ({ value, label }))}
        />
      ) : null}
      {kind === 'TOPUP' ? (
        <>
          <TextInput
            label={text.toTopup}
            list={iccids}
            classNames={{ input: 'mono' }}
            autoComplete="off"
            maxLength={40}
            value={fields.iccid}
            error={fields.iccid !== '' && wrong.iccid}
            onChange={(event) => set({ iccid: event.currentTarget.value })}
          />
          <datalist id={iccids}>
            {(masked ? [] : known).map((profile) => (
              <option key={profile.iccid} value={profile.iccid}>
                {visibleText(profile.nickname || profile.profileName || '', 40)}
              </option>
            ))}
          </datalist>
        </>
      ) : (
        <div className="field-pair">
          <TextInput
            label={text.label}
            maxLength={200}
            value={fields.label}
            onChange={(event) => set({ label: event.currentTarget.value })}
          />
          <TextInput
            label={text.batch}
            maxLength={100}
            value={fields.batch}
            onChange={(event) => set({ batch: event.currentTarget.value })}
          />
        </div>
      )}
      {connect && kind === 'ACTIVATION' ? (
        <>
          <TextInput
            label={text.toEid}
            description={text.toEidHint}
            list={eids}
            classNames={{ input: 'mono' }}
            autoComplete="off"
            maxLength={50}
            value={fields.eid}
            error={wrong.eid}
            onChange={(event) => set({ eid: event.currentTarget.value })}
          />
          <datalist id={eids}>
            {(masked ? [] : [...cards.keys()]).map((known) => (
              <option key={known} value={known} />
            ))}
          </datalist>
        </>
      ) : null}
      {connect ? null : (
        <TextInput
          type="email"
          label={text.notify}
          maxLength={254}
          autoComplete="off"
          value={fields.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
      )}
      {account.simulated ? (
        <Note kind="info">{text.agreeSimulated}</Note>
      ) : price === undefined ? null : (
        <Checkbox
          size="xs"
          label={fillText(text.agree, { price: formatPrice(price) })}
          description={text.confirmHint}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
      )}
      {error === undefined ? null : <ErrorNote error={error} />}
      <div className="dialog-foot">
        <Button type="submit" disabled={!ready} loading={busy}>
          {price === undefined ? text.confirmFree : fillText(text.confirm, { price: formatPrice(price) })}
        </Button>
      </div>
    </form>
  );
}
