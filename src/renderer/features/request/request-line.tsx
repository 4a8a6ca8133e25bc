import { Autocomplete, Button, Tooltip } from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { commonMethods, isMethod } from './method.ts';
import { withUrl } from './query-rows.ts';
import type { RequestFormProps } from './request-editing.ts';

export interface RequestLineProps extends RequestFormProps {
  readonly running: boolean;
  readonly cancelling: boolean;
  readonly onSend: () => void;
  readonly onCancel: () => void;
  /** Why the request can't be sent as it is; shown below the line. */
  readonly problem: string | null;
  /** Told what the method field holds where that is no method; null where it is one. */
  readonly onMethodProblem: (problem: string | null) => void;
  readonly urlRef: RefObject<HTMLInputElement | null>;
}

/** Method, URL, and the button that sends them. */
export function RequestLine(props: RequestLineProps) {
  const { request, edit, running, cancelling, onSend, onCancel, problem, urlRef } = props;
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
        <input
          ref={urlRef}
          className="url-field"
          aria-label="URL"
          aria-describedby={problem ? 'request-line-problem' : undefined}
          placeholder="https://"
          value={request.url}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          inputMode="url"
          onChange={({ currentTarget: { value } }) => edit((now) => ({ ...now, ...withUrl(now, value) }))}
        />
        {isUnchecked && (
          <Tooltip label="This request accepts any certificate. Options turns the check on again.">
            <span className="unchecked">
              <IconShieldOff size={14} stroke={1.8} aria-hidden="true" />
              Certificates not checked
            </span>
          </Tooltip>
        )}
        {running ? (
          <Button className="send-button" variant="default" onClick={onCancel} loading={cancelling}>
            Cancel
          </Button>
        ) : (
          <Button className="send-button" type="submit">
            Send
          </Button>
        )}
      </form>
      {problem && (
        <p id="request-line-problem" className="request-line-problem" role="status">
          {problem}
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
  const [text, setText] = useState(method);
  useEffect(() => setText(method), [method]);
  const isValid = isMethod(text);
  return (
    <Autocomplete
      className="method-field"
      aria-label="Method"
      variant="unstyled"
      data={commonMethods}
      // The list offers all there is, not just what begins like the method that stands there.
      filter={({ options }) => options}
      openOnFocus={false}
      value={text}
      error={!isValid}
      data-method={text}
      spellCheck={false}
      maxLength={64}
      comboboxProps={{ width: 130, position: 'bottom-start' }}
      onChange={(typed) => {
        setText(typed);
        if (isMethod(typed)) {
          onChange(typed);
          onProblem(null);
        } else {
          onProblem('A method is one word, such as GET.');
        }
      }}
    />
  );
}
