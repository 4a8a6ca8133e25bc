import { useSyncExternalStore } from 'react';

/**
 * How many pixels a rem has: 16, unless people have chosen another size of text in their browser. For lists that reckon
 * with the height of their lines; what else has to follow that size says so in its styles.
 */
export function useRem(): number {
  return useSyncExternalStore(watch, remInPixels);
}

function remInPixels(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** Nobody is told of another size of text; but of an element's that is as wide as a rem. */
function watch(onChange: () => void): () => void {
  const probe = document.createElement('div');
  probe.className = 'rem-probe';
  document.body.append(probe);
  const sizes = new ResizeObserver(onChange);
  sizes.observe(probe);
  return () => {
    sizes.disconnect();
    probe.remove();
  };
}
