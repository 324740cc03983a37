export { DetectorBank, type Finding, type Surprising } from './detector-bank.ts';
export { inMilliseconds, inWords } from './format.ts';
export * from './functions.ts';
export { ParameterError, requireFinite, requireNonNegative, requirePositive } from './parameter-error.ts';
export { coreSha256 } from './wasm.ts';
