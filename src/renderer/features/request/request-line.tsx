import { Autocomplete, Button, Tooltip } from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import { type RefObject, useState } from 'react';
import { onFirstClick } from '../../ui/first-click.ts';
import { VariableField } from '../variables/variable-field.tsx';
import { commonMethods, isMethod } from './method.ts';
import { withUrl } from './query-rows.ts';
import type { RequestFormProps } from './request-editing.ts';

export interface RequestLineProps extends RequestFormProps {
  /** There is something to cancel rather than to send. */
  readonly busy: boolean;
  readonly cancelling: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
  /** Why the request is not sent as it is, shown below the line. */
  readonly note: string | null;
  /** Told what the method field holds where that is no method; null where it is one. */
  readonly onMethodProblem: (problem: string | null) => void;
  readonly urlRef: RefObject<HTMLInputElement | null>;
}

/** Method, URL, and the button that sends them. */
export function RequestLine(props: RequestLineProps) {
  const { request, edit, busy, cancelling, onSend, onCancel, note, urlRef } = props;
  const isUnchecked = !request.options.verifyCertificates;
  return (
    <div className="request-line-box">
      <form
        className="request-line"
        onSubmit={(event) => {
          event.preventDefault();
          onSend();
        }}
      >
        <MethodField
          method={request.method}
          onChange={(method) => edit((now) => ({ ...now, method }))}
          onProblem={props.onMethodProblem}
        />
        <VariableField
          inputRef={urlRef}
          className="url-field"
          aria-label="URL"
          aria-describedby={note ? 'request-line-note' : undefined}
          placeholder="https://"
          value={request.url}
          autoCapitalize="off"
          inputMode="url"
          onChange={(url) => edit((now) => ({ ...now, ...withUrl(now, url) }))}
        />
        {isUnchecked && (
          <Tooltip label="This request accepts any certificate. Options turns the check on again.">
            <span className="unchecked">
              <IconShieldOff size={14} stroke={1.8} aria-hidden="true" />
              Certificates not checked
            </span>
          </Tooltip>
        )}
        {busy ? (
          <Button
            className="send-button"
            variant="default"
            onClick={onFirstClick(onCancel)}
            loading={cancelling}
          >
            Cancel
          </Button>
        ) : (
          <Button className="send-button" type="submit" onClick={onFirstClick()}>
            Send
          </Button>
        )}
      </form>
      {note && (
        <p id="request-line-note" className="request-line-note" role="status">
          {note}
        </p>
      )}
    </div>
  );
}

interface MethodFieldProps {
  readonly method: string;
  readonly onChange: (method: string) => void;
  readonly onProblem: (problem: string | null) => void;
}

/** Text that is not a method yet stays in the field: the request, and with it the draft, keeps the last one that was. */
function MethodField({ method, onChange, onProblem }: MethodFieldProps) {
  const [unfinished, setUnfinished] = useState<string | null>(null);
  const onTyped = (typed: string) => {
    if (isMethod(typed)) {
      setUnfinished(null);
      onProblem(null);
      onChange(typed);
    } else {
      setUnfinished(typed);
      onProblem('A method is one word, such as GET.');
    }
  };
  return (
    <Autocomplete
      className="method-field"
      aria-label="Method"
      variant="unstyled"
      data={commonMethods}
      // The list offers all there is, not just what begins like the method that stands there.
      filter={({ options }) => options}
      openOnFocus={false}
      value={unfinished ?? method}
      error={unfinished !== null}
      spellCheck={false}
      maxLength={64}
      comboboxProps={{ width: 130, position: 'bottom-start' }}
      onChange={onTyped}
    />
  );
}
