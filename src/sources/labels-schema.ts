/** Labels as JSON has them. A record of valibot would leave out `constructor` and its like, which are names as any other. */
import * as v from 'valibot';
import type { Labels } from './source.ts';

export const labelsSchema = v.custom<Labels>(
  (input) =>
    typeof input === 'object' &&
    input !== null &&
    !Array.isArray(input) &&
    Object.values(input).every((value) => typeof value === 'string'),
  'must be an object of texts',
);
