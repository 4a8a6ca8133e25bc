import { ActionIcon, Button, Progress } from '@mantine/core';
import { IconFile, IconUpload, IconX } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import type { StoredFile } from '#router/contracts/request.ts';
import { formatBytes } from '../../ui/format.ts';
import { useUpload } from './use-upload.ts';

export interface FileFieldProps {
  /** Such as `Part 2`; the field's name is `Part 2 file`. */
  readonly label: string;
  readonly file: StoredFile | null;
  readonly onChange: (file: StoredFile | null) => void;
  /** A drop zone where there is room, a line in a table. */
  readonly variant: 'zone' | 'line';
}

/** Takes a file by its dialog or by drop, and hands it to main while the person goes on. */
export function FileField({ label, file, onChange, variant }: FileFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const upload = useUpload(onChange);
  const choose = () => input.current?.click();
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) upload.start(dropped);
  };

  return (
    <div
      className={variant === 'zone' ? 'file-zone' : 'file-line'}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        aria-label={`${label} file`}
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const chosen = currentTarget.files?.[0];
          // Else choosing the same file again, after it changed on disk, would be no change.
          currentTarget.value = '';
          if (chosen) upload.start(chosen);
        }}
      />
      {upload.state.kind === 'running' ? (
        <>
          <span className="file-name">{upload.state.name}</span>
          <Progress
            className="file-progress"
            aria-label={`Upload of ${upload.state.name}`}
            value={(upload.state.sent / Math.max(upload.state.size, 1)) * 100}
          />
          <span className="fact">
            {formatBytes(upload.state.sent)} of {formatBytes(upload.state.size)}
          </span>
          <Button variant="subtle" size="compact-xs" onClick={upload.stop}>
            Stop upload
          </Button>
        </>
      ) : (
        <>
          {file && (
            <span className="file-name" title={file.type}>
              <IconFile size={15} stroke={1.6} />
              {file.name}
              <span className="fact">{formatBytes(file.size)}</span>
            </span>
          )}
          {variant === 'zone' && !file && (
            <span className="file-hint">
              <IconUpload size={20} stroke={1.4} />
              Drop a file here, or choose one.
            </span>
          )}
          <Button
            variant="default"
            size="compact-xs"
            onClick={choose}
            aria-label={`${file ? 'Replace file' : 'Choose file'} for ${label.toLowerCase()}`}
          >
            {file ? 'Replace' : 'Choose file'}
          </Button>
          {file && (
            <ActionIcon
              size="sm"
              aria-label={`Remove file of ${label.toLowerCase()}`}
              onClick={() => onChange(null)}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </>
      )}
      {upload.state.kind === 'failed' && (
        <span className="file-error">
          <span role="status">
            {upload.state.name} was not uploaded: {upload.state.message}
          </span>
          <Button variant="subtle" size="compact-xs" onClick={upload.retry}>
            Try again
          </Button>
        </span>
      )}
    </div>
  );
}
