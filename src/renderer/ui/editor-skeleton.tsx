import { Skeleton } from '@mantine/core';

/** Holds an editor's place while its code loads. */
export function EditorSkeleton() {
  return (
    <div className="editor-skeleton" aria-hidden="true">
      {['72%', '48%', '60%'].map((width) => (
        <Skeleton key={width} height={10} width={width} radius="sm" />
      ))}
    </div>
  );
}
