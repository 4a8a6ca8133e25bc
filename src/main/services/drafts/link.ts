import { z } from 'zod';
import { opaqueId } from '#router/contracts/ids.ts';
import { type HttpRequest, httpRequestSchema } from '#router/contracts/request.ts';
import type { FileNames } from '../collections/opencollection/file-names.ts';
import { markIsForged } from '../collections/opencollection/format-error.ts';
import { readRequest } from '../collections/opencollection/request-file.ts';
import { YamlSource } from '../yaml/yaml-source.ts';
import { hasForgedMark, literalsIn } from '../yaml/large-literals.ts';
import { hashOf } from './kept-texts.ts';

export const placeSchema = z.object({ collectionId: opaqueId, path: z.string() });
const hash = z.string().min(1);

/** Names of texts that `KeptTexts` has. */
const keptVersionSchema = z.object({
  text: hash,
  /** The request as JSON, where it has row ids of the draft's own and not those of a reading. */
  as: hash.optional(),
});
export type KeptVersion = z.infer<typeof keptVersionSchema>;

/** What ties a draft to the file of its saved request. */
export const linkSchema = z.object({
  place: placeSchema,
  /** Where the file was before, for as long as it may still be there: while it is being moved. */
  former: placeSchema.optional(),
  /** The request's name, for when its file is gone. */
  name: z.string(),
  /** The file as Parley last read or wrote it for this draft: where the file says something else, others have changed it. */
  base: keptVersionSchema,
  /** When that was, in milliseconds since the epoch. */
  readAt: z.number().default(0),
  /**
   * The file before Parley's own saves from this draft. Each save is made from it, so that who sets a field and sets it
   * back gets back every byte.
   */
  origin: keptVersionSchema,
  /** Hash of a text that may have been written: a kill may come between that and the new `base`. */
  saving: hash.optional(),
  /** Uploads that the texts of both name: large literals. */
  large: z.array(opaqueId).default([]),
  /** Where the files are that the draft's request names, by their id, from the collection's folder on. */
  files: z.record(z.string(), z.string()).default({}),
});
export type Link = z.infer<typeof linkSchema>;

/** A link without what moves bring about. */
const keptLinkSchema = linkSchema.omit({ place: true, former: true });
export type KeptLink = z.infer<typeof keptLinkSchema>;

/** What a draft was before main exchanged its request for another, for edits that were made without knowing of that. */
export const exchangedSchema = z.object({
  /** The draft's own since then: edits below it were made on what was before. */
  revision: z.int().nonnegative(),
  before: z.object({
    revision: z.int().nonnegative(),
    request: httpRequestSchema,
    link: keptLinkSchema,
  }),
});
export type Exchanged = z.infer<typeof exchangedSchema>;

/** A file's text, and what it says. */
export interface Reading {
  readonly text: string;
  readonly value: unknown;
  readonly name: string;
  readonly request: HttpRequest;
}

/** A reading, and the same request with its rows named as the draft names them. */
export interface Version {
  readonly reading: Reading;
  readonly as: HttpRequest;
}

/** Throws `YamlProblem` or `NotARequestError`. */
export function readText(text: string, files: FileNames): Reading {
  const { value } = new YamlSource(text);
  if (hasForgedMark(text, value)) throw markIsForged();
  return { text, value, ...readRequest(value, files) };
}

export function versionOf(reading: Reading): Version {
  return { reading, as: reading.request };
}

/** Stands for a text that is lost: every file says something else. */
export function unknownVersion(name: string, request: HttpRequest): Version {
  return versionOf({ text: '', value: null, name, request });
}

/** The texts that bring a version back. */
export function textsOf({ reading, as }: Version): string[] {
  return as === reading.request && reading.text !== '' ? [reading.text] : [reading.text, JSON.stringify(as)];
}

export function keptVersion(version: Version): KeptVersion {
  const [text = '', as] = textsOf(version).map(hashOf);
  return as === undefined ? { text } : { text, as };
}

/** What a link says of its versions, which are those of now. */
export function linkedVersions(
  base: Version,
  origin: Version,
): Pick<Link, 'base' | 'readAt' | 'origin' | 'large'> {
  const large = [base, origin].flatMap(({ reading }) => literalsIn(reading.text));
  const kept = { base: keptVersion(base), origin: keptVersion(origin), large: [...new Set(large)] };
  return { ...kept, readAt: Date.now() };
}

/** The texts that a link names. */
export function hashesOf({ base, origin }: Pick<Link, 'base' | 'origin'>): string[] {
  return [base, origin].flatMap(({ text, as }) => (as === undefined ? [text] : [text, as]));
}
