/** Tabs in the order of their strip, and the one that is shown; null where there are none. */
export interface TabOrder<TTab> {
  readonly tabs: readonly TTab[];
  readonly active: TTab | null;
}

/** The tab so many places further on than the active one, and from the end on the first one again. */
export function tabAt<TTab>({ tabs, active }: TabOrder<TTab>, by: number): TTab | undefined {
  return active === null ? undefined : tabs.at((tabs.indexOf(active) + by) % tabs.length);
}

/** With a tab at another place; the order itself where it stands there, or is none of these. */
export function withMoved<TTab>(order: TabOrder<TTab>, tab: TTab, place: number): TabOrder<TTab> {
  const { tabs, active } = order;
  const others = tabs.filter((one) => one !== tab);
  const at = Math.min(Math.max(place, 0), others.length);
  if (others.length === tabs.length || tabs.indexOf(tab) === at) return order;
  return { tabs: others.toSpliced(at, 0, tab), active };
}

/** With a new tab behind the active one, in whose place it is shown. */
export function withAdded<TTab>({ tabs, active }: TabOrder<TTab>, tab: TTab): TabOrder<TTab> {
  const at = active === null ? tabs.length : tabs.indexOf(active) + 1;
  return { tabs: tabs.toSpliced(at, 0, tab), active: tab };
}

/** Without some tabs. Where the active one goes, its right neighbour is shown, else the last one. */
export function without<TTab>({ tabs, active }: TabOrder<TTab>, gone: readonly TTab[]): TabOrder<TTab> {
  const staying = tabs.filter((tab) => !gone.includes(tab));
  if (active === null || staying.includes(active)) return { tabs: staying, active };
  const behind = tabs.slice(tabs.indexOf(active));
  return { tabs: staying, active: behind.find((tab) => staying.includes(tab)) ?? staying.at(-1) ?? null };
}
