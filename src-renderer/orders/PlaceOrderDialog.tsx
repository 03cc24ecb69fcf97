import { NativeSelect, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { isCountry } from '../../src-shared/countries.ts';
import type { Order, OrderAccount, OrderProduct } from '../../src-shared/model/index.ts';
import {
  connectorText,
  fillText,
  formatList,
  formatPrice,
  ordersText,
  visibleText,
} from '../../src-shared/texts.ts';
import { useCall } from '../state/context.ts';
import { Empty, ErrorNote } from '../ui/bits.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Hostile } from '../ui/text.tsx';
import { OrderForm } from './OrderForm.tsx';

const text = ordersText;
/** More are found by searching. */
const MOST_SHOWN = 200;

/** From an account and its catalogue to an order. */
export function PlaceOrderDialog({
  opened,
  accounts,
  onPlaced,
  onClose,
}: {
  readonly opened: boolean;
  readonly accounts: readonly OrderAccount[];
  readonly onPlaced: (order: Order) => void;
  readonly onClose: () => void;
}) {
  const [accountId, setAccountId] = useState<number>();
  const [country, setCountry] = useState('');
  const [product, setProduct] = useState<OrderProduct>();
  const [key] = useState(() => crypto.randomUUID());
  const account = accounts.find((one) => one.id === accountId) ?? accounts[0];
  const wanted = country.trim().toUpperCase();
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      size={760}
      closeOnClickOutside={false}
      simulated={account?.simulated ?? false}
      title={text.placeTitle}
    >
      {account === undefined ? (
        <Empty title={text.noAccounts} />
      ) : product === undefined ? (
        <div className="stack">
          <div className="field-pair">
            <NativeSelect
              data-autofocus
              label={text.account}
              value={account.id}
              data={accounts.map((one) => ({
                value: String(one.id),
                label: `${visibleText(one.label, 50)}  (${connectorText[one.connector]})`,
              }))}
              onChange={(event) => setAccountId(Number(event.currentTarget.value))}
            />
            <TextInput
              label={text.country}
              placeholder={text.countryHint}
              maxLength={3}
              value={country}
              error={wanted !== '' && !isCountry(wanted)}
              onChange={(event) => setCountry(event.currentTarget.value)}
            />
          </div>
          <Products
            accountId={account.id}
            country={isCountry(wanted) ? wanted : undefined}
            onChoose={setProduct}
          />
        </div>
      ) : (
        <OrderForm
          account={account}
          product={product}
          country={wanted.length === 2 && isCountry(wanted) ? wanted : undefined}
          orderKey={key}
          onBack={() => setProduct(undefined)}
          onPlaced={onPlaced}
        />
      )}
    </Dialog>
  );
}

function Products({
  accountId,
  country,
  onChoose,
}: {
  readonly accountId: number;
  readonly country: string | undefined;
  readonly onChoose: (product: OrderProduct) => void;
}) {
  const list = useCall('shops.products', { accountId, ...(country === undefined ? {} : { country }) });
  const [search, setSearch] = useState('');
  const words = search.trim().toLowerCase();
  const all = list.value ?? [];
  const shown = useMemo(
    () =>
      (list.value ?? []).filter((product) =>
        `${product.name} ${product.description ?? ''} ${product.data ?? ''} ${product.countries.join(' ')}`
          .toLowerCase()
          .includes(words),
      ),
    [list.value, words],
  );
  return (
    <>
      <TextInput
        aria-label={text.search}
        placeholder={text.search}
        value={search}
        leftSection={<Search size={14} aria-hidden />}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {list.state === 'error' ? <ErrorNote error={list.error} onRetry={list.again} /> : null}
      <p className="quiet small" role="status">
        {list.state === 'loading'
          ? text.productsLoading
          : list.state === 'error'
            ? ''
            : all.length === 0
              ? text.productsNone
              : shown.length === 0
                ? text.productsNoMatch
                : fillText(text.productsShown, {
                    shown: Math.min(shown.length, MOST_SHOWN),
                    all: all.length,
                  })}
      </p>
      <ul className="products" aria-label={text.products}>
        {shown.slice(0, MOST_SHOWN).map((product) => (
          <li key={product.id}>
            <button type="button" className="product" onClick={() => onChoose(product)}>
              <span className="product-name">
                <Hostile text={product.name} limit={70} inControl />
              </span>
              <span className="product-price num">
                {product.price === undefined ? text.noPrice : formatPrice(product.price)}
              </span>
              <span className="quiet small product-about">{aboutProduct(product)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** `1 GB, 7 days, JP and 12 more`. */
export function aboutProduct({ data, validityDays, countries, description }: OrderProduct): string {
  const [first] = countries;
  const where =
    first === undefined || countries.length <= 4
      ? countries.join(' ')
      : fillText(text.countriesMore, { first: countries.slice(0, 3).join(' '), count: countries.length - 3 });
  const parts = [
    data,
    validityDays === undefined ? undefined : fillText(text.days, { days: validityDays }),
    where === '' ? undefined : where,
    description,
  ];
  return visibleText(formatList(parts.filter((part) => part !== undefined)), 160);
}
