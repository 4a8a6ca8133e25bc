import { SegmentedControl } from '@mantine/core';

export interface KindChooserProps<TKind extends string> {
  /** Such as `Kind of body`. */
  readonly label: string;
  readonly kinds: { value: TKind; label: string }[];
  readonly value: TKind;
  readonly onChange: (kind: TKind) => void;
}

/** Chooses which kind of a thing a form shows. */
export function KindChooser<TKind extends string>({
  label,
  kinds,
  value,
  onChange,
}: KindChooserProps<TKind>) {
  return (
    <SegmentedControl
      className="body-kinds"
      size="xs"
      withItemsBorders={false}
      aria-label={label}
      data={kinds}
      value={value}
      onChange={onChange}
    />
  );
}
