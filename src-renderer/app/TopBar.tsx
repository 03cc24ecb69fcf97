import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import {
  Check,
  ClipboardList,
  History,
  Keyboard,
  KeyRound,
  ListChecks,
  type LucideIcon,
  Monitor,
  Moon,
  PanelsTopLeft,
  QrCode,
  Settings2,
  ShieldCheck,
  ShoppingCart,
  Stethoscope,
  Sun,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { isFinal } from '../../src-shared/model/index.ts';
import { orderStatusText, windowText } from '../../src-shared/texts.ts';
import iconAddress from '../icon.svg';
import { useSnapshot } from '../state/context.ts';
import { formatRoute, type Route } from '../state/route.ts';

const text = windowText.nav;

/** Name, pages, state of the engine, colours. */
export function TopBar({
  route,
  onHelp,
  onSettings,
}: {
  readonly route: Route;
  readonly onHelp: () => void;
  readonly onSettings: () => void;
}) {
  const { operations, orders, connection, system } = useSnapshot();
  let running = 0;
  let waiting = 0;
  for (const operation of operations.values()) {
    if (!isFinal(operation)) running++;
    if (
      operation.reconciliation.state === 'pending' ||
      (operation.question !== undefined && !isFinal(operation))
    )
      waiting++;
  }
  let unknown = 0;
  for (const order of orders.values()) if (order.status === 'outcome_unknown') unknown++;
  const bench = route.page === 'home' || route.page === 'reader' || route.page === 'card';
  const operationsPage = route.page === 'operations' || route.page === 'operation' || route.page === 'trace';
  return (
    <header className="top">
      <div className="brand">
        <img src={iconAddress} alt="" width={20} height={20} />
        <span>{windowText.app}</span>
      </div>
      <nav className="nav" aria-label={text.main}>
        <a href={formatRoute({ page: 'home' })} aria-current={bench ? 'page' : undefined}>
          <PanelsTopLeft size={15} aria-hidden /> <span className="nav-label">{text.bench}</span>
        </a>
        <a href={formatRoute({ page: 'operations' })} aria-current={operationsPage ? 'page' : undefined}>
          <ListChecks size={15} aria-hidden /> <span className="nav-label">{text.operations}</span>
          {running > 0 ? (
            <span className="badge badge-run" title={windowText.operations.running}>
              {running}
            </span>
          ) : null}
          {waiting > 0 ? (
            <span className="badge badge-warn" title={windowText.bench.waitsForYou}>
              {waiting}
            </span>
          ) : null}
        </a>
        <PageLink to="history" now={route.page} icon={History} />
        <PageLink to="codes" now={route.page} icon={QrCode} />
        <PageLink to="orders" now={route.page} icon={ShoppingCart}>
          {unknown > 0 ? (
            <span className="badge badge-warn" title={orderStatusText.outcome_unknown}>
              {unknown}
            </span>
          ) : null}
        </PageLink>
        <PageLink to="reports" now={route.page} icon={ClipboardList} />
        <PageLink to="tokens" now={route.page} icon={KeyRound} />
        <PageLink to="trust" now={route.page} icon={ShieldCheck} />
        <PageLink to="upkeep" now={route.page} icon={Stethoscope} />
      </nav>
      <div className="top-right">
        <span className={connection.state === 'ready' ? 'engine engine-on' : 'engine engine-off'}>
          <span className="engine-dot" aria-hidden />
          {connection.state === 'ready' ? windowText.engine.connected : windowText.engine.lostFirst}
        </span>
        {system === undefined ? null : <span className="version mono">{system.version}</span>}
        <ActionIcon
          aria-label={windowText.settings.open}
          title={windowText.settings.open}
          onClick={onSettings}
        >
          <Settings2 size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon
          aria-label={windowText.shortcuts.open}
          title={`${windowText.shortcuts.open} (?)`}
          onClick={onHelp}
        >
          <Keyboard size={16} aria-hidden />
        </ActionIcon>
        <ThemeMenu />
      </div>
    </header>
  );
}

function PageLink({
  to,
  now,
  icon: Icon,
  children,
}: {
  readonly to: 'history' | 'codes' | 'orders' | 'reports' | 'tokens' | 'trust' | 'upkeep';
  readonly now: Route['page'];
  readonly icon: LucideIcon;
  readonly children?: ReactNode;
}) {
  return (
    <a href={formatRoute({ page: to })} aria-current={now === to ? 'page' : undefined} title={text[to]}>
      <Icon size={15} aria-hidden /> <span className="nav-label">{text[to]}</span>
      {children}
    </a>
  );
}

const schemes = [
  ['auto', Monitor],
  ['light', Sun],
  ['dark', Moon],
] as const;

function ThemeMenu() {
  // Without this, Mantine writes a <style> to hold transitions still, which the policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Icon = schemes.find(([name]) => name === colorScheme)?.[1] ?? Monitor;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={text.theme} title={text.theme}>
          <Icon size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(([name, SchemeIcon]) => (
          <Menu.Item
            key={name}
            leftSection={<SchemeIcon size={14} aria-hidden />}
            rightSection={colorScheme === name ? <Check size={14} aria-hidden /> : null}
            onClick={() => setColorScheme(name)}
          >
            {windowText.theme[name]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
