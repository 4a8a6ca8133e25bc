const short: Record<string, string> = { DELETE: 'DEL', OPTIONS: 'OPT' };

/** A request's method, as wide as any other. */
export function MethodBadge({ method }: { readonly method: string }) {
  const upper = method.toUpperCase();
  return (
    <span className="method-badge" data-method={upper}>
      <span aria-hidden="true">{short[upper] ?? upper.slice(0, 5)}</span>
      <span className="visually-hidden">{method} </span>
    </span>
  );
}
