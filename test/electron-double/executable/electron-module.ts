// What `import … from 'electron'` gives. The executable has the same modules, so that there is one app.
export * from '../main-process/electron.ts';
export { default } from '../main-process/electron.ts';
