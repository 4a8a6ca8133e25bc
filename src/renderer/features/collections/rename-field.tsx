import { useRef, useState } from 'react';

export interface RenameFieldProps {
  readonly name: string;
  /**
   * The name as it is to be, which may be the one of before; null where nothing came of it. After a key the field still has the
   * focus, which belongs where it came from; else the person is on the way to something else.
   */
  readonly onDone: (name: string | null) => void;
}

/** A name that is edited in its place: Enter and leaving the field keep what is typed, Escape drops it. */
export function RenameField({ name, onDone }: RenameFieldProps) {
  const [typed, setTyped] = useState(name);
  const isDone = useRef(false);
  const finish = (result: string) => {
    if (isDone.current) return;
    isDone.current = true;
    onDone(result.trim() || null);
  };
  return (
    <input
      className="rename-field"
      aria-label={`New name of ${name}`}
      value={typed}
      maxLength={200}
      spellCheck={false}
      autoComplete="off"
      ref={select}
      // Escape is the field's own: a dialog that it is in would close, as it hears of the key before the field does.
      data-mantine-stop-propagation="true"
      onChange={({ currentTarget: { value } }) => setTyped(value)}
      onBlur={() => finish(typed)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') finish(typed);
        else if (event.key === 'Escape') finish('');
        else return;
        event.preventDefault();
      }}
    />
  );
}

function select(field: HTMLInputElement | null) {
  if (!field || field === document.activeElement) return;
  field.focus();
  field.select();
}
