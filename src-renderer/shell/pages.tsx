/**
 * The pages of the window, a row each: navigation, command palette, shortcuts and the desktop's menu follow from the rows.
 * A new page: its name and address in `state/route.ts`, its title in `shellText.pages` (three languages), a row here.
 */

import {
  ClipboardList,
  Factory,
  FileSearch,
  FlaskConical,
  History,
  KeyRound,
  ListChecks,
  type LucideIcon,
  PanelsTopLeft,
  QrCode,
  ScanQrCode,
  Settings2,
  ShieldCheck,
  ShoppingCart,
  SquareTerminal,
  Stethoscope,
} from 'lucide-react';
import { type ComponentType, type FunctionComponent, lazy, type ReactNode, useState } from 'react';
import { shellText } from '../../src-shared/texts.ts';
import { BenchPage } from '../bench/BenchPage.tsx';
import type { Route } from '../state/route.ts';
import type { Snapshot } from '../state/workbench.ts';
import { operationBadges, orderBadges } from './badges.tsx';

interface PageProps {
  readonly route: Route;
}

export interface PageRow {
  /** Its title is `shellText.pages[id]`. */
  readonly id: keyof typeof shellText.pages;
  readonly icon: LucideIcon;
  /** The key that leads there. */
  readonly keys: string;
  /** Where navigation leads. */
  readonly route: Route;
  /** The routes that it shows: its own, and those that stand below it. */
  readonly shows: readonly Route['page'][];
  readonly Page: LoadedPage;
  /** `main`: in the navigation. `settings`: a section of the settings with an address of its own. */
  readonly place: 'main' | 'settings';
  /** Whether the column of readers stands beside it. Beside the bench itself, which has them as tiles, it does not. */
  readonly readers: boolean;
  /** What waits there, for its place in the navigation. */
  readonly badges?: (snapshot: Snapshot) => ReactNode;
}

/** A page that is loaded when it is first shown, or before that: then it is there at once. */
type LoadedPage = FunctionComponent<PageProps> & {
  load(route: Route): Promise<unknown>;
};

const preloads: (() => Promise<unknown>)[] = [];

/** `load` gives what paints it; called once, and again where it failed. */
function lazyPage(load: () => Promise<(route: Route) => ReactNode>): LoadedPage {
  let loaded: ComponentType<PageProps> | undefined;
  let loading: Promise<ComponentType<PageProps>> | undefined;
  const begin = () => {
    loading ??= load().then(
      (paint) => {
        loaded = ({ route }) => paint(route);
        return loaded;
      },
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };
  const Later = lazy(async () => ({ default: await begin() }));
  preloads.push(begin);
  // What React waits for it shows 300 ms later at the soonest, however soon it is there. Once shown, it stays the same one.
  function Page(props: PageProps) {
    const [Shown] = useState(() => loaded ?? Later);
    return <Shown {...props} />;
  }
  return Object.assign(Page, { load: begin });
}

/** Loads one page after the other while the window has nothing to do: then nobody waits for one. */
export function preloadPages(): void {
  const next = () => {
    const load = preloads.shift();
    // One that cannot be loaded says so when it is shown.
    if (load !== undefined) requestIdleCallback(() => void load().then(next, next));
  };
  next();
}

const Cards = lazyPage(async () => {
  const [{ CardPage }, { ComparePage }] = await Promise.all([
    import('../card/CardPage.tsx'),
    import('../card/ComparePage.tsx'),
  ]);
  return (route) => {
    if (route.page === 'compare') return <ComparePage a={route.a} b={route.b} />;
    if (route.page === 'card') return <CardPage eid={route.eid} part={route.part} />;
    return route.page === 'reader' ? <CardPage readerId={route.readerId} part={route.part} /> : null;
  };
});

// Who presses F2 types at once.
preloads.push(() => import('../bench/ReaderDialog.tsx'));

export const pages: readonly PageRow[] = [
  {
    id: 'home',
    icon: PanelsTopLeft,
    keys: 'b',
    route: { page: 'home' },
    shows: ['home', 'reader', 'card', 'compare'],
    place: 'main',
    readers: true,
    Page: Object.assign(
      // The bench is what the window begins with: it comes with the window itself.
      ({ route }: PageProps) => (route.page === 'home' ? <BenchPage /> : <Cards route={route} />),
      { load: async (route: Route) => (route.page === 'home' ? undefined : await Cards.load(route)) },
    ),
  },
  {
    id: 'activate',
    icon: ScanQrCode,
    keys: 'i',
    route: { page: 'activate' },
    shows: ['activate'],
    place: 'main',
    readers: false,
    Page: lazyPage(async () => {
      const { ActivatePage } = await import('../activate/ActivatePage.tsx');
      return (route) => <ActivatePage parts={route.page === 'activate' ? (route.parts ?? []) : []} />;
    }),
  },
  {
    id: 'station',
    icon: Factory,
    keys: 'w',
    route: { page: 'station' },
    shows: ['station'],
    place: 'main',
    readers: false,
    Page: lazyPage(async () => {
      const { StationPage } = await import('../station/StationPage.tsx');
      return (route) => <StationPage parts={route.page === 'station' ? (route.parts ?? []) : []} />;
    }),
  },
  {
    id: 'operations',
    icon: ListChecks,
    keys: 'o',
    route: { page: 'operations' },
    shows: ['operations', 'operation', 'trace', 'trace-compare'],
    place: 'main',
    readers: true,
    badges: operationBadges,
    Page: lazyPage(async () => {
      const [{ OperationsPage }, { OperationPage }, { TracePage }, { ComparePage }] = await Promise.all([
        import('../operations/OperationsPage.tsx'),
        import('../operations/OperationPage.tsx'),
        import('../trace/TracePage.tsx'),
        import('../trace/ComparePage.tsx'),
      ]);
      return (route) => {
        if (route.page === 'operation') return <OperationPage key={route.id} id={route.id} />;
        if (route.page === 'trace') return <TracePage key={route.id} id={route.id} seq={route.seq} />;
        if (route.page === 'trace-compare')
          return <ComparePage key={`${route.a} ${route.b}`} a={route.a} b={route.b} />;
        return <OperationsPage />;
      };
    }),
  },
  {
    id: 'history',
    icon: History,
    keys: 'h',
    route: { page: 'history' },
    shows: ['history'],
    place: 'main',
    readers: true,
    Page: lazyPage(async () => {
      const { HistoryPage } = await import('../history/HistoryPage.tsx');
      return (route) => <HistoryPage asked={route.page === 'history' ? route.query : undefined} />;
    }),
  },
  {
    id: 'codes',
    icon: QrCode,
    keys: 'c',
    route: { page: 'codes' },
    shows: ['codes'],
    place: 'main',
    readers: true,
    Page: lazyPage(async () => {
      const { CodesPage } = await import('../codes/CodesPage.tsx');
      return (route) => <CodesPage id={route.page === 'codes' ? route.id : undefined} />;
    }),
  },
  {
    id: 'orders',
    icon: ShoppingCart,
    keys: 's',
    route: { page: 'orders' },
    shows: ['orders'],
    place: 'main',
    readers: true,
    badges: orderBadges,
    Page: lazyPage(async () => {
      const { OrdersPage } = await import('../orders/OrdersPage.tsx');
      return (route) => <OrdersPage id={route.page === 'orders' ? route.id : undefined} />;
    }),
  },
  {
    id: 'reports',
    icon: ClipboardList,
    keys: 'p',
    route: { page: 'reports' },
    shows: ['reports'],
    place: 'main',
    readers: true,
    Page: lazyPage(async () => {
      const { ReportsPage } = await import('../reports/ReportsPage.tsx');
      return () => <ReportsPage />;
    }),
  },
  {
    id: 'evidence',
    icon: FileSearch,
    keys: 'e',
    route: { page: 'evidence' },
    shows: ['evidence'],
    place: 'main',
    readers: false,
    Page: lazyPage(async () => {
      const [{ EvidencePage }, { OpenedEvidencePage }] = await Promise.all([
        import('../evidence/EvidencePage.tsx'),
        import('../evidence/OpenedEvidencePage.tsx'),
      ]);
      return (route) => {
        const [id] = route.page === 'evidence' ? (route.parts ?? []) : [];
        return id === undefined || !/^\d{1,9}$/.test(id) ? (
          <EvidencePage />
        ) : (
          <OpenedEvidencePage key={id} id={Number(id)} />
        );
      };
    }),
  },
  {
    id: 'tokens',
    icon: KeyRound,
    keys: 'a',
    route: { page: 'tokens' },
    shows: ['tokens'],
    place: 'settings',
    readers: false,
    Page: lazyPage(async () => {
      const { TokensPage } = await import('../tokens/TokensPage.tsx');
      return () => <TokensPage />;
    }),
  },
  {
    id: 'trust',
    icon: ShieldCheck,
    keys: 't',
    route: { page: 'trust' },
    shows: ['trust'],
    place: 'settings',
    readers: false,
    Page: lazyPage(async () => {
      const { TrustPage } = await import('../trust/TrustPage.tsx');
      return () => <TrustPage />;
    }),
  },
  {
    id: 'upkeep',
    icon: Stethoscope,
    keys: 'u',
    route: { page: 'upkeep' },
    shows: ['upkeep'],
    place: 'settings',
    readers: false,
    Page: lazyPage(async () => {
      const { UpkeepPage } = await import('../upkeep/UpkeepPage.tsx');
      return () => <UpkeepPage />;
    }),
  },
  {
    id: 'simulator',
    icon: FlaskConical,
    keys: 'm',
    route: { page: 'simulator' },
    shows: ['simulator'],
    place: 'main',
    readers: false,
    Page: lazyPage(async () => {
      const { SimulatorPage } = await import('../simulator/SimulatorPage.tsx');
      return (route) => <SimulatorPage parts={route.page === 'simulator' ? (route.parts ?? []) : []} />;
    }),
  },
  {
    id: 'console',
    icon: SquareTerminal,
    keys: 'x',
    route: { page: 'console' },
    shows: ['console'],
    place: 'main',
    readers: false,
    Page: lazyPage(async () => {
      const { ConsolePage } = await import('../console/ConsolePage.tsx');
      return (route) => <ConsolePage readerId={route.page === 'console' ? route.parts?.[0] : undefined} />;
    }),
  },
  {
    id: 'settings',
    icon: Settings2,
    keys: ',',
    route: { page: 'settings' },
    shows: ['settings'],
    place: 'main',
    readers: false,
    Page: lazyPage(async () => {
      const { SettingsPage } = await import('../settings/SettingsPage.tsx');
      return (route) => <SettingsPage route={route} />;
    }),
  },
];

/** The row that shows a route. A page that nobody shows leads to the first one. */
export function pageOf(route: Route): PageRow {
  const [first] = pages;
  const found = pages.find(({ shows }) => shows.includes(route.page)) ?? first;
  if (found === undefined) throw new Error('there is no page');
  return found;
}

export function pageTitle(row: PageRow): string {
  return shellText.pages[row.id];
}
