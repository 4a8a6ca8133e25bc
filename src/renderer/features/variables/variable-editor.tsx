import { Compartment, type Extension } from '@codemirror/state';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import CodeEditor, { type CodeEditorProps } from '../../ui/code/code-editor.tsx';
import { variableMarks, variablesOf } from './editor-variables.ts';
import { useRequestScope } from './scope-context.ts';
import { VariableCard } from './variable-card.tsx';
import './variables.css';
