/** Parley's mark: the flag that is shown before a talk, which also reads as a P. */
export function ParleyMark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="parley-mark">
      <path d="M7 4v24" strokeWidth="4" strokeLinecap="round" />
      <path d="M11 5h17l-5 6 5 6H11z" strokeWidth="2" strokeLinejoin="round" />
    </svg>
  );
}
